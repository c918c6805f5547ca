package query

import (
	"context"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// leastDays is from how many whole days on rollups by day are asked: for fewer,
// three statements cost more than one.
const leastDays = 3

// byDay are what the collector adds up by day, or keeps the last reading of.
var byDay = map[string]string{schema.TopicVolume: schema.TopicDay, schema.Sentiment: schema.SentimentDay, schema.Account: schema.AccountDay}

// daily asks for sums of a rollup or an account's last readings, in windows of step
// or, with 0, over all of the range. Whole days come from what is kept by day, what
// lies before and after them from the fine points: the numbers are the same, but a
// year by day is read from 365 rows of a topic instead of 50,000.
func (r *Request) daily(ctx context.Context, q influx.Select, step time.Duration) (*influx.Result, error) {
	if step > 0 {
		q.Every, q.Zone = every(step), r.Zone
	}
	if step > 0 && step < day {
		return r.hourly(ctx, q)
	}
	if result, err := r.tallied(ctx, q); err != nil || result != nil {
		return result, err
	}
	first, last, err := r.wholeDays(ctx, q.From, q.Range)
	switch {
	case err != nil:
		return nil, err
	case !last.After(first):
		return r.Query(ctx, q)
	}
	head, days, tail := q, q, q
	head.Range.To, tail.Range.From = first, last
	days.From, days.Range = byDay[q.From], influx.Range{From: first, To: last}
	days.Where = append(append([]influx.Match{}, q.Where...), influx.Match{Name: schema.TagZone, Values: []string{r.Zone.String()}})
	middle := asking(days)
	if q.From == schema.Account && step >= day { // each day has one point already
		days.Every, days.Columns = 0, lastOfDay(q.Columns)
		middle = func(ctx context.Context, r *Request) (*influx.Result, error) {
			named, err := r.listed(ctx, days.Named())
			if err != nil {
				return nil, err
			}
			return days.Split(named), nil
		}
	}
	return r.joined(ctx, step > 0, asking(head), middle, asking(tail))
}

// lastOfDay are the columns as they stand: the last readings of a day.
func lastOfDay(columns []influx.Column) []influx.Column {
	return mapped(columns, func(c influx.Column) influx.Column { return influx.Column{Name: c.Name} })
}

// wholeDays are the days of a range that stand by day in the office's zone: from
// the first midnight in it to the last. Where there are few or none, both are the
// same.
func (r *Request) wholeDays(ctx context.Context, measurement string, span influx.Range) (first, last time.Time, err error) {
	first, last = windowStart(span.From.In(r.Zone), day, r.Zone), windowStart(span.To.In(r.Zone), day, r.Zone)
	if first.Before(span.From) {
		first = first.AddDate(0, 0, 1)
	}
	if last.Before(first.AddDate(0, 0, leastDays)) {
		return first, first, nil
	}
	since, until, err := r.days(ctx, measurement)
	if err != nil {
		return first, first, err
	}
	if since.After(first) {
		first = since.In(r.Zone)
	}
	if until.Before(last) {
		last = until.In(r.Zone)
	}
	if last.Before(first.AddDate(0, 0, leastDays)) {
		last = first
	}
	return first, last, nil
}

// days are from when until when a measurement stands by day in the office's zone.
func (r *Request) days(ctx context.Context, measurement string) (since, until time.Time, err error) {
	_, known, err := r.noted(ctx)
	switch measurement {
	case schema.Account: // written with each reading
		return known.since, farAway, err
	case schema.HeardDay:
		return known.heard, known.until, err
	case schema.ReadingsDay:
		return known.read, known.until, err
	}
	return time.Time{}, known.until, err
}

// farAway is after every range.
var farAway = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// kept is what the collector keeps added up in the office's zone.
type kept struct {
	until time.Time // sums of days; zero: there are none
	since time.Time // last readings of days
	heard time.Time // texts of days, until then too
	read  time.Time // the same, of readings
	weeks bool      // posts and last readings stand by week
}

// keptNote asks for what the collector notes of it.
func (r *Request) keptNote() influx.Select {
	return influx.Select{
		From: schema.Days, Columns: []influx.Column{
			{Func: influx.Last, Name: schema.FieldUntil},
			{Func: influx.Last, Name: schema.FieldSince},
			{Func: influx.Max, Name: schema.FieldHeard},
			{Func: influx.Max, Name: schema.FieldReadings},
			{Func: influx.Last, Name: schema.FieldWeeks},
		},
		Where: []influx.Match{{Name: schema.TagZone, Values: []string{r.Zone.String()}}},
		Range: influx.Range{From: r.Now.Add(-termsRecent), To: r.Now.Add(day)},
	}
}

// keptOf reads the note, which may stand among other answers.
func keptOf(result *influx.Result) kept {
	k := kept{since: farAway, heard: farAway, read: farAway}
	for i := range result.Series {
		s := &result.Series[i]
		until := s.Numbers(schema.FieldUntil)
		if len(until) == 0 {
			continue
		}
		k.until = time.Unix(int64(until[0]), 0)
		by := s.Numbers(schema.FieldWeeks)
		k.weeks = by != nil && by[0] == until[0]
		for field, since := range map[string]*time.Time{schema.FieldSince: &k.since, schema.FieldHeard: &k.heard, schema.FieldReadings: &k.read} {
			if n := s.Numbers(field); n != nil && n[0] >= 0 {
				*since = time.Unix(int64(n[0]), 0)
			}
		}
	}
	return k
}
