package analytics

import "math"

// z95 is the 97.5th percentile of the standard normal distribution.
const z95 = 1.959963984540054

// Interval is a confidence interval.
type Interval struct{ Low, High float64 }

// Wilson is the 95% score interval of a share, 0…1, from count of n. It is
// right for small n and for shares near 0 and 1, where the textbook interval is
// not. ok is false when n is 0.
//
//	(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n)
//
// Source: Wilson 1927, JASA 22(158), doi:10.1080/01621459.1927.10502953.
func Wilson(count, n float64) (interval Interval, ok bool) {
	if n <= 0 || count < 0 || count > n {
		return Interval{}, false
	}
	p, z2 := count/n, z95*z95
	centre := p + z2/(2*n)
	half := z95 * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	scale := 1 + z2/n
	interval = Interval{Low: (centre - half) / scale, High: (centre + half) / scale}
	if count == 0 { // exactly so; rounding would leave a trace
		interval.Low = 0
	}
	if count == n {
		interval.High = 1
	}
	return interval, true
}

// NetSentiment is %positive − %negative of all mentions, neutral ones included:
// −100…100.
//
//	(positive − negative) ÷ (positive + neutral + negative) × 100
//
// Source: published so by Black Box Intelligence, EmbedSocial, AllEars and
// Symanto; others leave the neutral ones out, so the formula is always shown.
func NetSentiment(positive, neutral, negative float64) Number {
	n := positive + neutral + negative
	if n <= 0 {
		return unknown(NothingToWeigh)
	}
	return known((positive - negative) / n * 100)
}

// NetInterval is the 95% interval of NetSentiment. The share of positive and
// that of negative mentions come from the same mentions, so their intervals
// cannot just be subtracted: this is Newcombe's square-and-add of the two
// Wilson intervals with the correlation of multinomial shares,
//
//	net − √((p−lp)² + (un−q)² + 2φ(p−lp)(un−q)) … and the mirror image above,
//	φ = √(pq ÷ ((1−p)(1−q)))
//
// Since the shares are negatively correlated, ignoring φ would make the
// interval too narrow. Sources: Newcombe 1998, Statistics in Medicine 17,
// 2635–2650 (square-and-add with correlation); Wilson 1927.
func NetInterval(positive, neutral, negative float64) (interval Interval, ok bool) {
	n := positive + neutral + negative
	pos, ok1 := Wilson(positive, n)
	neg, ok2 := Wilson(negative, n)
	if !ok1 || !ok2 {
		return Interval{}, false
	}
	p, q := positive/n, negative/n
	phi := 0.0 // a share of 1 leaves the other at 0: nothing to correlate with
	if p < 1 && q < 1 {
		phi = math.Sqrt(p * q / ((1 - p) * (1 - q)))
	}
	down, up := p-pos.Low, neg.High-q
	low := (p - q) - math.Sqrt(down*down+up*up+2*phi*down*up)
	down, up = pos.High-p, q-neg.Low
	high := (p - q) + math.Sqrt(down*down+up*up+2*phi*down*up)
	return Interval{Low: math.Max(-100, low*100), High: math.Min(100, high*100)}, true
}

// Share is count of n in percent; not available where n is 0. It is a full count,
// not an estimate.
func Share(count, n float64) Number {
	if n <= 0 {
		return unknown(NothingToWeigh)
	}
	return known(count / n * 100)
}
