package analytics

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPercentileRankByHand(t *testing.T) {
	t.Parallel()
	reference := []float64{1, 2, 2, 2, 5, 9, 9, 10, 11, 12}
	for value, want := range map[float64]float64{
		0: 0, 1: 5, 2: 25, 3: 40, 5: 45, 9: 60, 12: 95, 13: 100,
	} {
		require.Equal(t, known(want), PercentileRank(value, reference, 10), "value %v", value)
	}
	require.Equal(t, known(50), PercentileRank(4, []float64{4, 4, 4}, 1), "all equal: the middle")
	require.Equal(t, unknown(TooFewToCompare), PercentileRank(4, reference[:9], 10))
	require.Equal(t, unknown(TooFewToCompare), PercentileRank(4, nil, 0))
}

func TestPercentileRankHolds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		reference := make([]float64, 1+r.IntN(40))
		for i := range reference {
			reference[i] = float64(r.IntN(20))
		}
		slices.Sort(reference)
		last := -1.0
		for v := -1.0; v <= 21; v++ {
			p := PercentileRank(v, reference, 1).Value
			require.GreaterOrEqual(t, p, last, "a higher value never ranks lower")
			require.True(t, p >= 0 && p <= 100)
			last = p
		}
		sum := 0.0
		for _, v := range reference {
			sum += PercentileRank(v, reference, 1).Value
		}
		require.InDelta(t, 50, sum/float64(len(reference)), 1e-9, "mid-ranks average 50 over the reference itself")
	}
}

func TestChange(t *testing.T) {
	t.Parallel()
	require.Equal(t, known(50), Change(150, 100))
	require.Equal(t, known(-100), Change(0, 8))
	require.Equal(t, known(0), Change(8, 8))
	require.Equal(t, unknown(ZeroBase), Change(8, 0), "a rise from nothing has no size")
	require.Equal(t, unknown(ZeroBase), Change(0, 0))
	require.Equal(t, unknown(ZeroBase), Change(8, math.NaN()))
}
