package fit

import (
	"math"

	"github.com/pantau/pantau/collector/enrich/linear"
)

// Quantise makes a model of trained weights: the largest becomes ±127.
func Quantise(weights, bias []float64, classes []string, s Settings) *linear.Model {
	top := 0.0
	for _, w := range weights {
		top = max(top, math.Abs(w))
	}
	m := &linear.Model{
		Plan: s.Plan, Classes: classes, Bias: bias, Scale: top / 127,
		Weights: make([]int8, len(weights)),
	}
	for i, w := range weights {
		m.Weights[i] = int8(math.Round(w / m.Scale))
	}
	return m
}
