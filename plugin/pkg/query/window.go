package query

import (
	"time"

	"github.com/pantau/pantau/plugin/pkg/influx"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// steps are the windows that "auto" chooses from. Half days would zigzag between
// day and night, and days have rollups.
var steps = []time.Duration{
	10 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, day, week,
}

var named = map[string]time.Duration{"10m": 10 * time.Minute, "hour": time.Hour, "day": day, "week": week}

// step is the width of a window: the one that was named, or the smallest from
// least up that gives no more points than the panel shows.
func (r *Request) step(choice string, least time.Duration) time.Duration {
	if d, ok := named[choice]; ok {
		return d
	}
	want := max(least, r.Interval)
	if r.MaxPoints > 0 {
		want = max(want, r.To.Sub(r.From)/time.Duration(r.MaxPoints))
	}
	for _, s := range steps {
		if s >= want {
			return s
		}
	}
	return week
}

// windowStart is where the window of t begins, by the office's clock: days at
// midnight, weeks on Monday, shorter ones counted from midnight.
func windowStart(t time.Time, step time.Duration, zone *time.Location) time.Time {
	start, _ := every(step).Window(t, zone)
	if step >= week {
		return start.AddDate(0, 0, -(int(start.Weekday())+6)%7)
	}
	return start
}

// every is the window to ask the database for: weeks are added up from days.
func every(step time.Duration) influx.Every { return influx.Every(min(step, day)) }

// windowOf is the window that a row of a query by every(step) falls in. Around
// a change of the clock InfluxDB cuts windows up to an hour elsewhere, so the
// row's middle decides.
func windowOf(row time.Time, step time.Duration, zone *time.Location) time.Time {
	return windowStart(row.Add(min(step, day)/2), step, zone)
}

// nextWindow is where the window after start begins.
func nextWindow(start time.Time, step time.Duration) time.Time {
	if step >= day {
		return start.AddDate(0, 0, int(step/day))
	}
	_, end := every(step).Window(start, start.Location())
	return end
}
