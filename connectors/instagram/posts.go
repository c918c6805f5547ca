package instagram

import (
	"context"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// Products: where on Instagram a medium is shown.
const (
	productFeed  = "FEED"
	productReels = "REELS"
	productStory = "STORY"
)

// Metrics beyond the usual ones.
const (
	metricWatchTime     = "watch_time_s"
	metricAverageWatch  = "average_watch_s"
	metricFollows       = "follows"
	metricProfileVisits = "profile_visits"
)

// native is one metric as Instagram has it. Times are in milliseconds there.
type native struct {
	name   string
	metric string
	factor float64
}

// tables are the metrics of each product
// (…/instagram-platform/reference/instagram-media/insights, June 2026). Likes
// and comments are in the medium itself; what follows from the others, or is of
// no use here, is left out.
var tables = map[string][]native{
	productFeed: {
		{"views", schema.MetricViews, 1},
		{"reach", schema.MetricReach, 1},
		{"saved", schema.MetricSaves, 1},
		{"shares", schema.MetricShares, 1},
		{"total_interactions", schema.MetricInteractions, 1},
		{"follows", metricFollows, 1},
		{"profile_visits", metricProfileVisits, 1},
	},
	productReels: {
		{"views", schema.MetricViews, 1},
		{"reach", schema.MetricReach, 1},
		{"saved", schema.MetricSaves, 1},
		{"shares", schema.MetricShares, 1},
		{"total_interactions", schema.MetricInteractions, 1},
		{"ig_reels_avg_watch_time", metricAverageWatch, 0.001},
		{"ig_reels_video_view_total_time", metricWatchTime, 0.001},
	},
	productStory: {
		{"views", schema.MetricViews, 1},
		{"reach", schema.MetricReach, 1},
		{"replies", schema.MetricComments, 1},
		{"shares", schema.MetricShares, 1},
		{"total_interactions", schema.MetricInteractions, 1},
		{"link_clicks", schema.MetricClicks, 1},
		{"follows", metricFollows, 1},
		{"profile_visits", metricProfileVisits, 1},
	},
}

// Insights come up to 48 hours late and are kept for two years.
const (
	insightsLate = 48 * time.Hour
	insightsKept = 2 * 365 * 24 * time.Hour
)

// product is the medium's product, one that has a table. Where it is not given,
// a video is a reel: since July 2022 Instagram publishes no others.
func (m mediaJSON) product() string {
	_, known := tables[m.Product]
	switch {
	case known:
		return m.Product
	case m.Product == "" && m.Type == "VIDEO":
		return productReels
	default:
		return productFeed
	}
}

// kind is the type of post that a medium is.
func (m mediaJSON) kind() string {
	switch product := m.product(); {
	case product == productStory:
		return "story"
	case product == productReels:
		return "reel"
	case m.Type == "CAROUSEL_ALBUM":
		return "carousel"
	case m.Type == "VIDEO":
		return "video"
	default:
		return "image"
	}
}

// post makes the record of a medium, with its insights.
func (r *run) post(ctx context.Context, m mediaJSON) (sdk.Post, error) {
	table := tables[m.product()]
	names := make([]string, len(table))
	for i, n := range table {
		names[i] = n.name
	}
	answer, err := r.inquiry.Ask(ctx, meta.Question{Object: m.ID, Scope: "media/" + m.product(), Names: names})
	if err != nil {
		return sdk.Post{}, err
	}
	p := m.record()
	for _, n := range table {
		value := answer.Metric(n.name, r.whyEmpty(m.Time.Time))
		value.Value *= n.factor
		p.Metrics[n.metric] = value
	}
	return p, nil
}

// record is a medium without its insights.
func (m mediaJSON) record() sdk.Post {
	p := sdk.Post{
		ID: m.ID, URL: m.Permalink, Type: m.kind(), Published: m.Time.Time, Text: m.Caption,
		Metrics: sdk.Metrics{
			schema.MetricLikes:    sdk.Optional(m.Likes, schema.Permission), // hidden by the owner
			schema.MetricComments: sdk.Optional(m.Comments, schema.NotOffered),
		},
	}
	for _, metric := range []string{schema.MetricViews, schema.MetricReach, schema.MetricShares, schema.MetricSaves, schema.MetricClicks, schema.MetricInteractions} {
		p.Metrics[metric] = sdk.NotAvailable(schema.NotOffered) // of this product, unless it has insights
	}
	return p
}

// hidden tells whether an account is too small for what Instagram shows of its
// followers.
func (a accountJSON) hidden() bool { return a.Followers != nil && *a.Followers < fewFollowers }

// fewFollowers is the number below which Instagram tells nothing of them.
const fewFollowers = 100
