package kernel

//go:noescape
func tileAVX2(out *float32, weights *int8, x *int16, units, scales, bias *float32, n, rows, tokens int)

func (m *Matrix) pack(weights []int8) {
	m.weights = weights
	if hasAVX2 {
		m.packAVX2(weights)
	}
}

func (m *Matrix) multiply(out []float32, x []Value, units []float32) {
	if !hasAVX2 {
		m.multiplyGo(out, x, units)
		return
	}
	m.multiplyAVX2(out, x, units)
}

// interleave lays weights as the tiles take them: block by block of rows, group by
// group of columns, the group of each row.
func interleave(weights []int8, n, group int) []int8 {
	out := make([]int8, 0, len(weights))
	for at := 0; at < len(weights); at += Block * n {
		for k := 0; k < n; k += group {
			for r := at; r < at+Block*n; r += n {
				out = append(out, weights[r+k:r+k+group]...)
			}
		}
	}
	return out
}

func (m *Matrix) packAVX2(weights []int8) { m.weights = interleave(weights, m.Depth, 2) }

// tokensAVX2 is how many tokens' sums fit into the registers.
const tokensAVX2 = 6

func (m *Matrix) multiplyAVX2(out []float32, x []Value, units []float32) {
	n, tokens := m.Depth, len(units)
	groups := (tokens + tokensAVX2 - 1) / tokensAVX2
	for r := 0; r < m.Rows; r += Block {
		for first, g := 0, groups; g > 0; g-- {
			size := (tokens - first) / g
			tileAVX2(&out[first*m.Rows+r], &m.weights[r*n], &x[first*n], &units[first], &m.Scales[r], &m.Bias[r], n, m.Rows, size)
			first += size
		}
	}
}
