package analytics

import (
	"math"
	"slices"
)

// Stratum is one account's values now and before.
type Stratum struct{ Now, Before []float64 }

// Advantage is how often what is now beats what was before.
type Advantage struct {
	Share    Number   // percent; 50 is no difference
	Interval Interval // of Share
	Now, All int      // values now, and all that took part
}

// Superiority is the probability that a value of now beats one of before from
// the same stratum, equal ones counting half, in percent, over strata that have
// both. alpha is the probability that the interval misses, such as 0.05.
//
//	θ = Σ n_i × U_i ÷ (n_i m_i) ÷ Σ n_i × 100, n_i values now, m_i before
//	variance of U_i ÷ (n_i m_i) = (n_i + m_i + 1) ÷ (12 n_i m_i)
//
// Only ranks count, so one viral post does not make a good week. The variance is
// that of no difference, which is the largest; the interval is a little wide
// where there is one.
//
// Sources: Mann & Whitney 1947, Annals of Mathematical Statistics 18(1), 50–60;
// strata as in van Elteren 1960, weighted by n_i.
func Superiority(strata []Stratum, alpha float64) Advantage {
	a := Advantage{Share: unknown(NothingToWeigh)}
	weighted, variance := 0.0, 0.0
	for _, s := range strata {
		n, m := float64(len(s.Now)), float64(len(s.Before))
		if n == 0 || m == 0 {
			continue
		}
		before, wins := slices.Sorted(slices.Values(s.Before)), 0.0
		for _, v := range s.Now {
			wins += PercentileRank(v, before, 1).Value / 100
		}
		weighted += wins
		variance += n * n * (n + m + 1) / (12 * n * m)
		a.Now, a.All = a.Now+len(s.Now), a.All+len(s.Now)+len(s.Before)
	}
	if a.Now == 0 {
		return a
	}
	share := weighted / float64(a.Now) * 100
	half := math.Sqrt2 * math.Erfinv(1-alpha) * math.Sqrt(variance) / float64(a.Now) * 100
	a.Share, a.Interval = known(share), Interval{math.Max(0, share-half), math.Min(100, share+half)}
	return a
}
