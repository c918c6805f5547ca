package query

import (
	"context"

	"github.com/pantau/pantau/plugin/pkg/influx"
)

// leastListed is how long a range is that is read by week: for a shorter one the weeks
// around it hold more than it does.
const leastListed = 3 * day

// listed reads points: from the texts that list them by week (schema.Weekly) where
// these hold all, else the points themselves, and those since a list is outdated.
func (r *Request) listed(ctx context.Context, q influx.Select) (*influx.Result, error) {
	texts, ok := q.Weeks()
	if !ok || q.Range.To.Sub(q.Range.From) < leastListed {
		return r.halves(ctx, q)
	}
	_, known, err := r.noted(ctx)
	if err != nil {
		return nil, err
	}
	if !known.weeks {
		return r.halves(ctx, q)
	}
	lists, err := r.Query(ctx, texts)
	if err != nil {
		return nil, err
	}
	found, since, err := q.Unlist(lists)
	if err != nil || since.IsZero() {
		return found, err
	}
	if since.After(q.Range.From) {
		q.Range.From = since
	}
	points, err := r.halves(ctx, q)
	if err != nil {
		return nil, err
	}
	return influx.Join(true, found, points), nil
}
