package world

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write what the back-test of bursts reads anew")

// backtested is read by BenchmarkBacktest of plugin/pkg/analytics, which can't see
// this package.
const backtested = "../../../plugin/pkg/analytics/testdata/city.txt"

// TestStreamsForTheBacktest keeps the back-test's file what the world is: of each
// topic the windows of ten minutes with mentions, as window:count, and the windows
// from the start to the end of each of its episodes, as first-last.
func TestStreamsForTheBacktest(t *testing.T) {
	t.Parallel()
	const days, window = 120, 10 * time.Minute
	first := time.Date(2026, 3, 2, 0, 0, 0, 0, midnight(time.Now()).Location()) // a Monday, as there
	end := first.AddDate(0, 0, days)
	counts := map[string]map[int]int{}
	for _, s := range build(end, days).all() {
		if counts[s.topic] == nil {
			counts[s.topic] = map[int]int{}
		}
		counts[s.topic][int(s.Created.Sub(first)/window)]++
	}
	var b strings.Builder
	for _, topic := range slices.Sorted(maps.Keys(Topics())) {
		fmt.Fprintf(&b, "%s\t", topic)
		for _, w := range slices.Sorted(maps.Keys(counts[topic])) {
			fmt.Fprintf(&b, "%d:%d ", w, counts[topic][w])
		}
		b.WriteByte('\t')
		for _, e := range Episodes(end, days) {
			if e.Topic == topic {
				fmt.Fprintf(&b, "%d-%d ", int(e.Start.Sub(first)/window), int(e.End.Sub(first)/window))
			}
		}
		b.WriteByte('\n')
	}
	if *update {
		require.NoError(t, os.WriteFile(backtested, []byte(b.String()), 0o600))
	}
	got, err := os.ReadFile(backtested)
	require.NoError(t, err)
	require.Equal(t, b.String(), string(got), "the world has changed: run this test with -update, then the back-test")
}
