package telegram

import (
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// Extra metrics of posts, from schema.ExtraPostMetrics.
const (
	reactionLike  = "reaction_like"
	reactionLove  = "reaction_love"
	reactionHaha  = "reaction_haha"
	reactionSad   = "reaction_sad"
	reactionAngry = "reaction_angry"
)

func postCapabilities() []sdk.Capability {
	const admin = "administrator of the channel"
	lacking := func(metric, note string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindPost, Metric: metric, Reason: schema.NotOffered, Note: note}
	}
	reaction := func(metric, emoji string) sdk.Capability {
		return sdk.Capability{
			Of: sdk.KindPost, Metric: metric, Native: []string{"message_reaction_count " + emoji}, Permission: admin,
			Note: emoji + " only; other emoji count in likes",
		}
	}
	return []sdk.Capability{
		{
			Of: sdk.KindPost, Metric: schema.MetricLikes, Native: []string{"message_reaction_count"}, Permission: admin,
			Note: "reactions of every kind, 👎 and paid stars too; up to some minutes late",
		},
		{
			Of: sdk.KindPost, Metric: schema.MetricComments, Native: []string{"message (in the discussion group)"},
			Permission: "administrator of the discussion group, or privacy mode off",
			Note:       "counted as they arrive; deleted ones stay counted",
		},
		reaction(reactionLike, "👍"),
		reaction(reactionLove, "❤"),
		reaction(reactionHaha, "🤣"),
		reaction(reactionSad, "😢"),
		reaction(reactionAngry, "😡"),
		lacking(schema.MetricViews, "only Telegram's own apps show views; bots are not told"),
		lacking(schema.MetricReach, "Telegram does not count readers"),
		lacking(schema.MetricShares, "only Telegram's own apps show forwards; bots are not told"),
		lacking(schema.MetricQuotes, "bots are not told of quotes in other chats"),
		lacking(schema.MetricSaves, "what people save is private"),
		lacking(schema.MetricClicks, "Telegram does not count clicks"),
		lacking(schema.MetricInteractions, "Telegram gives no total"),
	}
}

func accountCapabilities() []sdk.Capability {
	lacking := func(metric, note string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindAccount, Metric: metric, Reason: schema.NotOffered, Note: note}
	}
	return []sdk.Capability{
		{
			Of: sdk.KindAccount, Metric: schema.MetricFollowers, Native: []string{"getChatMemberCount"},
			Note: "members of the channel, administrators and bots included",
		},
		lacking(schema.MetricFollowing, "a channel follows nobody"),
		lacking(schema.MetricPosts, "bots are not told how many posts there are"),
		lacking(schema.MetricViews, "channel statistics are not open to bots"),
		lacking(schema.MetricReach, "channel statistics are not open to bots"),
	}
}
