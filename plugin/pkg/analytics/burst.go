package analytics

import (
	"math"
	"slices"
)

// Profile is how busy each hour of the week is, as a multiple of the average
// hour.
type Profile [HoursOfWeek]float64

// profilePrior is the weight, in hours, of an hour of the day's mean over the
// whole week in each hour of the week: four Mondays at nine are too few alone.
const profilePrior = 4

// NewProfile estimates the profile from hourly totals and their slots
// (HourOfWeek). Without any mention every hour is average.
//
//	cell = (mentions in the cell + 4 × mean of that hour of the day) ÷ (hours in the cell + 4)
//
// It is a shrunken mean, divided by the mean of all hours.
func NewProfile(slots []int, totals []float64) Profile {
	var mentions, hours [HoursOfWeek]float64
	var dayMentions, dayHours [24]float64
	sum := 0.0
	for i, slot := range slots {
		mentions[slot], hours[slot] = mentions[slot]+totals[i], hours[slot]+1
		dayMentions[slot%24], dayHours[slot%24] = dayMentions[slot%24]+totals[i], dayHours[slot%24]+1
		sum += totals[i]
	}
	var p Profile
	for slot := range p {
		p[slot] = 1
		if sum > 0 {
			mean := sum / float64(len(slots))
			ofDay := (dayMentions[slot%24] + profilePrior*mean) / (dayHours[slot%24] + profilePrior)
			p[slot] = (mentions[slot] + profilePrior*ofDay) / (hours[slot] + profilePrior) / mean
		}
	}
	return p
}

// History is what is known of a candidate before the window: its mentions in
// blocks as long as the window, and how many average hours each block was worth
// (the sum of the profile over its hours).
type History struct{ Mentions, Exposure []float64 }

// Surprise is how unusual a window is for a candidate.
type Surprise struct {
	Expected float64 // mentions
	P        float64 // probability of as many mentions or more, if nothing is new
	Q        float64 // the same, corrected for the number of candidates
}

// dispersionPrior is the weight of all candidates' common overdispersion in
// each one's own, in squared expected mentions.
const dispersionPrior = 10

// Surprises judges the mentions of every candidate in a window that is worth
// exposure average hours. Every candidate must be there, the silent ones too:
// the correction for many looks counts them.
//
//	expected μ = (Y + ½) ÷ E × exposure, Y mentions in E average hours before
//	mentions ~ negative binomial with mean μ and variance μ + μ²(α + 1/(Y + ½))
//	P = probability of the observed number or more; Q = Benjamini–Hochberg of P
//
// ½ is Jeffreys' prior of a Poisson rate, and makes a term that was never seen
// before possible but unlikely; 1/(Y + ½) is what is not known of the rate. α is
// the overdispersion of the blocks by the method of moments, Σ((y−μ)²−μ) ÷ Σμ²,
// shrunk towards that of all candidates.
//
// Sources: negative binomial as overdispersed Poisson and its moments, Hilbe
// 2011, Negative Binomial Regression, ch. 8; use in outbreak detection, Noufaily
// et al. 2013, Statistics in Medicine 32, 1206–1222; false discoveries,
// Benjamini & Hochberg 1995.
func Surprises(now []float64, histories []History, exposure float64) []Surprise {
	excess, squares := make([]float64, len(now)), make([]float64, len(now))
	allExcess, allSquares := 0.0, 0.0
	for i, h := range histories {
		excess[i], squares[i] = h.dispersion()
		allExcess, allSquares = allExcess+excess[i], allSquares+squares[i]
	}
	common := 0.0
	if allSquares > 0 {
		common = max(0, allExcess/allSquares)
	}
	out, p := make([]Surprise, len(now)), make([]float64, len(now))
	for i, h := range histories {
		y, e := sum(h.Mentions)+0.5, sum(h.Exposure)
		if e <= 0 {
			out[i], p[i] = Surprise{P: 1}, 1
			continue
		}
		out[i].Expected = y / e * exposure
		alpha := max(0, (excess[i]+dispersionPrior*common)/(squares[i]+dispersionPrior))
		out[i].P = NegativeBinomialTail(now[i], out[i].Expected, 1/(alpha+1/y))
		p[i] = out[i].P
	}
	for i, q := range BenjaminiHochberg(p) {
		out[i].Q = q
	}
	return out
}

// dispersion gives the two sums of the moment estimate of α.
func (h History) dispersion() (excess, squares float64) {
	y, e := sum(h.Mentions), sum(h.Exposure)
	if e <= 0 {
		return 0, 0
	}
	for i, n := range h.Mentions {
		mu := y / e * h.Exposure[i]
		excess += (n-mu)*(n-mu) - mu
		squares += mu * mu
	}
	return excess, squares
}

// NegativeBinomialTail is the probability of n or more, 0…1, of a negative
// binomial with that mean and size (variance = mean + mean² ÷ size). Terms are
// added up by their ratio, (k+size) ÷ (k+1) × mean ÷ (mean+size), from n up, or
// from 0 where n lies below the mean.
func NegativeBinomialTail(n, mean, size float64) float64 {
	switch {
	case n <= 0:
		return 1
	case mean <= 0:
		return 0
	}
	ratio := mean / (mean + size)
	at := func(k float64) float64 {
		return math.Exp(lgamma(k+size) - lgamma(size) - lgamma(k+1) + size*math.Log(size/(mean+size)) + k*math.Log(ratio))
	}
	if n <= mean {
		below := 0.0
		for k, term := 0.0, at(0); k < n; k++ {
			below += term
			term *= (k + size) / (k + 1) * ratio
		}
		return math.Max(0, 1-below)
	}
	tail, term := 0.0, at(n)
	for k := n; term > tail*1e-12; k++ {
		tail += term
		term *= (k + size) / (k + 1) * ratio
	}
	return math.Min(1, tail)
}

// BenjaminiHochberg turns p-values into q-values, in the same order: taking all
// with q ≤ 0.05 as found, at most 5% of the finds are expected to be false.
//
//	q(i) = min over j ≥ i of p(j) × m ÷ j, p sorted, m of them
//
// Source: Benjamini & Hochberg 1995, JRSS B 57(1), 289–300.
func BenjaminiHochberg(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return 0
	})
	q, least := make([]float64, len(p)), 1.0
	for rank := len(p); rank > 0; rank-- {
		i := order[rank-1]
		least = min(least, p[i]*float64(len(p))/float64(rank))
		q[i] = least
	}
	return q
}

// Novelty is the share of blocks without a mention, in percent: 100 is a term
// that was never seen before.
func (h History) Novelty() Number {
	if len(h.Mentions) == 0 {
		return unknown(NothingToWeigh)
	}
	silent := 0.0
	for _, n := range h.Mentions {
		if n == 0 {
			silent++
		}
	}
	return known(silent / float64(len(h.Mentions)) * 100)
}

func sum(values []float64) float64 {
	s := 0.0
	for _, v := range values {
		s += v
	}
	return s
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}
