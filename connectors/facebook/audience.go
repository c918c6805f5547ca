package facebook

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// topOnly is the most buckets that Facebook gives of a breakdown: the largest.
const topOnly = 45

// breakdowns are the dimensions that Facebook still has, in the order in which
// they are read.
var breakdowns = []struct{ name, dimension string }{
	{"page_follows_city", "city"},
	{"page_follows_country", "country"},
}

// audience reads the breakdowns once a day. Each place is shown only from 100
// people on.
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
		if err := r.Emit(buckets(b.dimension, answer.Insights[b.name], today)...); err != nil {
			return err
		}
	}
	if r.inquiry.Without == "" {
		r.cur.Audience = day
	}
	return nil
}

// buckets makes the records of a breakdown: countries as codes of two letters,
// cities by name. Shares are left out where it is cut off, since the whole is
// not known then.
func buckets(dimension string, insight meta.Insight, end time.Time) (out []sdk.Record) {
	if len(insight.Values) == 0 {
		return nil
	}
	parts := insight.Values[len(insight.Values)-1].Parts()
	maps.DeleteFunc(parts, func(bucket string, n float64) bool { return bucket == "" || n < 0 })
	total := 0.0
	for _, n := range parts {
		total += n
	}
	for _, bucket := range slices.Sorted(maps.Keys(parts)) {
		a := sdk.Audience{Dimension: dimension, Bucket: bucket, WindowEnd: end, Value: sdk.Number(parts[bucket])}
		if len(parts) < topOnly && total > 0 {
			a.Share = parts[bucket] / total
		}
		out = append(out, a)
	}
	return out
}
