package query

import (
	"context"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// tallied answers from the texts that hold an account's day (schema.HeardDay),
// where they hold the answer: whole days from there, what lies before and after
// them from the fine points. No result: they do not.
func (r *Request) tallied(ctx context.Context, q influx.Select) (*influx.Result, error) {
	texts, ok := q.Tallies(r.Zone)
	if !ok || q.Zone == nil && !r.wholeHours(q.Range) {
		return nil, nil
	}
	first, last, err := r.wholeDays(ctx, schema.HeardDay, q.Range)
	short := time.Duration(q.Every) > 0 && time.Duration(q.Every) < day
	if err != nil || !last.After(first) || !short && first.Sub(q.Range.From) > day {
		return nil, err // of the time before there are days, too
	}
	head, tail := q, q
	head.Range.To, tail.Range.From = first, last
	texts.Range = influx.Range{From: first, To: last}
	return r.joined(ctx, q.Every > 0, asking(head), func(ctx context.Context, r *Request) (*influx.Result, error) {
		found, err := r.Query(ctx, texts)
		if err != nil {
			return nil, err
		}
		return q.Unfold(found)
	}, asking(tail))
}

// hourly asks for sums by windows that are shorter than a day.
func (r *Request) hourly(ctx context.Context, q influx.Select) (*influx.Result, error) {
	if result, err := r.tallied(ctx, q); err != nil || result != nil {
		return result, err
	}
	return r.halves(ctx, q)
}

// wholeHours tells whether the office's hours are everybody's: windows that no zone
// cuts are the same then.
func (r *Request) wholeHours(span influx.Range) bool {
	for _, t := range []time.Time{span.From, span.To} {
		if _, offset := t.In(r.Zone).Zone(); offset%3600 != 0 {
			return false
		}
	}
	return true
}
