//go:build !race

package transformer

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Reading allocates nothing once warm, however long the text. (The race detector
// empties the pool at random, so it is left out there.)
func TestAllocations(t *testing.T) {
	m := tiny(t)
	var p [3]float64
	for _, text := range []string{"pelayanan bagus 😡 @a http://x", strings.Repeat("👍 &amp; é", 1<<20)} {
		require.Less(t, testing.AllocsPerRun(100, func() { m.Probabilities(text, &p) }), 1.0)
	}
}
