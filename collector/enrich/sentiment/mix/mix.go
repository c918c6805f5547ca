// Package mix estimates how many texts of a stream are positive, neutral and
// negative, and reads them anew in that light. The readers are calibrated as if all
// three came equally often, which no office meets.
package mix

import "math"

// Shares of the labels, in the order of sentiment.Labels. They add up to 1.
type Shares = [3]float64

// Even is what the readers are calibrated for.
var Even = Shares{1. / 3, 1. / 3, 1. / 3}

const (
	// Least is from how many texts on shares are estimated.
	Least = 200
	// prior is how many texts of even shares stand beside the real ones: of few texts
	// the estimate stays near Even.
	prior = 100
	// rarest is how seldom a label can be taken to come. It bounds what a stream can do
	// that is like nothing known.
	rarest = 1. / 9

	rounds = 200
	still  = 1e-6
)

// Estimate finds the shares of the labels in texts from their calibrated
// probabilities, by expectation maximisation (Saerens, Latinne and Decaestecker 2002)
// with a Dirichlet prior around Even. It assumes that texts of one label are like
// those that the reader was calibrated on, and only come more or less often. Of fewer
// than Least texts it says Even.
func Estimate(probabilities [][3]float64) Shares {
	if len(probabilities) < Least {
		return Even
	}
	shares := Even
	for range rounds {
		next := Shares{prior * Even[0], prior * Even[1], prior * Even[2]}
		for _, p := range probabilities {
			p = Adapt(p, shares)
			for c := range next {
				next[c] += p[c]
			}
		}
		moved := 0.0
		for c := range next {
			next[c] /= prior + float64(len(probabilities))
			moved = max(moved, math.Abs(next[c]-shares[c]))
		}
		shares = next
		if moved < still {
			break
		}
	}
	return bounded(shares)
}

// bounded lifts what is rarer than rarest to it, at the cost of the others in
// proportion to what they have above it.
func bounded(s Shares) Shares {
	lifted, above := 0.0, 0.0
	for c := range s {
		lifted += max(rarest-s[c], 0)
		above += max(s[c]-rarest, 0)
	}
	for c := range s {
		s[c] = rarest + max(s[c]-rarest, 0)*(1-lifted/above)
	}
	return s
}

// Adapt gives the probabilities of a text among texts of these shares: Bayes' rule.
func Adapt(p [3]float64, shares Shares) [3]float64 {
	sum := 0.0
	for c := range p {
		p[c] *= shares[c] / Even[c]
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
	return p
}
