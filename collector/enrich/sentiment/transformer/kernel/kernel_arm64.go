package kernel

import "golang.org/x/sys/cpu"

// Value is a quantised activation.
type Value = int8

// Variables so that tests can compare.
var hasDot = cpu.ARM64.HasASIMDDP

// tile is the sums of two rows and four tokens, token by token.
type tile = [8]int32

//go:noescape
func tileNEON(sums *tile, weights, x0, x1, x2, x3 *int8, n int)

//go:noescape
func tileDot(sums *tile, weights, x0, x1, x2, x3 *int8, n int)

func (m *Matrix) pack(weights []int8) { m.weights = weights }

// multiply goes through four tokens at a time; behind the last one it stands in for
// those that are missing.
func (m *Matrix) multiply(out []float32, x []Value, units []float32) {
	n, last := m.Depth, len(units)-1
	for first := 0; first <= last; first += 4 {
		at := func(t int) *int8 { return &x[min(first+t, last)*n] }
		for r := 0; r < m.Rows; r += 2 {
			var sums tile
			if hasDot {
				tileDot(&sums, &m.weights[r*n], at(0), at(1), at(2), at(3), n)
			} else {
				tileNEON(&sums, &m.weights[r*n], at(0), at(1), at(2), at(3), n)
			}
			for t, unit := range units[first:min(first+4, last+1)] {
				row := out[(first+t)*m.Rows+r:][:2]
				row[0] = scaled(sums[2*t], m.Scales[r], unit, m.Bias[r])
				row[1] = scaled(sums[2*t+1], m.Scales[r+1], unit, m.Bias[r+1])
			}
		}
	}
}
