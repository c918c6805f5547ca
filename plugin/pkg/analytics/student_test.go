package analytics

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// The table of Student's distribution in every textbook.
func TestStudentAgainstPublishedValues(t *testing.T) {
	t.Parallel()
	for freedom, want := range map[float64]float64{
		1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 10: 2.228, 30: 2.042, 120: 1.980, 1e9: 1.960,
	} {
		require.InEpsilon(t, want, student95(freedom), 2e-3, "%v degrees of freedom", freedom)
	}
	require.True(t, math.IsInf(student95(0), 1))
}

// 2, 4 and 6: mean 4, s = 2; 4 ± 4.3027·2÷√3 = 4 ± 4.9684.
func TestMeanIntervalByHand(t *testing.T) {
	t.Parallel()
	in, ok := MeanInterval([]float64{2, 6, 4})
	require.True(t, ok)
	require.InDelta(t, -0.9684, in.Low, 1e-3)
	require.InDelta(t, 8.9684, in.High, 1e-3)
	for _, few := range [][]float64{nil, {7}} {
		_, ok := MeanInterval(few)
		require.False(t, ok)
	}
	in, _ = MeanInterval([]float64{3, 3})
	require.Equal(t, Interval{3, 3}, in)
}

// Rates 1% and 3%: 2 ± 12.706·√2÷√2, cut off at 0. Ratio: E 1 and 6 of 100 and
// 200, R = 7÷300; rests 1−7÷3 = −4÷3 and 6−14÷3 = 4÷3, so
// ± 12.706·√(2·32÷9)÷300 = 0.11294, cut off at 0.
func TestRateIntervalByHand(t *testing.T) {
	t.Parallel()
	posts := []Post{{known(1), known(100)}, {known(6), known(200)}, {known(6), unknown(NoBase)}, {known(6), known(0)}}
	in, ok := RateInterval(posts, false)
	require.True(t, ok)
	require.InDelta(t, 0, in.Low, 0)
	require.InDelta(t, 14.706, in.High, 1e-3)
	in, ok = RateInterval(posts, true)
	require.True(t, ok)
	require.InDelta(t, 0, in.Low, 0)
	require.InDelta(t, 2.3333+11.2943, in.High, 1e-3)
	for _, ratio := range []bool{false, true} {
		_, ok := RateInterval(posts[1:], ratio)
		require.False(t, ok, "one post tells nothing of the spread")
		_, ok = RateInterval(nil, ratio)
		require.False(t, ok)
	}
}

func TestRateIntervalHolds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 12))
	for range 300 {
		posts := make([]Post, 2+r.IntN(20))
		for i := range posts {
			posts[i] = Post{known(float64(r.IntN(50))), known(float64(1 + r.IntN(1000)))}
		}
		mirrored := slices.Clone(posts)
		slices.Reverse(mirrored)
		for _, ratio := range []bool{false, true} {
			in, ok := RateInterval(posts, ratio)
			require.True(t, ok)
			rate, _ := MeanOfRates(posts)
			if ratio {
				rate, _ = RatioOfSums(posts)
			}
			require.True(t, 0 <= in.Low && in.Low <= rate.Value && rate.Value <= in.High)
			other, _ := RateInterval(mirrored, ratio)
			require.InDelta(t, in.High, other.High, 1e-9, "their order does not matter")
		}
	}
}

// A 95% interval covers the true mean in 93 to 97 of 100 samples.
func TestMeanIntervalCovers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(13, 14))
	for _, n := range []int{2, 5, 12, 40} {
		covered, runs := 0, 10_000
		for range runs {
			values := make([]float64, n)
			for i := range values {
				values[i] = 3 + r.NormFloat64()
			}
			if in, _ := MeanInterval(values); in.Low <= 3 && 3 <= in.High {
				covered++
			}
		}
		share := float64(covered) / float64(runs)
		require.True(t, share > 0.93 && share < 0.97, "n %d: covered %.3f", n, share)
	}
}
