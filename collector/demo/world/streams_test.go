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
// topic the windows of ten minutes with mentions, as window:count; the windows from
// the start to the end of each of its episodes, as first-last; and of the mentions
// those under posts of the offices' own, as window:post:count.
func TestStreamsForTheBacktest(t *testing.T) {
	t.Parallel()
	const days, window = 120, 10 * time.Minute
	first := time.Date(2026, 3, 2, 0, 0, 0, 0, midnight(time.Now()).Location()) // a Monday, as there
	end := first.AddDate(0, 0, days)
	counts, under := map[string]map[int]int{}, map[string]map[[2]int]int{}
	for topic := range Topics() {
		counts[topic], under[topic] = map[int]int{}, map[[2]int]int{}
	}
	c := build(end, days)
	at := func(t time.Time) int { return int(t.Sub(first) / window) }
	for _, s := range c.all() {
		if counts[s.topic] != nil {
			counts[s.topic][at(s.Created)]++
		}
	}
	post := 0
	for _, o := range c.offices {
		for _, p := range o.posts {
			post++
			for _, s := range p.comments {
				if under[s.topic] != nil && c.shows(p.Published) && c.shows(s.Created) {
					under[s.topic][[2]int{at(s.Created), post}]++
				}
			}
		}
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
				fmt.Fprintf(&b, "%d-%d ", at(e.Start), at(e.End))
			}
		}
		b.WriteByte('\t')
		for _, k := range slices.SortedFunc(maps.Keys(under[topic]), func(x, y [2]int) int { return slices.Compare(x[:], y[:]) }) {
			fmt.Fprintf(&b, "%d:%d:%d ", k[0], k[1], under[topic][k])
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
