package correct

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// The gradient is what differences of the value say.
func TestGradient(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 1))
	examples := examplesOf(gather(stream(random, 4)), elsewhere{}.opine)
	for i := range examples {
		examples[i].vector = []float64{random.NormFloat64(), random.NormFloat64()}
	}
	examples[3].vector = nil // there was nothing to read
	at := places{dim: 2, rows: [][]int{{10, 13}, {13, 16}, {10}, {}}}
	by := penalty{calibration: 0.7, words: 0.3, meaning: 0.2}
	x := make([]float64, 19)
	for i := range x {
		x[i] = random.NormFloat64()
	}
	gradient, ignored := make([]float64, len(x)), make([]float64, len(x))
	loss(examples, at, by, x, gradient)
	const h = 1e-5
	for i := range x {
		was := x[i]
		x[i] = was + h
		up := loss(examples, at, by, x, ignored)
		x[i] = was - h
		down := loss(examples, at, by, x, ignored)
		x[i] = was
		require.InDelta(t, (up-down)/(2*h), gradient[i], 1e-6, "parameter %d", i)
	}
}

// A quadratic whose least point is known, a million times steeper one way.
func TestMinimise(t *testing.T) {
	t.Parallel()
	x := []float64{5, -3, 1}
	steep, at := []float64{1e3, 1, 1e-3}, []float64{1, 2, 1}
	minimise(x, func(x, g []float64) float64 {
		v := 0.0
		for i := range x {
			d := x[i] - at[i]
			g[i] = steep[i] * d
			v += steep[i] * d * d / 2
		}
		return v
	})
	require.InDeltaSlice(t, at, x, 0.01)
}

// A layer of slope 1 and nothing else is no layer.
func TestPlainLayerChangesNothing(t *testing.T) {
	t.Parallel()
	p := [3]float64{0.5, 0.3, 0.2}
	got := (&layer{slope: 1}).apply(p, "apa saja", nil)
	require.InDeltaSlice(t, p[:], got[:], 1e-12)
	// By hand: slope 2 squares, the bias ln 4 makes neutral four times as likely.
	got = (&layer{slope: 2, bias: [3]float64{0, 1.3862943611198906, 0}}).apply(p, "", nil)
	require.InDeltaSlice(t, []float64{0.25 / 0.65, 0.36 / 0.65, 0.04 / 0.65}, got[:], 1e-12)
}
