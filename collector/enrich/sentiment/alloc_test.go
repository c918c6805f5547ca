//go:build !race

package sentiment_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// Reading allocates next to nothing, however long the text. (The race detector
// empties the pool at random, so it is left out there.)
func TestAllocations(t *testing.T) {
	short := "pelayanannya cepat dan ramah"
	require.Less(t, testing.AllocsPerRun(100, func() { sentiment.Fast().Read(short) }), 1.0)
	for _, unit := range []string{"bagus ", "👍", "&amp; "} {
		long := strings.Repeat(unit, 10<<20/len(unit))
		require.Less(t, testing.AllocsPerRun(20, func() { sentiment.Fast().Read(long) }), 5.0, "unit %q", unit)
	}
}
