package query

import (
	"context"
	"reflect"
	"sync"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// tallied answers from the texts that hold an account's day (schema.HeardDay),
// where they hold the answer: whole days from there, and by hours also a day's last
// or first ones; what lies before and after them from the fine points. No result:
// they do not.
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
	texts.Range = influx.Range{From: first, To: last}
	if short {
		if texts.Range, err = r.startedDays(ctx, texts.Range, q.Range); err != nil {
			return nil, err
		}
	}
	within := texts.Range
	if within.From.Before(q.Range.From) {
		within.From = q.Range.From
	}
	if within.To.After(q.Range.To) {
		within.To = q.Range.To
	}
	head, tail := q, q
	head.Range.To, tail.Range.From = within.From, within.To
	return r.joined(ctx, q.Every > 0, asking(head), func(ctx context.Context, r *Request) (*influx.Result, error) {
		found, err := r.read.texts(ctx, r, texts)
		if err != nil {
			return nil, err
		}
		return q.Unfold(found, within)
	}, asking(tail))
}

// startedDays adds the days to whole ones in which a range begins and ends, where it
// does so with an hour and there are texts of them.
func (r *Request) startedDays(ctx context.Context, whole, span influx.Range) (influx.Range, error) {
	since, until, err := r.days(ctx, schema.HeardDay)
	onTheHour := func(t time.Time) bool { return windowStart(t.In(r.Zone), time.Hour, r.Zone).Equal(t) }
	if before := whole.From.AddDate(0, 0, -1); whole.From.After(span.From) && onTheHour(span.From) && !before.Before(since) {
		whole.From = before
	}
	if after := whole.To.AddDate(0, 0, 1); whole.To.Before(span.To) && onTheHour(span.To) && !after.After(until) {
		whole.To = after
	}
	return whole, err
}

// shelf is the texts that were read for an answer, for another part of it.
type shelf struct {
	mu    sync.Mutex
	asked []influx.Select
	found []*influx.Result
}

// texts reads them, unless they are among those that were read.
func (s *shelf) texts(ctx context.Context, r *Request, q influx.Select) (*influx.Result, error) {
	s.mu.Lock()
	for i, known := range s.asked {
		covered := !q.Range.From.Before(known.Range.From) && !q.Range.To.After(known.Range.To)
		if known.Range = q.Range; covered && reflect.DeepEqual(known, q) {
			s.mu.Unlock()
			return s.found[i], nil
		}
	}
	s.mu.Unlock()
	found, err := r.Query(ctx, q)
	if err == nil {
		s.mu.Lock()
		s.asked, s.found = append(s.asked, q), append(s.found, found)
		s.mu.Unlock()
	}
	return found, err
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
