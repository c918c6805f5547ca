package analytics

import "math"

// student95 is the 97.5th percentile of Student's t distribution with ν degrees
// of freedom: what z95 is to the normal distribution when the variance is
// estimated too. Within 0.2% of the tables from ν = 3 on, exact for 1 and 2;
// +Inf below 1.
//
// Source: Abramowitz & Stegun 1972, Handbook of Mathematical Functions, 26.7.5.
func student95(freedom float64) float64 {
	const p = 0.975
	switch z, v := z95, freedom; {
	case v < 1:
		return math.Inf(1)
	case v < 2:
		return math.Tan(math.Pi * (p - 0.5))
	case v < 3:
		return (2*p - 1) * math.Sqrt(2/(4*p*(1-p)))
	default:
		z2 := z * z
		z3, z5, z7, z9 := z*z2, z*z2*z2, z*z2*z2*z2, z*z2*z2*z2*z2
		return z + (z3+z)/(4*v) + (5*z5+16*z3+3*z)/(96*v*v) + (3*z7+19*z5+17*z3-15*z)/(384*v*v*v) +
			(79*z9+776*z7+1482*z5-1920*z3-945*z)/(92160*v*v*v*v)
	}
}

// MeanInterval is the 95% interval of the mean that the values are a sample of.
// ok is false for fewer than two values: one says nothing about the spread.
//
//	mean ± t(n−1) · s ÷ √n
//
// Source: Student 1908, Biometrika 6(1), doi:10.1093/biomet/6.1.1.
func MeanInterval(values []float64) (interval Interval, ok bool) {
	n := float64(len(values))
	if n < 2 {
		return Interval{}, false
	}
	mean, squares := spread(values)
	half := student95(n-1) * math.Sqrt(squares/(n-1)/n)
	return Interval{Low: mean - half, High: mean + half}, true
}

// spread gives the mean, and the sum of the squares of the distances from it.
func spread(values []float64) (mean, squares float64) {
	for _, v := range values {
		mean += v
	}
	mean /= float64(len(values))
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return mean, squares
}

// RateInterval is the 95% interval of MeanOfRates, or with ratio of RatioOfSums,
// in percent and not below 0. ok is false for fewer than two posts with a rate.
// It is about the posts that the account might as well have published; the
// responses to these posts were counted, not sampled.
//
//	mean of rates: Student's interval of the mean
//	ratio of sums: R ± t(n−1) · √(n ÷ (n−1) · Σ(E_i − R·base_i)²) ÷ Σ base_i
//
// Source of the second: Cochran 1977, Sampling Techniques, chapter 6 (the ratio
// estimator, of a large population).
func RateInterval(posts []Post, ratio bool) (interval Interval, ok bool) {
	var rates []float64
	interactions, base := 0.0, 0.0
	for _, p := range posts {
		if r := Rate(p.Interactions, p.Base); r.Known() {
			rates = append(rates, r.Value)
			interactions, base = interactions+p.Interactions.Value, base+p.Base.Value
		}
	}
	if !ratio {
		interval, ok = MeanInterval(rates)
		return Interval{Low: math.Max(0, interval.Low), High: interval.High}, ok
	}
	n := float64(len(rates))
	if n < 2 {
		return Interval{}, false
	}
	r, squares := interactions/base, 0.0
	for _, p := range posts {
		if Rate(p.Interactions, p.Base).Known() {
			e := p.Interactions.Value - r*p.Base.Value
			squares += e * e
		}
	}
	half := student95(n-1) * math.Sqrt(n/(n-1)*squares) / base
	return Interval{Low: math.Max(0, r-half) * 100, High: (r + half) * 100}, true
}
