package fit

import (
	"math"

	"github.com/pantau/pantau/collector/enrich/linear"
)

// calibrationSteps of gradient descent; the problem is convex and small.
const calibrationSteps = 2000

// Calibrate turns the margins of a model into probabilities: it finds the factor
// and the bias of every class that make the weighted samples likeliest, and
// folds them into the model.
func Calibrate(m *linear.Model, samples []Sample) {
	k := len(m.Classes)
	margins, unit := unitMargins(m, samples)
	total := 0.0
	for _, s := range samples {
		total += s.Weight
	}
	factor, bias := 1.0, make([]float64, k)
	p, slope := make([]float64, k), make([]float64, k)
	for range calibrationSteps {
		turn := 0.0
		clear(slope)
		for i, s := range samples {
			likelihoods(p, margins[i], factor, bias)
			p[s.Class]--
			for c, d := range p {
				turn += float64(s.Weight * float64(d*margins[i][c]))
				slope[c] += float64(s.Weight * d)
			}
		}
		factor -= turn / total
		for c := range bias {
			bias[c] -= slope[c] / total
		}
	}
	factor /= unit
	m.Scale *= factor
	for c := range bias {
		m.Bias[c] = float64(m.Bias[c]*factor) + bias[c]
	}
}

// unitMargins returns the margins of all samples divided by unit, their root mean
// square, so that one step length suits every model.
func unitMargins(m *linear.Model, samples []Sample) (margins [][]float64, unit float64) {
	margins = make([][]float64, len(samples))
	squares, n := 0.0, 0.0
	for i, s := range samples {
		margins[i] = make([]float64, len(m.Classes))
		m.Logits(s.Text, margins[i])
		for _, z := range margins[i] {
			squares += float64(z * z)
			n++
		}
	}
	unit = math.Sqrt(squares / n)
	for _, z := range margins {
		for c := range z {
			z[c] /= unit
		}
	}
	return margins, unit
}

// likelihoods is the softmax of factor·z + bias.
func likelihoods(p, z []float64, factor float64, bias []float64) {
	sum := 0.0
	for c := range p {
		p[c] = math.Exp(float64(factor*z[c]) + bias[c])
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
}
