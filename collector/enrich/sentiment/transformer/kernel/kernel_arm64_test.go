package kernel

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Both ways give what plain Go gives, whichever the processor would take.
func TestBothWaysArePlainGo(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		r := random(seed)
		n := Depth * (1 + r.IntN(8))
		weights, x := make([]int8, 2*n), make([]Value, 4*n)
		for i := range weights {
			weights[i] = int8(r.IntN(256) - 128)
			if seed%3 == 0 {
				weights[i] = -128
			}
		}
		for i := range x {
			x[i] = Value(r.IntN(2*Most+1) - Most)
			if seed%3 == 0 {
				x[i] = Value(Most - 2*Most*r.IntN(2))
			}
		}
		var want, got tile
		for i := range want {
			for k := range n {
				want[i] += int32(weights[i%2*n+k]) * int32(x[i/2*n+k])
			}
		}
		tileNEON(&got, &weights[0], &x[0], &x[n], &x[2*n], &x[3*n], n)
		require.Equal(t, want, got, "without SDOT, seed %d", seed)
		if hasDot {
			got = tile{}
			tileDot(&got, &weights[0], &x[0], &x[n], &x[2*n], &x[3*n], n)
			require.Equal(t, want, got, "with SDOT, seed %d", seed)
		}
	}
}
