package facebook

import (
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

var (
	reelTypes  = []string{kindReel}
	videoTypes = []string{kindVideo, kindReel}
)

func capabilities() []sdk.Capability {
	all := append(postCapabilities(), reactionCapabilities()...)
	all = append(all, accountCapabilities()...)
	return append(all, audienceCapabilities()...)
}

func postCapabilities() []sdk.Capability {
	of := func(metric, permission, note string, native ...string) sdk.Capability {
		return sdk.Capability{
			Of: sdk.KindPost, Metric: metric, Native: native, Permission: permission, Source: sdk.SourceAll, Note: note,
		}
	}
	watched := func(metric, native string) sdk.Capability {
		c := of(metric, permissionInsights, "in seconds, once a day", native)
		c.Media = videoTypes
		return c
	}
	follows := of(metricFollows, permissionInsights, "once a day", "post_video_followers")
	follows.Media = reelTypes
	return []sdk.Capability{
		of(schema.MetricViews, permissionInsights, "of reels the plays with replays; in place of post_impressions*, which were removed on 15 November 2025",
			"post_media_view", "fb_reels_total_plays"),
		of(schema.MetricReach, permissionInsights, "viewers, an estimate; in place of post_impressions_unique*, which were removed on 15 June 2026, and have no split by origin any more",
			"post_total_media_view_unique"),
		of(schema.MetricLikes, permissionPeople, "reactions of every kind", "reactions", reactionsByType),
		of(schema.MetricComments, permissionPeople, "with answers", "comments"),
		of(schema.MetricShares, permissionRead, "", "shares"),
		of(schema.MetricClicks, permissionInsights, "anywhere in the post", "post_clicks"),
		watched(metricWatchTime, "post_video_view_time"),
		watched(metricAverageWatch, "post_video_avg_time_watched"),
		follows,
		{Of: sdk.KindPost, Metric: schema.MetricQuotes, Reason: schema.NotOffered, Note: "shares with a text are among the shares"},
		{Of: sdk.KindPost, Metric: schema.MetricSaves, Reason: schema.NotOffered, Note: "Facebook tells nobody who saved a post"},
		{Of: sdk.KindPost, Metric: schema.MetricInteractions, Reason: schema.NotOffered, Status: sdk.StatusRemoved, Note: "post_engaged_users was removed on 16 September 2024"},
	}
}

func reactionCapabilities() (out []sdk.Capability) {
	for _, r := range reactions {
		out = append(out, sdk.Capability{
			Of: sdk.KindPost, Metric: r.metric, Native: []string{"reactions.type(" + r.kind + ")", reactionsByType},
			Permission: permissionPeople, Source: sdk.SourceAll,
		})
	}
	return out
}

func accountCapabilities() []sdk.Capability {
	daily := func(metric, native, note string) sdk.Capability {
		return sdk.Capability{
			Of: sdk.KindAccount, Metric: metric, Native: []string{native}, Permission: permissionInsights, Source: sdk.SourceAll,
			Note: "of the latest day in Pacific Time that ended 24 hours ago" + note,
		}
	}
	return []sdk.Capability{
		{Of: sdk.KindAccount, Metric: schema.MetricFollowers, Native: []string{"followers_count"}, Permission: permissionRead},
		{Of: sdk.KindAccount, Metric: schema.MetricFollowing, Reason: schema.NotOffered, Note: "Facebook does not count whom a Page follows"},
		{Of: sdk.KindAccount, Metric: schema.MetricPosts, Reason: schema.NotOffered, Note: "Facebook does not count a Page's posts"},
		daily(schema.MetricViews, "page_media_view", "; in place of page_impressions*, which were removed on 15 November 2025"),
		daily(schema.MetricReach, "page_total_media_view_unique", ", an estimate; in place of page_impressions_unique*, which were removed on 15 June 2026"),
		daily("follows_gained", "page_daily_follows_unique", "; in place of page_fan_adds*, which were removed on 15 November 2025"),
		daily("follows_lost", "page_daily_unfollows_unique", "; in place of page_fan_removes*, which were removed on 15 November 2025"),
		daily("interactions", "page_post_engagements", "; clicks among them"),
		daily("profile_visits", "page_views_total", ""),
	}
}

// audienceCapabilities tell also what is gone: no version of the API gives it.
func audienceCapabilities() []sdk.Capability {
	gone := func(dimension, note string, native ...string) sdk.Capability {
		return sdk.Capability{
			Of: sdk.KindAudience, Metric: dimension, Native: native, Reason: schema.NotOffered, Status: sdk.StatusRemoved, Note: note,
		}
	}
	const since2024 = "removed in 2024, without anything in its place"
	return []sdk.Capability{
		{Of: sdk.KindAudience, Metric: "city", Native: []string{"page_follows_city"}, Permission: permissionInsights, Note: "the 45 largest, of 100 people or more; in place of page_fans_city"},
		{Of: sdk.KindAudience, Metric: "country", Native: []string{"page_follows_country"}, Permission: permissionInsights, Note: "the 45 largest, of 100 people or more; in place of page_fans_country"},
		gone("age", since2024, "page_fans_gender_age"),
		gone("gender", since2024, "page_fans_gender_age"),
		gone("hour", since2024, "page_fans_online", "page_fans_online_per_day"),
	}
}

// breaks are from developers.facebook.com/docs/pages-api/changelog and
// …/documentation/pages-api/platforminsights/page/deprecated-metrics. Of the
// second the sources name three days; all versions refuse since 15 June 2026.
func breaks() []sdk.Break {
	first := time.Date(2025, 11, 15, 0, 0, 0, 0, time.UTC)
	second := time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)
	return []sdk.Break{
		{
			ID: "facebook_views_2025", At: first, Of: sdk.KindPost, Metrics: []string{schema.MetricViews},
			Message: "post_media_view took the place of post_impressions, for all versions of the API",
		},
		{
			ID: "facebook_account_views_2025", At: first, Of: sdk.KindAccount, Metrics: []string{schema.MetricViews, "follows_gained", "follows_lost"},
			Message: "page_media_view took the place of page_impressions, and follows that of likes of the Page, for all versions of the API",
		},
		{
			ID: "facebook_reach_2026", At: second, Of: sdk.KindPost, Metrics: []string{schema.MetricReach},
			Message: "viewers (post_total_media_view_unique) took the place of reach (post_impressions_unique), for all versions of the API",
		},
		{
			ID: "facebook_account_reach_2026", At: second, Of: sdk.KindAccount, Metrics: []string{schema.MetricReach},
			Message: "viewers (page_total_media_view_unique) took the place of reach (page_impressions_unique), for all versions of the API",
		},
	}
}
