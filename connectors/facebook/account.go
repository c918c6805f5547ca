package facebook

import (
	"context"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// native is one metric as Facebook has it. Times are in milliseconds there.
type native struct {
	name   string
	metric string
	factor float64
}

func names(table []native) []string {
	out := make([]string, len(table))
	for i, n := range table {
		out[i] = n.name
	}
	return out
}

// dailies are the Page's metrics of a day (…/graph-api/reference/insights; names
// that a Page answered on 1 September 2026 with v25.0).
var dailies = []native{
	{"page_media_view", schema.MetricViews, 1},
	{"page_total_media_view_unique", schema.MetricReach, 1},
	{"page_daily_follows_unique", "follows_gained", 1},
	{"page_daily_unfollows_unique", "follows_lost", 1},
	{"page_post_engagements", "interactions", 1},
	{"page_views_total", "profile_visits", 1},
}

const (
	// fewLikes is the number of likes below which a Page has no insights.
	fewLikes = 100
	// insightsLate is how old numbers must be to be there: they come once a day.
	insightsLate = 24 * time.Hour
	// insightsKept is how long they are kept.
	insightsKept = 2 * 365 * 24 * time.Hour
)

// account emits the Page's counters, with the metrics of the latest day that
// Facebook has finished counting.
func (r *run) account(ctx context.Context) error {
	day := meta.SettledDay(r.Request.Now, insightsLate)
	day.Set("period", "day")
	answer, err := r.inquiry.Ask(ctx, meta.Question{Object: r.page.ID, Scope: "page", Names: names(dailies), Query: day})
	if err != nil {
		return err
	}
	if r.inquiry.Without == "" && len(answer.Insights)+len(answer.Missing) == 0 {
		r.mute = r.whyMute()
	}
	record := sdk.Account{Metrics: sdk.Metrics{
		schema.MetricFollowers: sdk.Optional(r.page.Followers, schema.NotOffered),
	}}
	for _, n := range dailies {
		record.Metrics[n.metric] = answer.Metric(n.name, r.whyEmpty(time.Time{}))
	}
	return r.Emit(record)
}

// whyMute is why a Page has no insights at all. Facebook gives empty lists in
// place of an error where the token lacks the permission; where it is known to
// have it they are only late.
func (r *run) whyMute() schema.Reason {
	switch {
	case r.page.Fans != nil && *r.page.Fans < fewLikes:
		return schema.Threshold
	case len(r.token.Scopes) > 0:
		return ""
	}
	r.Skip("Facebook answers without any insights: the token may lack %s, or the task to analyse the Page", permissionInsights)
	return schema.Permission
}

// whyEmpty is the reason for a metric that Facebook knows and gives no value for.
// published is a post's time, or zero.
func (r *run) whyEmpty(published time.Time) schema.Reason {
	age := r.Request.Now.Sub(published)
	switch {
	case r.mute != "":
		return r.mute
	case !published.IsZero() && age > insightsKept:
		return schema.NotOffered
	case published.IsZero(), age < insightsLate:
		return schema.NotReady
	default:
		return schema.Threshold
	}
}
