//go:build !amd64

package kernel

// Quantise maps x to whole numbers within ±Most, rounded to even, and returns
// what one of them is worth; 0 if all of x is 0.
func Quantise(dst []Value, x []float32) float32 { return quantiseGo(dst, x) }

// AddNorm adds y to x and normalises the sum to mean 0 and deviation 1, then
// scales and shifts it (Ba et al. 2016).
func AddNorm(x, y, weight, bias []float32) { addNormGo(x, y, weight, bias) }

// GELU applies x·Φ(x) to every element (Hendrycks and Gimpel 2016).
func GELU(x []float32) { geluGo(x) }

// Softmax turns x into e^x/Σe^x. What fills a vector up to a multiple of Lanes
// must be far below the rest.
func Softmax(x []float32) { softmaxGo(x) }

// Combine writes out[j] = Σ_k a[k]·b[k*stride+j], k ascending.
func Combine(out, a, b []float32, stride int) { combineGo(out, a, b, stride) }
