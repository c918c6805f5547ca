package youtube

import (
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// Metrics beyond the usual ones that reports have.
const (
	metricWatchTime    = "watch_time_s"
	metricAverageWatch = "average_watch_s"
	metricFollows      = "follows"
	metricGained       = "follows_gained"
	metricLost         = "follows_lost"
)

const late = "two to three days late"

func postCapabilities() []sdk.Capability {
	public := func(metric, native, note string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindPost, Metric: metric, Native: []string{native}, Source: sdk.SourceAll, Note: note}
	}
	reported := func(metric, native, note string) sdk.Capability {
		return sdk.Capability{
			Of: sdk.KindPost, Metric: metric, Native: []string{native}, Permission: scopeAnalytics, Source: sdk.SourceAll, Note: note,
		}
	}
	lacking := func(metric, note string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindPost, Metric: metric, Reason: schema.NotOffered, Note: note}
	}
	likes := public(schema.MetricLikes, "statistics.likeCount", "where the owner hides it, likes of the owner's reports, "+late)
	likes.Native = append(likes.Native, "likes")
	return []sdk.Capability{
		public(schema.MetricViews, "statistics.viewCount", "since 24 August 2026 every start of playback; see Breaks"),
		likes,
		public(schema.MetricComments, "statistics.commentCount", "comments and replies; not offered where comments are off"),
		reported(schema.MetricShares, "shares", "uses of the Share button, "+late),
		reported(metricWatchTime, "estimatedMinutesWatched", "in seconds, "+late),
		reported(metricAverageWatch, "averageViewDuration", "in seconds, "+late),
		reported(metricFollows, "subscribersGained", "subscriptions from the video's page, "+late),
		lacking(schema.MetricReach, "the API has no count of unique viewers"),
		lacking(schema.MetricQuotes, "YouTube has none"),
		lacking(schema.MetricSaves, "the API no longer counts additions to playlists as saves"),
		lacking(schema.MetricClicks, "the API counts clicks on cards and end screens only"),
		lacking(schema.MetricInteractions, "YouTube gives no total"),
	}
}

func accountCapabilities() []sdk.Capability {
	given := func(metric, native, note string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindAccount, Metric: metric, Native: []string{native}, Note: note}
	}
	gained := given(metricGained, "subscribersGained", "of the latest day that YouTube has counted, two to three days ago")
	lost := given(metricLost, "subscribersLost", gained.Note)
	gained.Permission, lost.Permission = scopeAnalytics, scopeAnalytics
	return []sdk.Capability{
		given(schema.MetricFollowers, "statistics.subscriberCount", "rounded down by YouTube to three significant figures"),
		given(schema.MetricPosts, "statistics.videoCount", "public videos"),
		given(schema.MetricViews, "statistics.viewCount", "of all videos"),
		gained, lost,
		{Of: sdk.KindAccount, Metric: schema.MetricFollowing, Reason: schema.NotOffered, Note: "whom a channel subscribes to is not in its statistics"},
		{Of: sdk.KindAccount, Metric: schema.MetricReach, Reason: schema.NotOffered},
	}
}

// terms are YouTube's Developer Policies (III.E.2 on owners, III.E.4 on storage
// and derived metrics). What an audited project may do beyond them stands in
// the additional policies of May and June 2026.
func terms() sdk.Terms {
	const why = "Developer Policies III.E.4: what is stored is refreshed or deleted after 30 days"
	var keep []sdk.Retention
	for _, kind := range []sdk.RecordKind{sdk.KindAccount, sdk.KindPost, sdk.KindMention, sdk.KindAudience} {
		keep = append(keep, sdk.Retention{Of: kind, Days: 30, Why: why})
	}
	return sdk.Terms{
		URL: "https://developers.google.com/youtube/terms/developer-policies", Retention: keep,
		Note: "Derived metrics and longer storage need an audited project that has been accepted for " +
			"https://developers.google.com/youtube/terms/derived-metrics-policy; YouTube must be named as the source.",
	}
}

// breaks are from the revision history of the API, entries of 26 March 2025 and
// 27 August 2026. Both change the counters of videos and of channels.
func breaks() []sdk.Break {
	views := []string{schema.MetricViews}
	shorts := time.Date(2025, 3, 31, 0, 0, 0, 0, time.UTC)
	all := time.Date(2026, 8, 24, 0, 0, 0, 0, time.UTC)
	const (
		shortsSaid = "views of Shorts count every start and replay, without a least time of watching"
		allSaid    = "views of all videos, live streams and Shorts count as soon as playback starts"
	)
	return []sdk.Break{
		{ID: "youtube_shorts_views_2025", At: shorts, Of: sdk.KindPost, Metrics: views, Message: shortsSaid},
		{ID: "youtube_shorts_channel_views_2025", At: shorts, Of: sdk.KindAccount, Metrics: views, Message: shortsSaid},
		{ID: "youtube_views_2026", At: all, Of: sdk.KindPost, Metrics: views, Message: allSaid},
		{ID: "youtube_channel_views_2026", At: all, Of: sdk.KindAccount, Metrics: views, Message: allSaid},
	}
}
