package kernel

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// ways are all the ways of this processor's kind to multiply, whichever it takes itself.
var ways = []struct {
	name     string
	has      bool
	pack     func(m *Matrix, weights []int8)
	multiply func(m *Matrix, out []float32, x []Value, units []float32)
}{
	{"AVX2", hasAVX2, (*Matrix).packAVX2, (*Matrix).multiplyAVX2},
	{"AVX-512 VNNI", hasVNNI, (*Matrix).packVNNI, (*Matrix).multiplyVNNI},
}

// Each way gives the bits of plain Go and writes nothing behind them.
func TestEveryWayIsPlainGo(t *testing.T) {
	t.Parallel()
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			if !way.has {
				t.Skip("this processor has no " + way.name)
			}
			for seed := range uint64(60) {
				p := randomProduct(seed)
				want, behind := p.plain(), []float32{1, 2, 3, 4}
				got := append(make([]float32, len(want)), behind...)
				m := p.matrix()
				way.pack(&m, slices.Clone(p.weights))
				way.multiply(&m, got, p.x, p.units)
				require.Equal(t, append(want, behind...), got, "seed %d", seed)
			}
		})
	}
}

// FuzzEveryWay takes weights and activations as they come.
func FuzzEveryWay(f *testing.F) {
	f.Add([]byte{0x80}, []byte{0x81, 0x7f}, uint8(3), uint8(1), uint8(7))
	f.Add([]byte{0x80, 0x7f, 0}, []byte{0, 0xff}, uint8(90), uint8(0), uint8(3))
	f.Fuzz(func(t *testing.T, weights, x []byte, depth, blocks, tokens uint8) {
		if len(weights) == 0 || len(x) == 0 {
			t.Skip("nothing to multiply")
		}
		n, rows, r := Depth*(1+int(depth)), Block*(1+int(blocks%4)), random(uint64(tokens))
		units := floats(r, 1+int(tokens%20), 1)
		p := product{make([]int8, rows*n), make([]Value, len(units)*n), floats(r, rows, 1), floats(r, rows, 100), units}
		for i := range p.weights {
			p.weights[i] = int8(weights[i%len(weights)])
		}
		for i := range p.x {
			p.x[i] = Value(max(-Most, int8(x[i%len(x)])))
		}
		want := p.plain()
		for _, way := range ways {
			if !way.has {
				continue
			}
			m, got := p.matrix(), make([]float32, len(want))
			way.pack(&m, p.weights)
			way.multiply(&m, got, p.x, p.units)
			require.Equal(t, want, got, way.name)
		}
	})
}
