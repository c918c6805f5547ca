package threads

import (
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

func capabilities() []sdk.Capability {
	insight := func(of sdk.RecordKind, metric, note string, native ...string) sdk.Capability {
		return sdk.Capability{
			Of: of, Metric: metric, Native: native, Permission: permissionInsights, Versions: version, Note: note,
		}
	}
	post := func(metric, native, note string) sdk.Capability { return insight(sdk.KindPost, metric, note, native) }
	no := func(of sdk.RecordKind, metric, note string) sdk.Capability {
		return sdk.Capability{Of: of, Metric: metric, Reason: schema.NotOffered, Note: note}
	}
	const ofDay = "of the latest day in Pacific Time that ended 24 hours ago"
	const few = "from 100 followers"
	return []sdk.Capability{
		post(schema.MetricViews, "views", "Meta calls it a metric in development"),
		post(schema.MetricLikes, "likes", ""),
		post(schema.MetricComments, "replies", "with replies to replies"),
		post(schema.MetricShares, "reposts", ""),
		post(schema.MetricQuotes, "quotes", ""),
		no(sdk.KindPost, schema.MetricReach, "Threads counts views only"),
		no(sdk.KindPost, schema.MetricSaves, "Threads tells nobody who saved a post"),
		no(sdk.KindPost, schema.MetricClicks, "counted for the whole account and by link only"),
		no(sdk.KindPost, schema.MetricInteractions, ""),

		insight(sdk.KindAccount, schema.MetricFollowers, "", "followers_count"),
		insight(sdk.KindAccount, "profile_visits", "views of the profile "+ofDay, "views"),
		insight(sdk.KindAccount, "interactions", "the sum of all four, "+ofDay, engagements...),
		no(sdk.KindAccount, schema.MetricFollowing, "Threads does not count whom an account follows"),
		no(sdk.KindAccount, schema.MetricPosts, "Threads does not count an account's posts"),
		no(sdk.KindAccount, schema.MetricViews, "views of an account are those of its profile"),
		no(sdk.KindAccount, schema.MetricReach, "Threads counts views only"),

		insight(sdk.KindAudience, "country", few, "follower_demographics"),
		insight(sdk.KindAudience, "city", few, "follower_demographics"),
		insight(sdk.KindAudience, "age", few, "follower_demographics"),
		insight(sdk.KindAudience, "gender", few, "follower_demographics"),
	}
}
