package analytics

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// By hand: 5 and 9 against 1, 5, 7, 8: 5 beats one and ties one, 9 beats four,
// so U = 1.5 + 4 = 5.5 of 8. A second account's 3 against 4 and 6 wins nothing.
// θ = (2 × 5.5/8 + 1 × 0) ÷ 3 = 45.8333%. The variance is 4 × 7/96 + 1 × 4/24 =
// 0.458333, its root 0.677003, and 1.959964 × 0.677003 ÷ 3 = 44.2305%.
func TestSuperiorityByHand(t *testing.T) {
	t.Parallel()
	got := Superiority([]Stratum{
		{Now: []float64{5, 9}, Before: []float64{7, 1, 8, 5}},
		{Now: []float64{3}, Before: []float64{6, 4}},
		{Now: []float64{100}},
		{Before: []float64{1}},
	}, 0.05)
	require.InDelta(t, 45.8333, got.Share.Value, 1e-4)
	require.InDelta(t, 45.8333-44.2305, got.Interval.Low, 1e-3)
	require.InDelta(t, 45.8333+44.2305, got.Interval.High, 1e-3)
	require.Equal(t, 3, got.Now)
	require.Equal(t, 9, got.All)
	require.Equal(t, unknown(NothingToWeigh), Superiority(nil, 0.05).Share)
}

// Without a difference the interval covers 50 in about 95 of 100 samples; with
// one it covers the truth at least as often.
func TestSuperiorityCovers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	draw := func(n int, factor float64) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = r.ExpFloat64() * factor
		}
		return out
	}
	for _, tc := range []struct{ factor, truth float64 }{{1, 50}, {3, 75}} { // P(3X > Y) = 3/4 of exponentials
		covered, runs := 0, 4000
		for range runs {
			a := Superiority([]Stratum{{draw(8, tc.factor), draw(40, 1)}, {draw(15, tc.factor), draw(20, 1)}}, 0.05)
			if a.Interval.Low <= tc.truth && tc.truth <= a.Interval.High {
				covered++
			}
		}
		share := float64(covered) / float64(runs)
		require.GreaterOrEqual(t, share, 0.93)
		if tc.truth == 50 {
			require.LessOrEqual(t, share, 0.97)
		}
	}
}
