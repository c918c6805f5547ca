package metasim

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// mostBuckets is the most buckets of a breakdown: the largest are given. It is
// documented for Instagram
// (…/instagram-platform/api-reference/instagram-user/insights).
const mostBuckets = 45

// Divide makes the parts of a breakdown of people out of percentages.
func Divide(people int, percent map[string]int) []Result {
	var results []Result
	for bucket, share := range percent {
		results = append(results, Result{Values: []string{bucket}, Value: people * share / 100})
	}
	slices.SortFunc(results, func(a, b Result) int {
		return cmp.Or(cmp.Compare(b.Value, a.Value), cmp.Compare(a.Values[0], b.Values[0]))
	})
	return results[:min(len(results), mostBuckets)]
}

// Cities are more than Meta gives: two large ones, in percent, and fifty others.
func Cities(jakarta, bandung int) map[string]int {
	all := map[string]int{"Jakarta, Jakarta": jakarta, "Bandung, West Java": bandung}
	for i := range 50 {
		all[fmt.Sprintf("Kota %02d, Jawa", i+1)] = 1
	}
	return all
}

// Pacific is the zone in which insights have their days.
func Pacific() *time.Location {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		panic(err) // a machine without time zones runs no simulator
	}
	return zone
}
