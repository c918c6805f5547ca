package threads

import (
	"context"
	"net/url"
	"time"

	"github.com/pantau/pantau/connectors/meta"
)

// fewFollowers is the number below which Threads tells nothing of them.
const fewFollowers = 100

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
		if err := r.Emit(meta.Audience(dimension, answer.Insights[name].By(dimension), today)...); err != nil {
			return err
		}
	}
	if r.inquiry.Without == "" {
		r.cur.Audience = day
	}
	return nil
}
