package query

import (
	"context"

	"github.com/pantau/pantau/plugin/pkg/influx"
)

// leastHalved is how long a range is that is asked for in two halves: for shorter
// ones, two statements cost more than one.
const leastHalved = 14 * day

// halves asks for the rows of a long range in two halves at the same time, for
// the database works on a statement with one core. They meet at midnight, where
// windows shorter than a day meet too.
func (r *Request) halves(ctx context.Context, q influx.Select) (*influx.Result, error) {
	span := q.Range.To.Sub(q.Range.From)
	if span < leastHalved {
		return r.Query(ctx, q)
	}
	first, second := q, q
	middle := windowStart(q.Range.From.Add(span/2), day, r.Zone)
	first.Range.To, second.Range.From = middle, middle
	return r.joined(ctx, true, first, second)
}

// joined asks one question about ranges that follow one another, at the same
// time, and puts the answers together (influx.Join). An empty range is not asked
// about.
func (r *Request) joined(ctx context.Context, windows bool, questions ...influx.Select) (*influx.Result, error) {
	results := make([]*influx.Result, len(questions))
	parts := make([]func(context.Context, *Request) error, len(questions))
	for i, q := range questions {
		parts[i] = func(ctx context.Context, r *Request) (err error) {
			if results[i] = (&influx.Result{}); q.Range.From.Equal(q.Range.To) {
				return nil
			}
			results[i], err = r.Query(ctx, q)
			return err
		}
	}
	if err := r.together(ctx, parts...); err != nil {
		return nil, err
	}
	return influx.Join(windows, results...), nil
}
