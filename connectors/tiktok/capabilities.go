package tiktok

import (
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// Extra metrics, of schema.ExtraPostMetrics and schema.ExtraAccountMetrics.
const (
	metricWatchTime    = "watch_time_s"
	metricAverageWatch = "average_watch_s"
	metricFollows      = "follows"
	metricVisits       = "profile_visits"
	metricGained       = "follows_gained"
	metricLost         = "follows_lost"
	metricEngaged      = "accounts_engaged"
)

const onlyBusiness = "with api business; not offered by the Display API"

// postCapabilities names what the APIs call a metric, the Display API first.
// Counts hold views in ads (Spark Ads) too.
func postCapabilities() []sdk.Capability {
	both := func(metric, display, business string) sdk.Capability {
		return sdk.Capability{
			Of: sdk.KindPost, Metric: metric, Native: []string{display, business}, Permission: "video.list", Source: sdk.SourceAll,
		}
	}
	business := func(metric, native, permission, note string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindPost, Metric: metric, Native: []string{native}, Permission: permission, Source: sdk.SourceAll, Note: note + onlyBusiness}
	}
	lacking := func(metric, note string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindPost, Metric: metric, Reason: schema.NotOffered, Note: note}
	}
	return []sdk.Capability{
		both(schema.MetricViews, "view_count", "video_views"),
		both(schema.MetricLikes, "like_count", "likes"),
		both(schema.MetricComments, "comment_count", "comments"),
		both(schema.MetricShares, "share_count", "shares"),
		business(schema.MetricReach, "reach", "video.list", ""),
		business(schema.MetricSaves, "favorites", "video.list", ""),
		business(schema.MetricClicks, "website_clicks", "video.insights", "on the website's link, of registered businesses; "),
		business(metricWatchTime, "total_time_watched", "video.insights", ""),
		business(metricAverageWatch, "average_time_watched", "video.insights", ""),
		business(metricFollows, "new_followers", "video.insights", ""),
		business(metricVisits, "profile_views", "video.insights", "of registered businesses; "),
		lacking(schema.MetricQuotes, "TikTok counts no duets and stitches"),
		lacking(schema.MetricInteractions, "TikTok gives no total"),
	}
}

func accountCapabilities() []sdk.Capability {
	both := func(metric, display, business string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindAccount, Metric: metric, Native: []string{display, business}, Permission: "user.info.stats"}
	}
	day := func(metric, native, note string) sdk.Capability {
		return sdk.Capability{
			Of: sdk.KindAccount, Metric: metric, Native: []string{native}, Permission: "user.insights",
			Note: "of the last day that TikTok has counted, one or two days back; " + note + onlyBusiness,
		}
	}
	lacking := func(metric, note string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindAccount, Metric: metric, Reason: schema.NotOffered, Note: note}
	}
	return []sdk.Capability{
		both(schema.MetricFollowers, "follower_count", "followers_count"),
		both(schema.MetricFollowing, "following_count", "following_count"),
		both(schema.MetricPosts, "video_count", "videos_count"),
		day(metricGained, "daily_new_followers", "TikTok has been seen to count it once a week only, with zeros between; "),
		day(metricLost, "daily_lost_followers", "as follows_gained; "),
		day(metricVisits, "profile_views", "of registered businesses; "),
		day(metricEngaged, "engaged_audience", ""),
		lacking(schema.MetricViews, "TikTok gives views by the day, no total"),
		lacking(schema.MetricReach, "TikTok gives reach by the day, no total"),
	}
}

// terms: TikTok's developer terms name no time of keeping for what an account's
// owner lets the app read (M); whether accounts of different owners may be
// compared was not found, so they are not.
func terms() sdk.Terms {
	return sdk.Terms{
		URL: "https://www.tiktok.com/legal/page/global/tik-tok-developer-terms-of-service/en", DerivedMetrics: true,
		Note: "When the account's owner takes back the consent, or TikTok ends the app's access, everything that was read must be deleted. " +
			"What is deleted on TikTok must be deleted here. Comments are other people's personal data.",
	}
}
