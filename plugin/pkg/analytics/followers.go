package analytics

import (
	"sort"
	"time"
)

// Limits of FollowersOn.
const (
	// MaxReadingAge is how long before the day of publication the last reading
	// may lie: followers change slowly, but not so slowly that a quarter-old
	// number describes the day.
	MaxReadingAge = 30 * 24 * time.Hour
	// MaxEstimate is how long after the day a reading still estimates it.
	MaxEstimate = 7 * 24 * time.Hour
)

// Reading is one reading of an account's followers.
type Reading struct {
	At    time.Time
	Count float64
}

// Day is a day of some zone.
type Day struct{ Start, End time.Time }

// DayOf is the day of a time, in the time's own zone.
func DayOf(t time.Time) Day {
	start := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	return Day{start, start.AddDate(0, 0, 1)}
}

// Holds tells whether a time is in the day.
func (d Day) Holds(t time.Time) bool { return !t.Before(d.Start) && t.Before(d.End) }

// FollowersOn gives the followers on the day of publication: the last reading before
// the end of that day, unless it is older than MaxReadingAge. Where the first reading
// came later the number is not available, or, if estimate is set, the nearest reading
// within MaxEstimate after the day, with estimated true. Readings are sorted by time.
//
// Source: NapoleonCat divides by the followers on the day of publication; the
// two limits are ours.
func FollowersOn(readings []Reading, day Day, estimate bool) (n Number, estimated bool) {
	after := sort.Search(len(readings), func(i int) bool { return !readings[i].At.Before(day.End) })
	if after > 0 && !readings[after-1].At.Before(day.Start.Add(-MaxReadingAge)) {
		return known(readings[after-1].Count), false
	}
	if estimate && after < len(readings) && !readings[after].At.After(day.End.Add(MaxEstimate)) {
		return known(readings[after].Count), true
	}
	switch {
	case len(readings) == 0:
		return unknown(NoReading), false
	case after > 0:
		return unknown(ReadingTooOld), false
	}
	return unknown(AfterDay), false
}
