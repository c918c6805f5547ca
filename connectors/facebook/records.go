package facebook

import (
	"context"
	"net/url"
	"slices"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// Kinds of post that have metrics of their own.
const (
	kindVideo = "video"
	kindReel  = "reel"
)

// Metrics beyond the usual ones.
const (
	metricWatchTime    = "watch_time_s"
	metricAverageWatch = "average_watch_s"
	metricFollows      = "follows"
)

// The metrics of each kind of post (…/graph-api/reference/insights and
// …/video/video_insights; names that were answered in September 2026). A reel
// has those of its post, and others of its video.
var (
	views    = native{"post_media_view", schema.MetricViews, 1}
	ofAll    = []native{{"post_total_media_view_unique", schema.MetricReach, 1}, {"post_clicks", schema.MetricClicks, 1}}
	watching = []native{{"post_video_view_time", metricWatchTime, 0.001}, {"post_video_avg_time_watched", metricAverageWatch, 0.001}}

	ofPosts  = slices.Concat([]native{views}, ofAll)
	ofVideos = slices.Concat([]native{views}, ofAll, watching)
	ofReels  = slices.Concat([]native{{"fb_reels_total_plays", schema.MetricViews, 1}, {"post_video_followers", metricFollows, 1}}, watching)
)

// reactionsByType is asked for where reactions can't be counted otherwise.
const reactionsByType = "post_reactions_by_type_total"

// post makes the record of a post, with its insights.
func (r *run) post(ctx context.Context, p postJSON) (sdk.Post, error) {
	record := p.record()
	table, scope := ofPosts, "post"
	switch record.Type {
	case kindVideo:
		table, scope = ofVideos, "post/video"
	case kindReel:
		table, scope = ofAll, "post/reel"
	}
	asked := names(table)
	if p.Reactions.Summary.Total == nil {
		asked = append(asked, reactionsByType)
	}
	lifetime := url.Values{"period": {"lifetime"}}
	answer, err := r.inquiry.Ask(ctx, meta.Question{Object: p.ID, Scope: scope, Names: asked, Query: lifetime})
	if err != nil {
		return sdk.Post{}, err
	}
	r.fill(record, table, answer)
	if p.Reactions.Summary.Total == nil {
		r.fillReactions(record, answer)
	}
	if record.Type != kindReel {
		return record, nil
	}
	answer, err = r.inquiry.Ask(ctx, meta.Question{
		Object: p.reel(), Edge: "video_insights", Scope: "video/reel", Names: names(ofReels), Query: lifetime,
	})
	if err != nil {
		return sdk.Post{}, err
	}
	r.fill(record, ofReels, answer)
	return record, nil
}

// fill puts the metrics of a table into a record.
func (r *run) fill(record sdk.Post, table []native, answer meta.Answer) {
	for _, n := range table {
		m := answer.Metric(n.name, r.whyEmpty(record.Published))
		m.Value *= n.factor
		record.Metrics[n.metric] = m
	}
}

// fillReactions takes reactions from the insights. Facebook leaves out the kinds
// that nobody gave; whether it counts CARE there is not documented.
func (r *run) fillReactions(record sdk.Post, answer meta.Answer) {
	sum := answer.Metric(reactionsByType, r.whyEmpty(record.Published))
	record.Metrics[schema.MetricLikes] = sum
	var parts map[string]float64
	if values := answer.Insights[reactionsByType].Values; len(values) > 0 {
		parts = values[len(values)-1].Parts()
	}
	for _, kind := range reactions {
		n, given := parts[kind.part]
		switch {
		case sum.Reason != "":
			record.Metrics[kind.metric] = sdk.NotAvailable(sum.Reason)
		case given || kind.kind != "CARE":
			record.Metrics[kind.metric] = sdk.Number(n)
		default:
			record.Metrics[kind.metric] = sdk.NotAvailable(schema.NotOffered)
		}
	}
}

// record is a post without its insights.
func (p postJSON) record() sdk.Post {
	out := sdk.Post{
		ID: p.ID, URL: p.Link, Type: p.kind(), Published: p.Created.Time, Text: p.Message,
		Metrics: sdk.Metrics{
			schema.MetricLikes:    sdk.Optional(p.Reactions.Summary.Total, schema.Permission),
			schema.MetricComments: sdk.Optional(p.Comments.Summary.Total, schema.Permission),
			schema.MetricShares:   sdk.Number(int64(0)), // what nobody shared has no such field
		},
	}
	if p.Shares != nil {
		out.Metrics[schema.MetricShares] = sdk.Number(p.Shares.Count)
	}
	for _, kind := range reactions {
		out.Metrics[kind.metric] = sdk.Optional(p.byKind[kind.metric], schema.Permission)
	}
	return out
}

// kinds are the types of post by what is attached, and by the status where
// nothing is.
var kinds = map[string]string{
	"photo": "image", "album": "carousel", "video": kindVideo, "link": "link", "share": "link", "event": "event",
	"added_photos": "image", "added_video": kindVideo, "shared_story": "link", "created_event": "event",
}

// kind is the type of a post.
func (p postJSON) kind() string {
	if p.reel() != "" {
		return kindReel
	}
	if len(p.Attachments.Data) > 0 {
		if kind, ok := kinds[p.Attachments.Data[0].Media]; ok {
			return kind
		}
	}
	if kind, ok := kinds[p.Status]; ok {
		return kind
	}
	return "text"
}
