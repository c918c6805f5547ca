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

// byDay are the rollups that the collector adds up by day.
var byDay = map[string]string{schema.TopicVolume: schema.TopicDay, schema.Sentiment: schema.SentimentDay}

// summed asks for sums of a rollup, in windows of step or, with 0, over all of the
// range. Whole days come from the rollup by day, what lies before and after them
// from the fine one: the numbers are the same, but a year by day is read from 365
// rows of a topic instead of 50,000.
func (r *Request) summed(ctx context.Context, q influx.Select, step time.Duration) (*influx.Result, error) {
	if step > 0 {
		q.Every, q.Zone = every(step), r.Zone
	}
	if step > 0 && step < day {
		return r.halves(ctx, q)
	}
	first, last, err := r.wholeDays(ctx, q.Range)
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
	return r.joined(ctx, step > 0, head, days, tail)
}

// wholeDays are the days of a range that the collector has added up in the
// office's zone: from the first midnight in it to the last. Where there are few or
// none, both are the same.
func (r *Request) wholeDays(ctx context.Context, span influx.Range) (first, last time.Time, err error) {
	first, last = windowStart(span.From.In(r.Zone), day, r.Zone), windowStart(span.To.In(r.Zone), day, r.Zone)
	if first.Before(span.From) {
		first = first.AddDate(0, 0, 1)
	}
	if last.Before(first.AddDate(0, 0, leastDays)) {
		return first, first, nil
	}
	until, err := r.daysUntil(ctx)
	if err != nil {
		return first, first, err
	}
	if until.Before(last) {
		last = until.In(r.Zone)
	}
	if last.Before(first.AddDate(0, 0, leastDays)) {
		last = first
	}
	return first, last, nil
}

// daysUntil is until when the collector has added up days in the office's zone;
// zero where it has none. It is looked for once a minute.
func (r *Request) daysUntil(ctx context.Context) (time.Time, error) {
	b := r.book
	b.mu.Lock()
	defer b.mu.Unlock()
	if r.Now.Before(b.daysGood) {
		return b.daysUntil, nil
	}
	result, err := r.store.Query(ctx, influx.Select{
		From: schema.Days, Columns: []influx.Column{{Func: influx.Last, Name: schema.FieldUntil}},
		Where: []influx.Match{{Name: schema.TagZone, Values: []string{r.Zone.String()}}},
		Range: influx.Range{From: r.Now.Add(-termsRecent), To: r.Now.Add(day)},
	})
	if err != nil {
		return time.Time{}, err
	}
	b.daysUntil, b.daysGood = time.Time{}, r.Now.Add(termsLife)
	if result.Rows() > 0 {
		b.daysUntil = time.Unix(int64(result.Series[0].Numbers(schema.FieldUntil)[0]), 0)
	}
	return b.daysUntil, nil
}
