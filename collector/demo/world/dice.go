package world

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// dice is chance that repeats itself: the same names give the same throws.
type dice struct{ *rand.Rand }

// throwFor makes the dice for one purpose, told by its names. Purposes don't
// disturb each other: one throw more for a post changes no other post.
func throwFor(names ...any) dice {
	h := fnv.New64a()
	for _, n := range names {
		_, _ = fmt.Fprint(h, n, "\x00") // never fails
	}
	return dice{rand.New(rand.NewPCG(h.Sum64(), 0x70616e746175))}
}

func (d dice) chance(p float64) bool { return d.Float64() < p }

// between is evenly spread from low up to high.
func (d dice) between(low, high float64) float64 { return low + d.Float64()*(high-low) }

// logNormal has the median 1; sigma is the spread of its logarithm.
func (d dice) logNormal(sigma float64) float64 { return math.Exp(sigma * d.NormFloat64()) }

// weighted gives an index with the probability of its weight.
func (d dice) weighted(weights ...float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	at := d.Float64() * total
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// poisson counts rare events with this mean. Large means are rounded normals.
func (d dice) poisson(mean float64) int {
	if mean > 60 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*d.NormFloat64())))
	}
	limit, p, n := math.Exp(-mean), d.Float64(), 0
	for p > limit {
		p *= d.Float64()
		n++
	}
	return n
}

// count is negative-binomial: a Poisson count whose mean varies as a gamma
// distribution of this shape. A small shape gives a heavy tail.
func (d dice) count(mean, shape float64) int {
	if mean <= 0 {
		return 0
	}
	return d.poisson(mean * d.gamma(shape) / shape)
}

// gamma is a gamma variate of scale 1, by the method of Marsaglia and Tsang
// ("A simple method for generating gamma variables", 2000).
func (d dice) gamma(shape float64) float64 {
	if shape < 1 {
		return d.gamma(shape+1) * math.Pow(1-d.Float64(), 1/shape)
	}
	a := shape - 1.0/3
	c := 1 / math.Sqrt(9*a)
	for {
		x := d.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-d.Float64()) < x*x/2+a-a*v+a*math.Log(v) {
			return a * v
		}
	}
}
