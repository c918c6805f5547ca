package analytics

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// Newcombe 1998, Statistics in Medicine 17, 857–872, Table I, method 3 (the
// score method without continuity correction).
func TestWilsonAgainstPublishedValues(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ count, n, low, high float64 }{
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0.0000, 0.1611},
		{1, 29, 0.0061, 0.1718},
	} {
		got, ok := Wilson(tc.count, tc.n)
		require.True(t, ok)
		require.InDelta(t, tc.low, got.Low, 5e-5, "%v of %v", tc.count, tc.n)
		require.InDelta(t, tc.high, got.High, 5e-5, "%v of %v", tc.count, tc.n)
	}
}

func TestWilsonRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range [][2]float64{{0, 0}, {1, 0}, {-1, 5}, {6, 5}} {
		_, ok := Wilson(tc[0], tc[1])
		require.False(t, ok, "%v", tc)
	}
}

func TestWilsonHolds(t *testing.T) {
	t.Parallel()
	for n := 1.0; n <= 60; n++ {
		for count := 0.0; count <= n; count++ {
			in, ok := Wilson(count, n)
			require.True(t, ok)
			require.True(t, in.Low >= 0 && in.High <= 1 && in.Low <= count/n && count/n <= in.High, "%v of %v: %v", count, n, in)
			mirror, _ := Wilson(n-count, n)
			require.InDelta(t, 1-in.High, mirror.Low, 1e-12, "counting the others gives the mirror image")
			larger, _ := Wilson(count*4, n*4)
			require.Less(t, larger.High-larger.Low, in.High-in.Low, "more of the same is surer")
		}
	}
}

func TestNetSentimentByHand(t *testing.T) {
	t.Parallel()
	require.Equal(t, known(20), NetSentiment(5, 2, 3), "50% − 30%, the neutral ones in the divisor")
	require.Equal(t, known(-100), NetSentiment(0, 0, 4))
	require.Equal(t, known(100), NetSentiment(4, 0, 0))
	require.Equal(t, known(0), NetSentiment(0, 9, 0), "all neutral is a zero, not a gap")
	require.Equal(t, unknown(NothingToWeigh), NetSentiment(0, 0, 0), "no mentions is a gap, not a zero")
}

func TestNetIntervalHolds(t *testing.T) {
	t.Parallel()
	for p := 0.0; p <= 12; p++ {
		for u := 0.0; u <= 12; u++ {
			for q := 0.0; q <= 12; q++ {
				in, ok := NetInterval(p, u, q)
				require.Equal(t, p+u+q > 0, ok)
				if !ok {
					continue
				}
				net := NetSentiment(p, u, q).Value
				require.True(t, in.Low >= -100 && in.High <= 100 && in.Low <= net && net <= in.High, "%v %v %v: %v", p, u, q, in)
				mirror, _ := NetInterval(q, u, p)
				require.InDelta(t, -in.High, mirror.Low, 1e-9, "exchanging the signs gives the mirror image")
			}
		}
	}
}

// A 95% interval covers the truth in about 95 of 100 samples.
func TestNetIntervalCovers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	for _, truth := range [][2]float64{{0.3, 0.3}, {0.5, 0.2}, {0.1, 0.6}, {0.45, 0.45}} {
		for _, n := range []int{20, 50, 200} {
			covered, runs := 0, 4000
			for range runs {
				p, q := sample(r, n, truth)
				in, _ := NetInterval(p, float64(n)-p-q, q)
				if net := (truth[0] - truth[1]) * 100; in.Low <= net && net <= in.High {
					covered++
				}
			}
			share := float64(covered) / float64(runs)
			require.True(t, math.Abs(share-0.95) < 0.02, "truth %v, n %d: covered %.3f", truth, n, share)
		}
	}
}

func sample(r *rand.Rand, n int, truth [2]float64) (positive, negative float64) {
	for range n {
		switch x := r.Float64(); {
		case x < truth[0]:
			positive++
		case x < truth[0]+truth[1]:
			negative++
		}
	}
	return positive, negative
}

func TestShare(t *testing.T) {
	t.Parallel()
	require.Equal(t, known(25), Share(3, 12))
	require.Equal(t, known(0), Share(0, 12), "none of some is a zero")
	require.Equal(t, unknown(NothingToWeigh), Share(0, 0), "none of none is not available")
}

// Leaving a part out and adding it again changes nothing; a part that is larger
// than the whole (late data) leaves nothing, never less.
func TestMoodWithoutAPart(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(6, 6))
	for range 200 {
		part := Mood{float64(r.IntN(9)), float64(r.IntN(9)), float64(r.IntN(9))}
		rest := Mood{float64(r.IntN(9)), float64(r.IntN(9)), float64(r.IntN(9))}
		require.Equal(t, rest, rest.Plus(part).Minus(part))
		require.GreaterOrEqual(t, rest.Minus(part).N(), 0.0)
	}
	require.Equal(t, Mood{Neutral: 1}, Mood{1, 2, 3}.Minus(Mood{2, 1, 4}))
}
