package kernel

import "golang.org/x/sys/cpu"

// Value is a quantised activation: 16 bits wide, as PMADDWD takes them.
type Value = int16

var hasAVX2 = cpu.X86.HasAVX2

//go:noescape
func quantiseAVX2(dst *int16, x *float32, n int) float32

//go:noescape
func addNormAVX2(x, y, weight, bias *float32, n int)

//go:noescape
func geluAVX2(x *float32, n int)

//go:noescape
func softmaxAVX2(x *float32, n int)

//go:noescape
func combineAVX2(out, a, b *float32, depth, stride, width int)

// Quantise maps x to whole numbers within ±Most, rounded to even, and returns
// what one of them is worth; 0 if all of x is 0.
func Quantise(dst []Value, x []float32) float32 {
	if !hasAVX2 {
		return quantiseGo(dst, x)
	}
	_ = dst[len(x)-1]
	return quantiseAVX2(&dst[0], &x[0], len(x))
}

// AddNorm adds y to x and normalises the sum to mean 0 and deviation 1, then
// scales and shifts it (Ba et al. 2016).
func AddNorm(x, y, weight, bias []float32) {
	if !hasAVX2 {
		addNormGo(x, y, weight, bias)
		return
	}
	n := len(x)
	_, _, _ = y[n-1], weight[n-1], bias[n-1]
	addNormAVX2(&x[0], &y[0], &weight[0], &bias[0], n)
}

// GELU applies x·Φ(x) to every element (Hendrycks and Gimpel 2016).
func GELU(x []float32) {
	if !hasAVX2 {
		geluGo(x)
		return
	}
	geluAVX2(&x[0], len(x))
}

// Softmax turns x into e^x/Σe^x. What fills a vector up to a multiple of Lanes
// must be far below the rest.
func Softmax(x []float32) {
	if !hasAVX2 {
		softmaxGo(x)
		return
	}
	softmaxAVX2(&x[0], len(x))
}

// Combine writes out[j] = Σ_k a[k]·b[k*stride+j], k ascending.
func Combine(out, a, b []float32, stride int) {
	if !hasAVX2 {
		combineGo(out, a, b, stride)
		return
	}
	_ = b[(len(a)-1)*stride+len(out)-1]
	combineAVX2(&out[0], &a[0], &b[0], len(a), stride, len(out))
}
