package instagram

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// dailies are the account's metrics of a day
// (…/instagram-platform/api-reference/instagram-user/insights, June 2026).
// profile_views was said to go in January 2025 and was still answered since.
var dailies = []native{
	{"views", schema.MetricViews, 1},
	{"reach", schema.MetricReach, 1},
	{"accounts_engaged", "accounts_engaged", 1},
	{"total_interactions", "interactions", 1},
	{"profile_views", metricProfileVisits, 1},
}

// account emits the account's counters, with the metrics of the latest day that
// Instagram has finished counting.
func (r *run) account(ctx context.Context) error {
	record := r.self.record()
	names := make([]string, len(dailies))
	for i, n := range dailies {
		names[i] = n.name
	}
	day := r.settledDay()
	answer, err := r.inquiry.Ask(ctx, meta.Question{Object: r.self.ID, Scope: "account", Names: names, Query: day})
	if err != nil {
		return err
	}
	for _, n := range dailies {
		record.Metrics[n.metric] = answer.Metric(n.name, schema.Threshold)
	}
	if err := r.follows(ctx, record.Metrics, day); err != nil {
		return err
	}
	return r.Emit(record)
}

// follows adds who came and went. Instagram tells them apart by a dimension:
// FOLLOWER are those who came.
func (r *run) follows(ctx context.Context, metrics sdk.Metrics, day url.Values) error {
	const name = "follows_and_unfollows"
	sides := map[string]string{"follows_gained": "FOLLOWER", "follows_lost": "NON_FOLLOWER"}
	answer := meta.Lacking([]string{name}, schema.Threshold)
	if !r.self.hidden() {
		query := url.Values{"breakdown": {"follow_type"}}
		for k, v := range day {
			query[k] = v
		}
		var err error
		if answer, err = r.inquiry.Ask(ctx, meta.Question{Object: r.self.ID, Scope: "account/follow_type", Names: []string{name}, Query: query}); err != nil {
			return err
		}
	}
	for metric, side := range sides {
		metrics[metric] = sdk.NotAvailable(cmp.Or(answer.Missing[name], schema.Threshold))
		for _, part := range answer.Insights[name].By("follow_type") {
			if part.Name == side {
				metrics[metric] = sdk.Number(part.Value)
			}
		}
	}
	return nil
}

func (a accountJSON) record() sdk.Account {
	return sdk.Account{Metrics: sdk.Metrics{
		schema.MetricFollowers: sdk.Optional(a.Followers, schema.NotOffered),
		schema.MetricFollowing: sdk.Optional(a.Follows, schema.NotOffered),
		schema.MetricPosts:     sdk.Optional(a.Media, schema.NotOffered),
	}}
}

// settledDay asks for one day. Instagram's days are those of Pacific Time, and
// their numbers come up to 48 hours late: it is the last day that ended before
// that. Without a stretch of time Instagram gives the last 24 hours.
func (r *run) settledDay() url.Values {
	y, m, d := r.Request.Now.Add(-insightsLate).In(r.pacific).Date()
	end := time.Date(y, m, d, 0, 0, 0, 0, r.pacific)
	start := time.Date(y, m, d-1, 0, 0, 0, 0, r.pacific)
	return url.Values{
		"period": {"day"}, "metric_type": {"total_value"},
		"since": {strconv.FormatInt(start.Unix(), 10)}, "until": {strconv.FormatInt(end.Unix()-1, 10)}, // ends are included
	}
}
