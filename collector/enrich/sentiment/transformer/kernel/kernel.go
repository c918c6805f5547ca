// Package kernel is the arithmetic of the transformer: products of 8-bit
// matrices, exact in 32-bit whole numbers, and the few floating-point steps
// between them. Every function gives the same bits on every machine: each has a
// plain Go form, and the assembly that replaces it where the processor allows
// does the same operations in the same order. No product is fused with a sum,
// and long sums are kept in eight lanes (element i in lane i mod 8) that are
// added up as sum8 does.
package kernel

import "math"

const (
	// Lanes is what lengths of floating-point vectors must be a multiple of.
	Lanes = 8
	// Depth is what the length of the rows of a matrix must be a multiple of.
	Depth = 16
	// Block is what the number of rows of a matrix must be a multiple of.
	Block = 16
	// Most is the largest magnitude of a quantised activation.
	Most = 127
)

// Matrix has 8-bit rows, each with its scale and bias.
type Matrix struct {
	Rows, Depth  int
	Scales, Bias []float32 // a row each
	weights      []int8    // as pack lays them
	offsets      []int32   // what the sum of each row begins with, where that is not 0
}

// NewMatrix makes a matrix of weights, row by row. It may use them where they lie.
func NewMatrix(weights []int8, scales, bias []float32) Matrix {
	rows := len(scales)
	m := Matrix{Rows: rows, Depth: len(weights) / rows, Scales: scales, Bias: bias}
	m.pack(weights)
	return m
}

// Multiply writes out[t*rows+r] = scales[r]·units[t]·Σ_k weights[r][k]·x[t*n+k] +
// bias[r]. There are len(units) tokens; units say what an activation of each is
// worth. Activations are within ±Most, n at most 1<<16, so no sum leaves 32 bits.
func (m *Matrix) Multiply(out []float32, x []Value, units []float32) {
	if n := len(units); n > 0 {
		m.multiply(out[:n*m.Rows], x[:n*m.Depth], units)
	}
}

// multiplyGo is Multiply with the weights as they were given.
func (m *Matrix) multiplyGo(out []float32, x []Value, units []float32) {
	n := m.Depth
	for t, unit := range units {
		token := x[t*n : t*n+n]
		for r := range m.Rows {
			sum := int32(0)
			for k, w := range m.weights[r*n : r*n+n] {
				sum += int32(w) * int32(token[k])
			}
			out[t*m.Rows+r] = scaled(sum, m.Scales[r], unit, m.Bias[r])
		}
	}
}

// scaled turns a sum back into a number.
func scaled(sum int32, scale, unit, bias float32) float32 {
	return float32(float32(float32(sum)*scale)*unit) + bias
}

// quantiseGo maps x to whole numbers within ±Most, rounded to even, and returns
// what one of them is worth; 0 if all of x is 0.
func quantiseGo(dst []Value, x []float32) float32 {
	top := float32(0)
	for _, v := range x {
		top = max(top, float32(math.Abs(float64(v))))
	}
	if !(top > tiny) {
		clear(dst[:len(x)])
		return 0
	}
	unit := Most / top
	for i, v := range x {
		dst[i] = Value(math.RoundToEven(float64(v * unit)))
	}
	return top / Most
}

// tiny is where the reciprocal of a magnitude would leave what a float32 holds.
const tiny = 1e-30

// Epsilon is added to variances, so that a constant vector has no deviation of 0.
const Epsilon = 1e-12

// addNormGo adds y to x and normalises the sum to mean 0 and deviation 1, then
// scales and shifts it (Ba et al. 2016).
func addNormGo(x, y, weight, bias []float32) {
	n := float32(len(x))
	var lanes [Lanes]float32
	for i := range x {
		x[i] += y[i]
		lanes[i%Lanes] += x[i]
	}
	mean := sum8(&lanes) / n
	lanes = [Lanes]float32{}
	for i := range x {
		x[i] -= mean
		lanes[i%Lanes] += float32(x[i] * x[i])
	}
	unit := 1 / float32(math.Sqrt(float64(sum8(&lanes)/n+Epsilon)))
	for i := range x {
		x[i] = float32(float32(x[i]*unit)*weight[i]) + bias[i]
	}
}

func sum8(l *[Lanes]float32) float32 {
	return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

// combineGo writes out[j] = Σ_k a[k]·b[k*stride+j], k ascending.
func combineGo(out, a, b []float32, stride int) {
	clear(out)
	for k, v := range a {
		for j, w := range b[k*stride : k*stride+len(out)] {
			out[j] += float32(v * w)
		}
	}
}
