package query

import (
	"context"

	"github.com/pantau/pantau/plugin/pkg/influx"
)

// leastHalved is how long a range is that is asked for in two halves. Each statement
// opens every series anew, which for a shorter range is a large part of its work.
const leastHalved = 45 * day

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
	return r.joined(ctx, true, asking(first), asking(second))
}

// asked is a part of an answer.
type asked func(context.Context, *Request) (*influx.Result, error)

// asking asks about a range, if it is not empty.
func asking(q influx.Select) asked {
	return func(ctx context.Context, r *Request) (*influx.Result, error) {
		if q.Range.From.Equal(q.Range.To) {
			return &influx.Result{}, nil
		}
		return r.Query(ctx, q)
	}
}

// joined asks one question about ranges that follow one another, at the same
// time, and puts the answers together (influx.Join).
func (r *Request) joined(ctx context.Context, windows bool, questions ...asked) (*influx.Result, error) {
	results, err := r.each(ctx, questions...)
	if err != nil {
		return nil, err
	}
	return influx.Join(windows, results...), nil
}

// each asks questions at the same time.
func (r *Request) each(ctx context.Context, questions ...asked) ([]*influx.Result, error) {
	results := make([]*influx.Result, len(questions))
	parts := make([]func(context.Context, *Request) error, len(questions))
	for i, ask := range questions {
		parts[i] = func(ctx context.Context, r *Request) (err error) {
			results[i], err = ask(ctx, r)
			return err
		}
	}
	return results, r.together(ctx, parts...)
}
