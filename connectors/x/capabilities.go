package x

import (
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// postCapabilities follows https://docs.x.com/x-api/fundamentals/metrics: public
// metrics count organic and promoted views together.
func postCapabilities() []sdk.Capability {
	public := func(metric, note string, native ...string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindPost, Metric: metric, Native: native, Source: sdk.SourceAll, Note: note}
	}
	private := func(metric, native, note string) sdk.Capability {
		return sdk.Capability{
			Of: sdk.KindPost, Metric: metric, Native: []string{"non_public_metrics." + native},
			Permission: "user token of the account with tweet.read", Note: note + "; of posts of the last 30 days",
		}
	}
	return []sdk.Capability{
		public(schema.MetricViews, "impressions, not unique; not counted before 2023", "public_metrics.impression_count"),
		public(schema.MetricLikes, "", "public_metrics.like_count"),
		public(schema.MetricComments, "replies", "public_metrics.reply_count"),
		public(schema.MetricShares, "reposts without text", "public_metrics.retweet_count", "public_metrics.repost_count"),
		public(schema.MetricQuotes, "", "public_metrics.quote_count"),
		public(schema.MetricSaves, "bookmarks", "public_metrics.bookmark_count"),
		private(schema.MetricClicks, "url_link_clicks", "clicks on links"),
		private(schema.MetricInteractions, "engagements", "clicks of every kind included"),
		private("profile_visits", "user_profile_clicks", "clicks on the profile"),
		{Of: sdk.KindPost, Metric: schema.MetricReach, Reason: schema.NotOffered, Note: "X counts impressions, not people"},
	}
}

func accountCapabilities() []sdk.Capability {
	given := func(metric string, native ...string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindAccount, Metric: metric, Native: native}
	}
	return []sdk.Capability{
		given(schema.MetricFollowers, "public_metrics.followers_count"),
		given(schema.MetricFollowing, "public_metrics.following_count"),
		given(schema.MetricPosts, "public_metrics.tweet_count", "public_metrics.post_count"),
		{Of: sdk.KindAccount, Metric: schema.MetricViews, Reason: schema.NotOffered},
		{Of: sdk.KindAccount, Metric: schema.MetricReach, Reason: schema.NotOffered},
	}
}

// terms follows the X developer agreement and policy as of August 2026. They set
// no longest time of keeping.
func terms() sdk.Terms {
	return sdk.Terms{
		URL: "https://docs.x.com/developer-terms/agreement", DerivedMetrics: true, CompareOwners: true,
		Note: "Government Use (section XIV.C): showing X content to a government body needs an Enterprise plan or X's consent, and the body must be named to X. " +
			"What is deleted, made private or withheld on X must be deleted here as soon as possible, within 24 hours of a request. " +
			"No surveillance, no monitoring of protests, no guessing at people's politics, religion, health or ethnicity.",
	}
}

// breaks follows https://docs.x.com/changelog.
func breaks() []sdk.Break {
	day := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }
	return []sdk.Break{
		{
			ID: "x_search_operators_2026", At: day(time.January, 19), Of: sdk.KindMention,
			Message: "X search refuses min_likes, min_replies and min_reposts until 4 May 2026: queries with them found nothing meanwhile",
		},
		{
			ID: "x_search_2026", At: day(time.May, 4), Of: sdk.KindMention,
			Message: "X search has a new index and no longer finds reposts: fewer hits than before",
		},
		{
			ID: "x_counts_2026", At: day(time.May, 4), Of: sdk.KindVolume,
			Message: "X counts with a new index and no longer counts reposts: lower volumes than before",
		},
	}
}
