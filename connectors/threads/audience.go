package threads

import (
	"context"
	"net/url"
	"time"

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

const (
	// fewFollowers is the number below which Threads tells nothing of them.
	fewFollowers = 100
	// topOnly is the most buckets that Meta gives of a breakdown: the largest.
	topOnly = 45
)

// genders are Threads' letters for them.
var genders = map[string]string{"F": "female", "M": "male", "U": "unknown"}

// audience reads the breakdowns of the followers once a day.
func (r *run) audience(ctx context.Context) error {
	today := r.Request.Now.UTC().Truncate(24 * time.Hour)
	day := today.Format(time.DateOnly)
	if r.cur.Audience == day || r.inquiry.Without != "" || r.followers == nil || *r.followers < fewFollowers {
		return nil
	}
	const name = "follower_demographics"
	for _, dimension := range []string{"country", "city", "age", "gender"} {
		answer, err := r.inquiry.Ask(ctx, meta.Question{
			Object: "me", Edge: "threads_insights", Scope: "audience/" + dimension, Names: []string{name}, Query: url.Values{"breakdown": {dimension}},
		})
		if err != nil {
			return err
		}
		if err := r.Emit(buckets(dimension, answer.Insights[name], today)...); err != nil {
			return err
		}
	}
	if r.inquiry.Without == "" {
		r.cur.Audience = day
	}
	return nil
}

// buckets makes the records of a breakdown. Shares are left out where it is cut
// off, since the whole is not known then.
func buckets(dimension string, insight meta.Insight, end time.Time) []sdk.Record {
	parts := insight.By(dimension)
	var total float64
	for _, p := range parts {
		total += max(0, p.Value)
	}
	var records []sdk.Record
	for _, p := range parts {
		if p.Name == "" || p.Value < 0 {
			continue
		}
		a := sdk.Audience{Dimension: dimension, Bucket: p.Name, WindowEnd: end, Value: sdk.Number(p.Value)}
		if name, ok := genders[p.Name]; ok && dimension == "gender" {
			a.Bucket = name
		}
		if len(parts) < topOnly && total > 0 {
			a.Share = p.Value / total
		}
		records = append(records, a)
	}
	return records
}
