package fit

import (
	"math"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// Steps of gradient descent on the pool, and their length; the problem is convex
// and small.
const (
	poolSteps = 6000
	poolStep  = 0.2
)

// Pool finds how much the opinions of several readers weigh together: the
// factor of each reader and the bias of each class that make the weighted
// samples likeliest under softmax(Σ factor·ln p + bias), a logarithmic opinion
// pool (Genest and Zidek 1986). opinions[i][reader] holds the probabilities of
// the classes that a reader gave to sample i.
func Pool(opinions [][][]float64, samples []Sample) (factors, bias []float64) {
	return descend(opinions, samples, true)
}

// Temper finds the one factor that makes the weighted samples likeliest under
// softmax(factor·ln p): temperature scaling (Guo and others 2017). Without biases
// it leaves every label as it is.
func Temper(opinions [][]float64, samples []Sample) float64 {
	alone := make([][][]float64, len(opinions))
	for i, p := range opinions {
		alone[i] = [][]float64{p}
	}
	factors, _ := descend(alone, samples, false)
	return factors[0]
}

func descend(opinions [][][]float64, samples []Sample, biased bool) (factors, bias []float64) {
	logs, total := logarithms(opinions), 0.0
	for _, s := range samples {
		total += s.Weight
	}
	factors, bias = make([]float64, len(opinions[0])), make([]float64, len(opinions[0][0]))
	for r := range factors {
		factors[r] = 1 / float64(len(factors))
	}
	p := make([]float64, len(bias))
	turn, slope := make([]float64, len(factors)), make([]float64, len(bias))
	for range poolSteps {
		clear(turn)
		clear(slope)
		for i, s := range samples {
			pooled(p, logs[i], factors, bias)
			p[s.Class]--
			for c, d := range p {
				slope[c] += s.Weight * d
				for r := range turn {
					turn[r] += s.Weight * d * logs[i][r][c]
				}
			}
		}
		for r := range factors {
			factors[r] -= poolStep * turn[r] / total
		}
		for c := range bias {
			if biased {
				bias[c] -= poolStep * slope[c] / total
			}
		}
	}
	return factors, bias
}

// Pooled is what readers say together who gave a text these probabilities.
func Pooled(opinions [][]float64, factors, bias []float64) []float64 {
	p := make([]float64, len(bias))
	pooled(p, logarithms([][][]float64{opinions})[0], factors, bias)
	return p
}

// logarithms of the opinions.
func logarithms(opinions [][][]float64) [][][]float64 {
	out := make([][][]float64, len(opinions))
	for i, readers := range opinions {
		out[i] = make([][]float64, len(readers))
		for r, p := range readers {
			out[i][r] = make([]float64, len(p))
			for c := range p {
				out[i][r][c] = math.Log(max(p[c], sentiment.LeastLikely))
			}
		}
	}
	return out
}

// pooled is the softmax of Σ factor·z + bias.
func pooled(p []float64, logs [][]float64, factors, bias []float64) {
	sum := 0.0
	for c := range p {
		z := bias[c]
		for r, f := range factors {
			z += f * logs[r][c]
		}
		p[c] = math.Exp(z)
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
}
