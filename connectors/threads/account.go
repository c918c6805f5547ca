package threads

import (
	"context"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// insightsLate is how old numbers must be to be complete.
const insightsLate = 24 * time.Hour

// engagements are what an account's interactions are the sum of.
var engagements = []string{"likes", "replies", "reposts", "quotes"}

// account emits the account's counters. Views are those of the profile; they and
// what people did are of the latest day that is complete
// (developers.facebook.com/documentation/threads/insights).
func (r *run) account(ctx context.Context) error {
	names := append([]string{"followers_count", "views"}, engagements...)
	answer, err := r.inquiry.Ask(ctx, meta.Question{
		Object: "me", Edge: "threads_insights", Scope: "account", Names: names, Query: meta.SettledDay(r.Request.Now, insightsLate),
	})
	if err != nil {
		return err
	}
	followers := answer.Metric("followers_count", schema.NotReady)
	if followers.Reason == "" {
		r.followers = &followers.Value
	}
	return r.Emit(sdk.Account{Metrics: sdk.Metrics{
		schema.MetricFollowers: followers,
		"profile_visits":       answer.Metric("views", schema.NotReady),
		"interactions":         sum(answer, engagements),
	}})
}

// sum adds metrics up; where one is missing, so is the sum.
func sum(answer meta.Answer, names []string) sdk.Metric {
	total := 0.0
	for _, name := range names {
		m := answer.Metric(name, schema.NotReady)
		if m.Reason != "" {
			return m
		}
		total += m.Value
	}
	return sdk.Number(total)
}
