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
		n, rows := Depth*(1+r.IntN(8)), 2*(1+r.IntN(9))
		weights, x := make([]int8, rows*n), make([]Value, Group*n)
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
		want, got := make([]int32, Group*rows), make([]int32, Group*rows)
		multiplyGo(want, weights, x, n)
		multiplyNEON(&got[0], &weights[0], &x[0], rows, n)
		require.Equal(t, want, got, "without SDOT, seed %d", seed)
		if hasDot {
			clear(got)
			multiplyDot(&got[0], &weights[0], &x[0], rows, n)
			require.Equal(t, want, got, "with SDOT, seed %d", seed)
		}
	}
}
