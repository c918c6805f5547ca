package analytics

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// Worked by hand. Ten windows of 10 mentions, of the topic 1 each but 5 in the
// sixth and seventh: p₀ = 18/100, p₁ = 0.36, p₂ = 0.72. Going up costs ln 10 =
// 2.3026. In a window with 5 of 10, state 0 costs −(5 ln 0.18 + 5 ln 0.82) =
// 9.5662, state 1 −(5 ln 0.36 + 5 ln 0.64) = 7.3397, state 2 −(5 ln 0.72 + 5 ln
// 0.28) = 8.0073. So two windows save 4.4530 at the price of 2.3026: a burst of
// level 1. One window alone would save 2.2265, less than the price.
func TestEpisodesByHand(t *testing.T) {
	t.Parallel()
	totals := []float64{10, 10, 10, 10, 10, 10, 10, 10, 10, 10}
	got := Episodes([]float64{1, 1, 1, 1, 1, 5, 5, 1, 1, 1}, totals, KleinbergScale, KleinbergGamma)
	require.Len(t, got, 1)
	require.Equal(t, Episode{First: 5, Last: 6, Level: 1, Weight: got[0].Weight}, got[0])
	require.InDelta(t, 2*(9.5662-7.3397), got[0].Weight, 2e-4)
	require.Empty(t, Episodes([]float64{1, 1, 1, 1, 1, 5, 1, 1, 1, 5}, totals, KleinbergScale, KleinbergGamma))
}

// Every path of states is tried; the dynamic programme must find one as cheap.
func TestCheapestAgainstEveryPath(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		const n, states = 6, 3
		costs := [n][states]float64{}
		for i := range costs {
			for s := range costs[i] {
				costs[i][s] = r.Float64() * 5
			}
		}
		price := func(path []int) float64 {
			total, before := 0.0, 0
			for i, s := range path {
				total += costs[i][s] + 1.3*float64(max(0, s-before))
				before = s
			}
			return total
		}
		best := math.Inf(1)
		for code := range int(math.Pow(states, n)) {
			path := make([]int, n)
			for i := range path {
				path[i], code = code%states, code/states
			}
			best = min(best, price(path))
		}
		got := cheapest(n, states, 1.3, func(i, s int) float64 { return costs[i][s] })
		require.InDelta(t, best, price(got), 1e-9)
	}
}

func TestEpisodesAreNested(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		n := 5 + r.IntN(60)
		counts, totals := make([]float64, n), make([]float64, n)
		for i := range counts {
			totals[i] = float64(r.IntN(60))
			counts[i] = math.Min(totals[i], float64(r.IntN(4)*r.IntN(20)))
		}
		all := Episodes(counts, totals, KleinbergScale, KleinbergGamma)
		for _, e := range all {
			require.True(t, e.First >= 0 && e.First <= e.Last && e.Last < n)
			inside := e.Level == 1
			for _, o := range all {
				inside = inside || o.Level == e.Level-1 && o.First <= e.First && e.Last <= o.Last
			}
			require.True(t, inside, "%v lies in no outer burst", e)
		}
	}
	for name, got := range map[string][]Episode{
		"nothing":   Episodes(nil, nil, 2, 1),
		"silence":   Episodes([]float64{0, 0}, []float64{5, 5}, 2, 1),
		"one topic": Episodes([]float64{1, 90, 1}, []float64{1, 90, 1}, 2, 1),
	} {
		require.Empty(t, got, name)
	}
}
