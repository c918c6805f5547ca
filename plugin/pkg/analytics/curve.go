package analytics

import (
	"slices"
	"sort"
	"time"
)

// Curve is a post's counter over its life. Readings are sorted and were kept
// only when the counter had changed, so between two the first one holds.
type Curve struct {
	Published time.Time
	Readings  []Reading
}

// At is the counter at an age; not available before the first reading.
func (c Curve) At(age time.Duration) Number {
	at := c.Published.Add(age)
	after := sort.Search(len(c.Readings), func(i int) bool { return c.Readings[i].At.After(at) })
	switch {
	case after > 0:
		return known(c.Readings[after-1].Count)
	case len(c.Readings) == 0:
		return unknown(NoReading)
	}
	return unknown(NotReadThen)
}

// Pace compares a post with its account's own posts at the same age.
type Pace struct {
	Actual     Number   // the counter at that age
	Expected   Number   // median of the others at that age
	Usual      Interval // 10th to 90th percentile of them
	Percentile Number   // share of them that it beats, in percent
	N          int      // posts compared with
}

// Compare gives a post's pace at an age among the other curves of its account.
// Fewer than least of them that were read at that age make what was expected not
// available.
//
// A post's counter at its age is set against what the account's own posts had at
// that same age, because counters only grow: a young post always trails old
// ones. Percentile is PercentileRank. Median and percentiles interpolate between
// order statistics (Hyndman & Fan 1996, type 7).
func Compare(post Curve, age time.Duration, others []Curve, least int) Pace {
	p := Pace{Actual: post.At(age), Expected: unknown(TooFewToCompare), Percentile: unknown(TooFewToCompare)}
	var reference []float64
	for _, o := range others {
		if n := o.At(age); n.Known() {
			reference = append(reference, n.Value)
		}
	}
	p.N = len(reference)
	if p.N == 0 || p.N < least {
		return p
	}
	slices.Sort(reference)
	p.Expected = Quantile(reference, 0.5, 1)
	p.Usual = Interval{Quantile(reference, 0.1, 1).Value, Quantile(reference, 0.9, 1).Value}
	if p.Actual.Known() {
		p.Percentile = PercentileRank(p.Actual.Value, reference, least)
	} else {
		p.Percentile = p.Actual
	}
	return p
}
