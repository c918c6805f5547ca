package kernel

import (
	"sync"

	"golang.org/x/sys/cpu"
)

// hasVNNI says whether products of bytes can be added four at a time (AVX-512 VNNI).
var hasVNNI = cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512VNNI

//go:noescape
func tileAVX2(out *float32, weights *int8, x *int16, units, scales, bias *float32, n, rows, tokens int)

//go:noescape
func tileVNNI(out *float32, weights *int8, offsets *int32, x *uint8, units, scales, bias *float32, n, rows, tokens int)

//go:noescape
func raiseVNNI(dst *uint8, x *int16, n int)

func (m *Matrix) pack(weights []int8) {
	switch {
	case hasVNNI:
		m.packVNNI(weights)
	case hasAVX2:
		m.packAVX2(weights)
	default:
		m.weights = weights
	}
}

func (m *Matrix) multiply(out []float32, x []Value, units []float32) {
	switch {
	case hasVNNI:
		m.multiplyVNNI(out, x, units)
	case hasAVX2:
		m.multiplyAVX2(out, x, units)
	default:
		m.multiplyGo(out, x, units)
	}
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

// raise is what VPDPBUSD's unsigned operand has too much: it multiplies weights with
// x + 128, and the sum of each row begins with −128·Σ_k w[k] instead of 0.
const raise = 128

func (m *Matrix) packVNNI(weights []int8) {
	m.weights = interleave(weights, m.Depth, 4)
	m.offsets = make([]int32, m.Rows)
	for i, w := range weights {
		m.offsets[i/m.Depth] -= raise * int32(w)
	}
}

// tokensVNNI is how many tokens a tile reads. Behind the last one it reads what lies
// there, and writes nothing of it.
const tokensVNNI = 4

// raised keeps room for activations as VPDPBUSD takes them.
var raised = sync.Pool{New: func() any { return new([]uint8) }}

func (m *Matrix) multiplyVNNI(out []float32, x []Value, units []float32) {
	n, tokens := m.Depth, len(units)
	room, _ := raised.Get().(*[]uint8) // nothing else is put there
	defer raised.Put(room)
	if size := (tokens + tokensVNNI - 1) * n; len(*room) < size {
		*room = make([]uint8, size)
	}
	raiseVNNI(&(*room)[0], &x[0], tokens*n)
	for r := 0; r < m.Rows; r += Block {
		for first := 0; first < tokens; first += tokensVNNI {
			tileVNNI(&out[first*m.Rows+r], &m.weights[r*n], &m.offsets[r], &(*room)[first*n], &units[first],
				&m.Scales[r], &m.Bias[r], n, m.Rows, min(tokensVNNI, tokens-first))
		}
	}
}
