//go:build !amd64 && !arm64

package kernel

// Value is a quantised activation.
type Value = int8

func (m *Matrix) pack(weights []int8) { m.weights = weights }

func (m *Matrix) multiply(out []float32, x []Value, units []float32) { m.multiplyGo(out, x, units) }
