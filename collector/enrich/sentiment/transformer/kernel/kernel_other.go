//go:build !amd64 && !arm64

package kernel

// Value is a quantised activation.
type Value = int8

func multiply(out []int32, weights []int8, x []Value, n int) { multiplyGo(out, weights, x, n) }
