package analytics

import "math"

// Quantile is the value below which a share of the sorted values lies, 0…1,
// between two values in proportion. Fewer than least values make it not
// available.
//
//	h = (n−1)·share;  x⌊h⌋ + (h − ⌊h⌋)·(x⌊h⌋+1 − x⌊h⌋)
//
// Source: definition 7 of Hyndman & Fan 1996, The American Statistician 50(4),
// 361–365, doi:10.2307/2684934; spreadsheets use the same.
func Quantile(sorted []float64, share float64, least int) Number {
	if len(sorted) == 0 || len(sorted) < least {
		return unknown(TooFewToCompare)
	}
	h := float64(len(sorted)-1) * math.Min(1, math.Max(0, share))
	below := int(h)
	above := min(below+1, len(sorted)-1)
	return known(sorted[below] + (h-float64(below))*(sorted[above]-sorted[below]))
}

// Usual is the mean of values that are alike, for each of them to be divided by. Not
// available with fewer than two of them or a mean of 0.
//
//	Σ x_i ÷ n
func Usual(like []float64) Number {
	if len(like) < 2 {
		return unknown(TooFewToCompare)
	}
	mean, _ := spread(like)
	if mean <= 0 {
		return unknown(ZeroBase)
	}
	return known(mean)
}
