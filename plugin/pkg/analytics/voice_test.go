package analytics

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Drone Emprit published these counts as 45, 28 and 27%.
func TestShareOfVoiceAgainstPublishedValues(t *testing.T) {
	t.Parallel()
	got := ShareOfVoice([]float64{160_426, 100_554, 95_276})
	for i, want := range []float64{45, 28, 27} {
		require.InDelta(t, want, got[i].Share.Value, 0.5)
	}
	require.InDelta(t, 45.0311, got[0].Share.Value, 1e-4, "160426 ÷ 356256")
}

func TestShareOfVoiceOfNothing(t *testing.T) {
	t.Parallel()
	require.Empty(t, ShareOfVoice(nil))
	require.Equal(t, unknown(NothingToWeigh), ShareOfVoice([]float64{0, 0})[1].Share)
	alone := ShareOfVoice([]float64{4, 0})
	require.Equal(t, known(100), alone[0].Share)
	require.Equal(t, known(0), alone[1].Share, "a true zero")
}

func TestShareOfVoiceHolds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(15, 16))
	for range 300 {
		counts := make([]float64, 1+r.IntN(12))
		for i := range counts {
			counts[i] = float64(1 + r.IntN(1000))
		}
		got, sum := ShareOfVoice(counts), 0.0
		mirrored := slices.Clone(counts)
		slices.Reverse(mirrored)
		other := ShareOfVoice(mirrored)
		for i, v := range got {
			sum += v.Share.Value
			require.True(t, v.Low >= 0 && v.Low <= v.Share.Value && v.Share.Value <= v.High && v.High <= 100)
			require.Equal(t, v, other[len(counts)-1-i])
		}
		require.InDelta(t, 100, sum, 1e-9)
	}
}

// A 95% interval covers the true share in 93 to 97 of 100 samples, on average
// over shares, as Wilson's does.
func TestShareOfVoiceCovers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(17, 18))
	for _, n := range []int{20, 60, 300} {
		covered, all := 0, 0
		for range 5000 {
			truth, counts := []float64{0.1 + 0.3*r.Float64(), 0.1 + 0.3*r.Float64(), 0}, make([]float64, 3)
			truth[2] = 1 - truth[0] - truth[1]
			for range n {
				switch x := r.Float64(); {
				case x < truth[0]:
					counts[0]++
				case x < truth[0]+truth[1]:
					counts[1]++
				default:
					counts[2]++
				}
			}
			for i, v := range ShareOfVoice(counts) {
				all++
				if v.Low <= truth[i]*100 && truth[i]*100 <= v.High {
					covered++
				}
			}
		}
		share := float64(covered) / float64(all)
		require.True(t, share > 0.93 && share < 0.97, "n %d: covered %.3f", n, share)
	}
}

// 1, 2, 4 and 10: h = 3·share; the quarters are 1.75, 3 and 5.5.
func TestQuantileByHand(t *testing.T) {
	t.Parallel()
	values := []float64{1, 2, 4, 10}
	for share, want := range map[float64]float64{-1: 1, 0: 1, 0.25: 1.75, 0.5: 3, 0.75: 5.5, 1: 10, 2: 10} {
		require.Equal(t, known(want), Quantile(values, share, 4), "%v", share)
	}
	require.Equal(t, known(7), Quantile([]float64{7}, 0.3, 1))
	require.Equal(t, unknown(TooFewToCompare), Quantile(values, 0.5, 5))
	require.Equal(t, unknown(TooFewToCompare), Quantile(nil, 0.5, 0))
}

func TestUsual(t *testing.T) {
	t.Parallel()
	require.Equal(t, known(2), Usual([]float64{1, 3}))
	require.Equal(t, known(2), Usual([]float64{0, 4}), "a true zero counts")
	require.Equal(t, unknown(TooFewToCompare), Usual([]float64{3}))
	require.Equal(t, unknown(TooFewToCompare), Usual(nil))
	require.Equal(t, unknown(ZeroBase), Usual([]float64{0, 0}))
}
