package instagram

import (
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

var (
	storyTypes = []string{"story"}
	reelTypes  = []string{"reel"}
	notStories = []string{"image", "video", "carousel", "reel"}
	notReels   = []string{"image", "video", "carousel", "story"}
)

const late = "up to 48 hours late"

func postCapabilities() []sdk.Capability {
	field := func(metric, native, note string, media []string) sdk.Capability {
		return sdk.Capability{
			Of: sdk.KindPost, Metric: metric, Native: []string{native}, Permission: basicFB, Source: sdk.SourceOrganic, Note: note, Media: media,
		}
	}
	insight := func(metric, native, note string, media []string) sdk.Capability {
		c := field(metric, native, note, media)
		c.Permission = insightsFB
		return c
	}
	comments := field(schema.MetricComments, "comments_count", "with answers; of stories the replies metric, which is 0 for stories from Europe and Japan", nil)
	comments.Native = append(comments.Native, "replies")
	return []sdk.Capability{
		insight(schema.MetricViews, "views", late+"; in place of impressions, plays, video_views, clips_replays_count and ig_reels_aggregated_all_plays_count, which were removed", nil),
		insight(schema.MetricReach, "reach", "an estimate, "+late, nil),
		field(schema.MetricLikes, "like_count", "", notStories),
		comments,
		insight(schema.MetricShares, "shares", late, nil),
		insight(schema.MetricSaves, "saved", late, notStories),
		insight(schema.MetricInteractions, "total_interactions", "likes, saves, comments and shares without those taken back; in place of engagement, which was removed", nil),
		insight(schema.MetricClicks, "link_clicks", late, storyTypes),
		insight(metricFollows, "follows", late, notReels),
		insight(metricProfileVisits, "profile_visits", late, notReels),
		insight(metricAverageWatch, "ig_reels_avg_watch_time", "in seconds, "+late, reelTypes),
		insight(metricWatchTime, "ig_reels_video_view_total_time", "in seconds, "+late, reelTypes),
		{Of: sdk.KindPost, Metric: schema.MetricQuotes, Reason: schema.NotOffered, Note: "Instagram has none"},
	}
}

func accountCapabilities() []sdk.Capability {
	field := func(metric, native string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindAccount, Metric: metric, Native: []string{native}, Permission: basicFB}
	}
	daily := func(metric, native, note string) sdk.Capability {
		return sdk.Capability{
			Of: sdk.KindAccount, Metric: metric, Native: []string{native}, Permission: insightsFB, Source: sdk.SourceAll, Note: "of the latest day that ended 48 hours ago" + note,
		}
	}
	visits := daily(metricProfileVisits, "profile_views", "; Instagram calls it deprecated and answers it")
	visits.Status = sdk.StatusDeprecated
	return []sdk.Capability{
		field(schema.MetricFollowers, "followers_count"),
		field(schema.MetricFollowing, "follows_count"),
		field(schema.MetricPosts, "media_count"),
		daily(schema.MetricViews, "views", "; in place of impressions, which was removed"),
		daily(schema.MetricReach, "reach", ", an estimate"),
		daily("accounts_engaged", "accounts_engaged", ", an estimate"),
		daily("interactions", "total_interactions", ""),
		daily("follows_gained", "follows_and_unfollows FOLLOWER", "; from 100 followers"),
		daily("follows_lost", "follows_and_unfollows NON_FOLLOWER", "; from 100 followers"),
		visits,
	}
}

// breaks are from developers.facebook.com/docs/instagram-platform/changelog.
func breaks() []sdk.Break {
	at := time.Date(2025, 4, 21, 0, 0, 0, 0, time.UTC)
	views := []string{schema.MetricViews}
	return []sdk.Break{
		{
			ID: "instagram_views_2025", At: at, Of: sdk.KindPost, Metrics: views,
			Message: "views took the place of impressions and plays for all media and all versions of the API",
		},
		{
			ID: "instagram_account_views_2025", At: at, Of: sdk.KindAccount, Metrics: views,
			Message: "views took the place of impressions for all versions of the API",
		},
	}
}
