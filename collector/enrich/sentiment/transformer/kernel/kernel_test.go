package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 17)) }

func floats(r *rand.Rand, n int, size float64) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(r.NormFloat64() * size)
	}
	return out
}

// product is a matrix and the tokens that it is multiplied with.
type product struct {
	weights             []int8
	x                   []Value
	scales, bias, units []float32
}

// randomProduct has extremes too: every third is at the ends, where sums would
// saturate first, and seed 0 is the largest sum of all.
func randomProduct(seed uint64) product {
	r := random(seed)
	n, rows, tokens := Depth*(1+r.IntN(8)), Block*(1+r.IntN(4)), 1+r.IntN(20)
	if seed == 0 {
		n, rows = 1536, Block
	}
	p := product{make([]int8, rows*n), make([]Value, tokens*n), floats(r, rows, 1), floats(r, rows, 100), floats(r, tokens, 1)}
	for i := range p.weights {
		p.weights[i] = int8(r.IntN(256) - 128)
		switch {
		case seed == 0:
			p.weights[i] = -128
		case seed%3 == 0:
			p.weights[i] = [2]int8{-128, 127}[r.IntN(2)]
		}
	}
	for i := range p.x {
		p.x[i] = Value(r.IntN(2*Most+1) - Most)
		switch {
		case seed == 0:
			p.x[i] = -Most
		case seed%3 == 0:
			p.x[i] = Value(Most - 2*Most*r.IntN(2))
		}
	}
	return p
}

// plain is the product in plain Go.
func (p *product) plain() []float32 {
	out := make([]float32, len(p.units)*len(p.scales))
	m := p.matrix()
	m.weights = p.weights
	m.multiplyGo(out, p.x, p.units)
	return out
}

// matrix has no weights yet.
func (p *product) matrix() Matrix {
	rows := len(p.scales)
	return Matrix{Rows: rows, Depth: len(p.weights) / rows, Scales: p.scales, Bias: p.bias}
}

// The assembly gives the same bits as plain Go, extremes included.
func TestMultiplyIsPlainGo(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		p := randomProduct(seed)
		want := p.plain()
		got := make([]float32, len(want))
		m := NewMatrix(p.weights, p.scales, p.bias)
		m.Multiply(got, p.x, p.units)
		require.Equal(t, want, got, "seed %d", seed)
	}
}

// (2·(−3) + 5·7)·½·10 + 1 = 146 and so on, by hand.
func TestMultiplyByHand(t *testing.T) {
	t.Parallel()
	weights, x := make([]int8, Block*Depth), make([]Value, 2*Depth)
	weights[0], weights[15], weights[16] = 2, 5, -1
	x[0], x[15], x[Depth] = -3, 7, 100
	scales, bias, out := make([]float32, Block), make([]float32, Block), make([]float32, 2*Block)
	scales[0], scales[1], bias[0], bias[2] = 0.5, 1, 1, -9
	m := NewMatrix(weights, scales, bias)
	m.Multiply(out, x, []float32{10, 2})
	require.Equal(t, []float32{146, 30, -9, 0}, out[:4])
	require.Equal(t, []float32{201, -200, -9, 0}, out[Block:Block+4])
	m.Multiply(out, nil, nil) // nothing to do
}

func TestFloatsArePlainGo(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		r := random(seed)
		n := Depth * (1 + r.IntN(9))
		size := math.Pow(10, float64(r.IntN(6))-3)
		x, y, w, b := floats(r, n, size), floats(r, n, size), floats(r, n, 1), floats(r, n, 1)
		same := func(what string, plain, fast func(x []float32)) {
			p, q := append([]float32(nil), x...), append([]float32(nil), x...)
			plain(p)
			fast(q)
			require.Equal(t, p, q, "%s, seed %d", what, seed)
		}
		same("addNorm", func(x []float32) { addNormGo(x, y, w, b) }, func(x []float32) { AddNorm(x, y, w, b) })
		same("gelu", geluGo, GELU)
		same("softmax", softmaxGo, Softmax)
		p, q := make([]Value, n), make([]Value, n)
		require.Equal(t, quantiseGo(p, x), Quantise(q, x))
		require.Equal(t, p, q)
		width, depth := Lanes*(1+r.IntN(9)), 1+r.IntN(40)
		matrix := floats(r, depth*(width+8), 1)
		same("combine", func(x []float32) { combineGo(x[:min(n, width)], y[:min(n, depth)], matrix, width+8) },
			func(x []float32) { Combine(x[:min(n, width)], y[:min(n, depth)], matrix, width+8) })
	}
}

func TestQuantise(t *testing.T) {
	t.Parallel()
	x, q := make([]float32, Depth), make([]Value, Depth)
	x[0], x[1], x[2], x[3] = -254, 127, 3, 1 // 1 is half a step: to even
	require.Equal(t, float32(2), Quantise(q, x))
	require.Equal(t, []Value{-127, 64, 2, 0}, q[:4], "63.5 and 1.5 are rounded to even")
	clear(x)
	q[7] = 9
	require.Zero(t, Quantise(q, x))
	require.Equal(t, make([]Value, Depth), q)
}

// Against math, which is another implementation.
func TestFunctionsAreAccurate(t *testing.T) {
	t.Parallel()
	for i := range 20001 {
		x := float64(float32(i-10000) / 1000)
		v := make([]float32, Lanes)
		v[3] = float32(x)
		GELU(v)
		require.InDelta(t, x/2*(1+math.Erf(x/math.Sqrt2)), v[3], 1.5e-6, "gelu(%v)", x)
		require.InEpsilon(t, math.Exp(-float64(float32(i)/256)), float64(exp(-float32(i)/256))*1+0, 1e-6*math.Exp(max(0, float64(i)/256-80))+1e-6, "exp")
	}
	v := []float32{1, 2, 3, -1e9, -1e9, -1e9, -1e9, -1e9}
	Softmax(v)
	// e^-2, e^-1 and 1 over their sum, 1.503215
	require.InDeltaSlice(t, []float32{0.0900306, 0.2447285, 0.6652410, 0, 0, 0, 0, 0}, v, 1e-6)
	x := []float32{1, 2, 3, 4, 5, 6, 7, 8}
	y, w, b := make([]float32, 8), []float32{1, 1, 1, 1, 1, 1, 1, 2}, []float32{0, 0, 0, 0, 0, 0, 0, 1}
	AddNorm(x, y, w, b) // mean 4.5, variance 5.25
	require.InDelta(t, -3.5/math.Sqrt(5.25), x[0], 1e-6)
	require.InDelta(t, 2*3.5/math.Sqrt(5.25)+1, x[7], 1e-6)
}

func BenchmarkMultiply(b *testing.B) {
	for _, size := range []struct{ tokens, rows, n int }{{16, 384, 384}, {48, 384, 384}, {48, 1536, 384}, {48, 384, 1536}} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			m := NewMatrix(make([]int8, size.rows*size.n), make([]float32, size.rows), make([]float32, size.rows))
			x, out, units := make([]Value, size.tokens*size.n), make([]float32, size.tokens*size.rows), make([]float32, size.tokens)
			for b.Loop() {
				m.Multiply(out, x, units)
			}
			b.ReportMetric(float64(b.N)*float64(size.tokens*size.rows*size.n)/b.Elapsed().Seconds()/1e9, "GMAC/s")
		})
	}
}
