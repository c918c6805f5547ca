package facebook

import (
	"context"
	"net/url"
	"time"

	"github.com/pantau/pantau/connectors/meta"
)

// breakdowns are the dimensions that Facebook still has, in the order in which
// they are read.
var breakdowns = []struct{ name, dimension string }{
	{"page_follows_city", "city"},
	{"page_follows_country", "country"},
}

// audience reads the breakdowns once a day: countries as codes of two letters, cities
// by name. Each place is shown only from 100 people on.
func (r *run) audience(ctx context.Context) error {
	today := r.Request.Now.UTC().Truncate(24 * time.Hour)
	day := today.Format(time.DateOnly)
	if r.cur.Audience == day {
		return nil
	}
	asked := make([]string, len(breakdowns))
	for i, b := range breakdowns {
		asked[i] = b.name
	}
	answer, err := r.inquiry.Ask(ctx, meta.Question{
		Object: r.page.ID, Scope: "audience", Names: asked, Query: url.Values{"period": {"lifetime"}},
	})
	if err != nil {
		return err
	}
	for _, b := range breakdowns {
		values := answer.Insights[b.name].Values
		if len(values) == 0 {
			continue
		}
		if err := r.Emit(meta.Audience(b.dimension, values[len(values)-1].Buckets(), today)...); err != nil {
			return err
		}
	}
	if r.inquiry.Without == "" {
		r.cur.Audience = day
	}
	return nil
}
