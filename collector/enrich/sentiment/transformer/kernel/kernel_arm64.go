package kernel

import "golang.org/x/sys/cpu"

// Value is a quantised activation.
type Value = int8

// Variables so that tests can compare.
var hasDot = cpu.ARM64.HasASIMDDP

//go:noescape
func multiplyNEON(out *int32, weights, x *int8, rows, n int)

//go:noescape
func multiplyDot(out *int32, weights, x *int8, rows, n int)

func multiply(out []int32, weights []int8, x []Value, n int) {
	if hasDot {
		multiplyDot(&out[0], &weights[0], &x[0], len(weights)/n, n)
		return
	}
	multiplyNEON(&out[0], &weights[0], &x[0], len(weights)/n, n)
}
