package analytics

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// k = 4, two observations each, so σ² = 8÷4 = 2 and V = 1. μ = 5 and
// Σ(y−μ)² = 16+4+0+36 = 56, so A = 56÷3 − 1 = 53÷3 and
// B = 1÷3 · 1÷(56÷3) = 1÷56. The first: 5 − 55÷56·4 = 1.0714, with
// s² = 1 − 3÷4÷56 + 2÷56²·16 = 0.99681, ± 2.7764·0.99840 = 2.7720.
func TestShrinkByHand(t *testing.T) {
	t.Parallel()
	s, why := Shrink([][]float64{{0, 2}, {2, 4}, {4, 6}, {10, 12}})
	require.Equal(t, Available, why)
	require.InDelta(t, 5, s.Mean, 1e-9)
	require.InDelta(t, 2, s.Within, 1e-9)
	require.InDelta(t, 53.0/3, s.Among, 1e-9)
	for i, want := range []float64{1.0714286, 3.0357143, 5, 10.8928571} {
		require.InDelta(t, want, s.Groups[i].Value, 1e-6)
		require.InDelta(t, 55.0/56, s.Groups[i].Weight, 1e-9)
	}
	require.InDelta(t, 1.0714-2.7720, s.Groups[0].Low, 0.005)
	require.InDelta(t, 1.0714+2.7720, s.Groups[0].High, 0.005)
}

// Efron & Morris 1975, JASA 70(350), 311–319, table 1: 18 batting averages on
// a scale on which each has variance 1; they give y − ȳ the weight 0.209.
func TestShrinkAgainstPublishedValues(t *testing.T) {
	t.Parallel()
	var groups [][]float64
	for _, y := range []float64{
		-1.35, -1.66, -1.97, -2.28, -2.60, -2.60, -2.92, -3.26, -3.60, -3.60,
		-3.95, -3.95, -3.95, -3.95, -3.95, -4.32, -4.70, -5.10,
	} {
		groups = append(groups, []float64{y - 1, y + 1}) // V = 2 ÷ 2
	}
	s, why := Shrink(groups)
	require.Equal(t, Available, why)
	require.InDelta(t, 1, s.Within/2, 1e-9)
	require.InDelta(t, -3.317, s.Mean, 5e-4)
	require.InDelta(t, 0.209, s.Groups[0].Weight, 1e-3)
	require.InDelta(t, -3.317+0.209*(-1.35+3.317), s.Groups[0].Value, 2e-3)
}

func TestShrinkRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		groups [][]float64
		why    Reason
	}{
		{nil, TooFewToCompare},
		{[][]float64{{1, 2, 3}}, TooFewToCompare},
		{[][]float64{{1, 2}, {3, 4}, {5, 6}}, TooFewToCompare},
		{[][]float64{{1}, {2}, {3}, {4}, {5, 6}}, TooFewToCompare},
		{[][]float64{{1, 2}, {3, 4}, {5, 6}, {}}, NothingToWeigh},
	} {
		_, why := Shrink(tc.groups)
		require.Equal(t, tc.why, why)
	}
	alike, why := Shrink([][]float64{{0, 0}, {0, 0}, {0, 0}, {0, 0}})
	require.Equal(t, Available, why)
	require.Equal(t, Interval{}, alike.Groups[0].Interval)
}

func TestShrinkHolds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		groups := sampleGroups(r, 4+r.IntN(20), r.Float64()*3, 1, 9, nil)
		s, why := Shrink(groups)
		if why != Available {
			continue
		}
		for _, g := range s.Groups {
			require.True(t, g.Weight >= 0 && g.Weight <= 1)
			require.True(t, g.Value >= math.Min(g.Mean, s.Mean)-1e-9 && g.Value <= math.Max(g.Mean, s.Mean)+1e-9, "between the two means")
			require.True(t, g.Low <= g.Value && g.Value <= g.High)
			for _, o := range s.Groups {
				if o.N < g.N {
					require.LessOrEqual(t, o.Weight, g.Weight+1e-12, "fewer observations, less weight")
				}
			}
		}
		mirrored := slices.Clone(groups)
		slices.Reverse(mirrored)
		other, _ := Shrink(mirrored)
		last := len(groups) - 1
		for i := range s.Groups {
			require.InDelta(t, s.Groups[i].Value, other.Groups[last-i].Value, 1e-9, "their order does not matter")
			require.InDelta(t, s.Groups[i].High, other.Groups[last-i].High, 1e-9)
		}
		moved := make([][]float64, len(groups))
		for i, values := range groups {
			for _, v := range values {
				moved[i] = append(moved[i], v*2+5)
			}
		}
		other, _ = Shrink(moved)
		require.InDelta(t, s.Groups[0].Value*2+5, other.Groups[0].Value, 1e-6, "the scale does not matter")
		require.InDelta(t, s.Groups[0].Low*2+5, other.Groups[0].Low, 1e-6)
	}
}

// sampleGroups draws k groups of 1…most observations around true means, which
// it appends to truths.
func sampleGroups(r *rand.Rand, k int, among, within float64, most int, truths *[]float64) [][]float64 {
	groups := make([][]float64, k)
	for i := range groups {
		truth := 10 + r.NormFloat64()*among
		if truths != nil {
			*truths = append(*truths, truth)
		}
		for range 1 + r.IntN(most) {
			groups[i] = append(groups[i], truth+r.NormFloat64()*within)
		}
	}
	return groups
}

// A 95% interval covers the truth in 93 to 97 of 100 groups, also where groups
// have one observation.
func TestShrinkCovers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 10))
	for _, tc := range []struct {
		k, most int
		among   float64
	}{{6, 8, 1}, {12, 8, 0.5}, {12, 8, 1}, {20, 5, 2}, {40, 4, 0.7}, {100, 3, 1}} {
		covered, all := 0, 0
		for all < 20_000 {
			var truths []float64
			s, why := Shrink(sampleGroups(r, tc.k, tc.among, 1, tc.most, &truths))
			if why != Available {
				continue
			}
			for i, g := range s.Groups {
				all++
				if g.Low <= truths[i] && truths[i] <= g.High {
					covered++
				}
			}
		}
		share := float64(covered) / float64(all)
		t.Logf("%+v: %.3f", tc, share)
		require.True(t, share > 0.93 && share < 0.97, "%+v: covered %.3f", tc, share)
	}
}
