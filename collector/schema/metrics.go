package schema

// Metrics are the canonical names of what platforms count. A connector maps its
// native names to these; they are field names of Account, Post and PostHistory.
const (
	// Of posts, as lifetime totals at the time of reading.
	MetricViews        = "views"        // times shown or played (impressions)
	MetricReach        = "reach"        // unique accounts that saw it
	MetricLikes        = "likes"        // likes, favourites, reactions of every kind
	MetricComments     = "comments"     // comments and replies
	MetricShares       = "shares"       // shares, reposts, boosts
	MetricQuotes       = "quotes"       // shares with an own text
	MetricSaves        = "saves"        // saves, bookmarks
	MetricClicks       = "clicks"       // clicks on links or media
	MetricInteractions = "interactions" // the platform's own total, where it has one

	// Of accounts, at the time of reading.
	MetricFollowers = "followers"
	MetricFollowing = "following"
	MetricPosts     = "posts" // posts published so far
)

// PostMetrics lists the metrics a post can have, in display order.
var PostMetrics = []string{
	MetricViews, MetricReach, MetricLikes, MetricComments, MetricShares,
	MetricQuotes, MetricSaves, MetricClicks, MetricInteractions,
}

// AccountMetrics lists the metrics an account can have, in display order.
var AccountMetrics = []string{
	MetricFollowers, MetricFollowing, MetricPosts, MetricViews, MetricReach,
}

// ExtraPostMetrics are what only some platforms count. A connector that lacks
// one need not say so.
var ExtraPostMetrics = []string{
	"reaction_like", "reaction_love", "reaction_care", "reaction_haha", "reaction_wow", "reaction_sad", "reaction_angry",
	"watch_time_s", "average_watch_s", "follows", "profile_visits",
}

// ExtraAccountMetrics are what only some platforms count of accounts. Those of a
// day are of the last whole day before the reading.
var ExtraAccountMetrics = []string{
	"follows_gained", "follows_lost", "profile_visits", "accounts_engaged", "interactions",
}

// InteractionMetrics are summed into a post's interactions where the platform
// gives no total of its own. Clicks are left out: they are not a public act,
// and few platforms count them.
var InteractionMetrics = []string{
	MetricLikes, MetricComments, MetricShares, MetricQuotes, MetricSaves,
}

// Engagements counts the public responses to a post, for FieldEngagements: the
// platform's official total where it has one, else, where its terms allow to add
// up, the sum of the parts that are known. Not known only where there is neither.
//
//	E = likes + comments + shares + quotes + saves
//
// Source: the numerator as Popsters publishes it (popsters.us, "ER: how to
// calculate engagement rate"); official totals are Instagram's
// total_interactions and the like.
func Engagements(number func(metric string) (n float64, known bool), derived bool) (sum float64, known bool) {
	if total, ok := number(MetricInteractions); ok || !derived {
		return total, ok
	}
	for _, m := range InteractionMetrics {
		if n, ok := number(m); ok {
			sum, known = sum+n, true
		}
	}
	return sum, known
}
