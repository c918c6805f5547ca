package analytics

import (
	"math"
	"sort"
)

// PercentileRank is the percentage of the reference that a value beats, equal
// ones counting half: 0…100. The reference is sorted; fewer than least entries
// make it not available.
//
//	(below + equal ÷ 2) ÷ n × 100
//
// Source: the mid-rank percentile of psychometrics (Crocker & Algina 1986,
// Introduction to Classical and Modern Test Theory).
func PercentileRank(value float64, reference []float64, least int) Number {
	if len(reference) == 0 || len(reference) < least {
		return unknown(TooFewToCompare)
	}
	below := sort.SearchFloat64s(reference, value)
	upTo := sort.Search(len(reference), func(i int) bool { return reference[i] > value })
	return known((float64(below) + float64(upTo-below)/2) / float64(len(reference)) * 100)
}

// Change compares a window with the one before it, in percent.
//
//	(now − before) ÷ before × 100
//
// Not available when there was nothing before: a rise from nothing has no size.
func Change(now, before float64) Number {
	if before <= 0 || math.IsNaN(now) || math.IsNaN(before) {
		return unknown(ZeroBase)
	}
	return known((now - before) / before * 100)
}
