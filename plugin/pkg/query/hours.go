package query

import (
	"context"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// hourly asks for sums in windows of step, shorter than a day. Topics' volumes of
// whole days come from those by the hour, a sixth of the rows.
func (r *Request) hourly(ctx context.Context, q influx.Select, step time.Duration) (*influx.Result, error) {
	q.Every, q.Zone = every(step), r.Zone
	if q.From != schema.TopicVolume || step%time.Hour != 0 || !wholeHours(q.Range.From, r.Zone) {
		return r.halves(ctx, q)
	}
	known, err := r.kept(ctx)
	if err != nil {
		return nil, err
	}
	start := q.Range.From
	if known.since.After(start) {
		start = known.since
	}
	first, last := windowStart(start, day, r.Zone), windowStart(q.Range.To, day, r.Zone)
	if first.Before(start) {
		first = nextWindow(first, day)
	}
	if last.Before(first.AddDate(0, 0, leastDays)) {
		return r.halves(ctx, q)
	}
	head, hours, tail := q, q, q
	head.Range.To, tail.Range.From = first, last
	hours.From, hours.Range = schema.TopicHour, influx.Range{From: first, To: last}
	return r.joined(ctx, true, head, hours, tail)
}

// wholeHours tells whether a zone's hours begin with those of UTC.
func wholeHours(at time.Time, zone *time.Location) bool {
	_, offset := at.In(zone).Zone()
	return offset%3600 == 0
}
