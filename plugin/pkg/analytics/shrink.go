package analytics

import "math"

// LeastGroups is how many groups the shrinkage needs: with fewer there is no
// telling how much groups differ.
const LeastGroups = 4

// leastFreedom is how many observations beyond one a group are needed to know
// how much observations of one group differ.
const leastFreedom = 3

// Estimate is what is known of one group.
type Estimate struct {
	N      int
	Mean   float64 // of its own observations
	Value  float64 // drawn towards the mean of all groups
	Weight float64 // 0…1: how much of Value is its own Mean
	Interval
}

// Shrunk is all groups together.
type Shrunk struct {
	Mean   float64 // that the groups are drawn to
	Within float64 // variance of the observations in a group
	Among  float64 // variance of the groups' true means
	Groups []Estimate
}

// Shrink estimates the true means of groups when some have few observations, so
// that three lucky ones do not win: the fewer, the nearer to the mean of all.
// The groups keep their order; each must have an observation.
//
//	y_i | θ_i ~ Normal(θ_i, V_i), V_i = σ² ÷ n_i      σ²: pooled within the groups
//	θ_i ~ Normal(μ, A)                                A ≥ 0: see among
//	B_i = (k−3)÷(k−1) · V_i ÷ (V_i + A)
//	estimate = (1−B_i)·y_i + B_i·μ
//	s_i² = V_i·(1 − (k−r_i)÷k · B_i) + v_i·(y_i − μ)²
//	r_i = k·W_i÷ΣW, W_i = 1÷(V_i+A), v_i = 2÷(k−3)·B_i²·(V̄+A)÷(V_i+A)
//	interval = estimate ± t(N−k)·s_i
//
// The second term of s_i² is for not knowing A, so that the intervals are as
// wide as they must be. Not available (TooFewToCompare) with fewer than
// LeastGroups groups or with fewer than three observations more than groups.
//
// Source: Morris 1983, Parametric Empirical Bayes Inference, JASA 78(381),
// 47–55, doi:10.1080/01621459.1983.10477920 (unequal variances, one mean);
// Student's t in place of the normal for σ² is ours.
func Shrink(groups [][]float64) (Shrunk, Reason) {
	k := float64(len(groups))
	out, squares, n := Shrunk{Groups: make([]Estimate, len(groups))}, 0.0, 0.0
	for i, values := range groups {
		if len(values) == 0 {
			return Shrunk{}, NothingToWeigh
		}
		mean, around := spread(values)
		out.Groups[i] = Estimate{N: len(values), Mean: mean}
		squares, n = squares+around, n+float64(len(values))
	}
	if k < LeastGroups || n-k < leastFreedom {
		return Shrunk{}, TooFewToCompare
	}
	out.Within = squares / (n - k)
	if out.Within == 0 { // as many as there are, all alike: nothing to draw from
		out.Mean = grandMean(out.Groups)
		for i := range out.Groups {
			g := &out.Groups[i]
			g.Value, g.Weight, g.Interval = g.Mean, 1, Interval{Low: g.Mean, High: g.Mean}
		}
		return out, Available
	}
	out.Mean, out.Among = among(out.Groups, out.Within)
	out.draw(student95(n - k))
	return out, Available
}

func grandMean(groups []Estimate) float64 {
	sum := 0.0
	for _, g := range groups {
		sum += g.Mean
	}
	return sum / float64(len(groups))
}

// draw fills in the estimates and their intervals.
func (s *Shrunk) draw(quantile float64) {
	k, weights, variances := float64(len(s.Groups)), 0.0, 0.0
	for _, g := range s.Groups {
		v := s.Within / float64(g.N)
		weights += 1 / (v + s.Among)
		variances += v / (v + s.Among)
	}
	typical := variances / weights // V̄
	for i := range s.Groups {
		g := &s.Groups[i]
		v := s.Within / float64(g.N)
		b := (k - 3) / (k - 1) * v / (v + s.Among)
		r := k / (v + s.Among) / weights
		unsure := 2 / (k - 3) * b * b * (typical + s.Among) / (v + s.Among)
		off := g.Mean - s.Mean
		half := quantile * math.Sqrt(v*(1-(k-r)/k*b)+unsure*off*off)
		g.Value, g.Weight = s.Mean+(1-b)*off, 1-b
		g.Interval = Interval{Low: g.Value - half, High: g.Value + half}
	}
}

// among gives the mean of the groups and the variance of their true means: the
// A ≥ 0 at which the weighted squares are what they should be,
//
//	Σ (y_i − μ)² ÷ (V_i + A) = k − 1,   μ = Σ W_i·y_i ÷ ΣW, W_i = 1÷(V_i + A)
//
// The left side falls as A grows, so halving finds it. Source: Paule & Mandel
// 1982, J. Res. Nat. Bur. Standards 87(5), 377–385, doi:10.6028/jres.087.022.
func among(groups []Estimate, within float64) (mean, variance float64) {
	excess := func(a float64) float64 {
		mean = weighted(groups, within, a)
		sum := -float64(len(groups) - 1)
		for _, g := range groups {
			sum += (g.Mean - mean) * (g.Mean - mean) / (within/float64(g.N) + a)
		}
		return sum
	}
	low, high := 0.0, within
	if excess(0) <= 0 {
		return mean, 0
	}
	for excess(high) > 0 {
		high *= 2
	}
	for range 100 {
		variance = (low + high) / 2
		if excess(variance) > 0 {
			low = variance
		} else {
			high = variance
		}
	}
	return weighted(groups, within, variance), variance
}

func weighted(groups []Estimate, within, a float64) float64 {
	sum, weights := 0.0, 0.0
	for _, g := range groups {
		w := 1 / (within/float64(g.N) + a)
		sum, weights = sum+w*g.Mean, weights+w
	}
	return sum / weights
}
