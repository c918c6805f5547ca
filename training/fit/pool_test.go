package fit_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/training/fit"
)

// A reader that says 0.8 and is right in 16 of 20 cases needs no change; one that
// says 1/2, 1/2, 0.0… of two classes adds nothing; one that doubles its logits
// must be halved: p = 0.8² / (0.8² + 2·0.1²).
func TestPool(t *testing.T) {
	t.Parallel()
	var samples []fit.Sample
	var calibrated, overSure [][][]float64
	square := 0.64 + 0.01 + 0.01
	for class := range 3 {
		for i := range 20 {
			said := class
			switch i % 10 {
			case 8:
				said = (class + 1) % 3
			case 9:
				said = (class + 2) % 3
			}
			p, q := []float64{0.1, 0.1, 0.1}, []float64{0.01 / square, 0.01 / square, 0.01 / square}
			p[said], q[said] = 0.8, 0.64/square
			samples = append(samples, fit.Sample{Class: class, Weight: 1})
			calibrated, overSure = append(calibrated, [][]float64{p}), append(overSure, [][]float64{q})
		}
	}
	factors, bias := fit.Pool(calibrated, samples)
	require.InDelta(t, 1, factors[0], 1e-3)
	require.InDeltaSlice(t, []float64{0, 0, 0}, bias, 1e-3)
	factors, _ = fit.Pool(overSure, samples)
	require.InDelta(t, 0.5, factors[0], 1e-3)
	require.InDeltaSlice(t, []float64{0.8, 0.1, 0.1}, fit.Pooled([][]float64{{0.64, 0.01, 0.01}}, factors, bias), 1e-3)
	p := fit.Pooled([][]float64{{1, 0, 0}}, []float64{0}, []float64{0, math.Log(2), 0})
	require.InDeltaSlice(t, []float64{0.25, 0.5, 0.25}, p, 1e-12)
}
