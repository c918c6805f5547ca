package store

import (
	"fmt"
	"math"
	"time"

	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// platform is what there is of a platform: which types of post, which counters,
// and what the counters are for each like.
type platform struct {
	id       string
	types    []string
	counters map[string]float64
	derived  bool     // its terms let rates be computed
	compare  bool     // and accounts of other owners stand beside each other
	missing  []string // metrics that its posts do not have
	segments bool     // it tells of the audience
	limit    float64  // requests in a window; 0: it tells of no limit
}

var platforms = []platform{
	{
		id: "mastodon", types: []string{"text", "image", "video"}, derived: true, compare: true, limit: 300,
		counters: map[string]float64{schema.MetricLikes: 1, schema.MetricComments: .2, schema.MetricShares: .3},
		missing:  []string{schema.MetricReach, schema.MetricViews},
	},
	{
		id: "instagram", types: []string{"image", "video", "carousel"}, derived: true, compare: true, segments: true,
		counters: map[string]float64{
			schema.MetricViews: 20, schema.MetricReach: 14, schema.MetricLikes: 1, schema.MetricComments: .12,
			schema.MetricShares: .1, schema.MetricSaves: .08, schema.MetricInteractions: 1.3,
		},
	},
	{
		id: "facebook", types: []string{"text", "image", "video", "link"}, derived: true, compare: true, segments: true,
		counters: map[string]float64{
			schema.MetricViews: 18, schema.MetricLikes: 1, schema.MetricComments: .25, schema.MetricShares: .15, schema.MetricClicks: .4,
		},
		missing: []string{schema.MetricReach},
	},
	{
		id: "youtube", types: []string{"video", "short"}, segments: true, limit: 10_000,
		counters: map[string]float64{schema.MetricViews: 30, schema.MetricLikes: 1, schema.MetricComments: .15},
		missing:  []string{schema.MetricReach, schema.MetricShares},
	},
	{
		id: "bluesky", types: []string{"text", "image", "link"}, derived: true, compare: true, limit: 3000,
		counters: map[string]float64{schema.MetricLikes: 1, schema.MetricComments: .2, schema.MetricShares: .25, schema.MetricQuotes: .05},
		missing:  []string{schema.MetricReach, schema.MetricViews},
	},
	{
		id: "x", types: []string{"text", "image", "video", "link"}, derived: true, compare: true, limit: 900,
		counters: map[string]float64{
			schema.MetricViews: 40, schema.MetricLikes: 1, schema.MetricComments: .2, schema.MetricShares: .3,
			schema.MetricQuotes: .05, schema.MetricSaves: .06,
		},
		missing: []string{schema.MetricReach},
	},
	{
		id: "tiktok", types: []string{"video"}, derived: true,
		counters: map[string]float64{schema.MetricViews: 60, schema.MetricLikes: 1, schema.MetricComments: .1, schema.MetricShares: .12},
		missing:  []string{schema.MetricReach},
	},
	{
		id: "telegram", types: []string{"text", "image", "video"}, derived: true, compare: true,
		counters: map[string]float64{schema.MetricViews: 25, schema.MetricLikes: 1, schema.MetricComments: .15, schema.MetricShares: .1},
		missing:  []string{schema.MetricReach, schema.MetricSaves},
	},
	{
		id: "threads", types: []string{"text", "image", "video"}, derived: true, compare: true,
		counters: map[string]float64{
			schema.MetricViews: 22, schema.MetricLikes: 1, schema.MetricComments: .2, schema.MetricShares: .15, schema.MetricQuotes: .04,
		},
		missing: []string{schema.MetricReach},
	},
	{id: "rss", derived: true, compare: true},
}

// offices are handles; beyond them a number is added.
var offices = []string{"pemkot", "dinkes", "disdukcapil", "dishub", "bpbd", "diskominfo"}

// account is one of the store.
type account struct {
	*platform
	name      string
	share     float64 // of all mentions
	posting   float64 // of all posts
	followers float64 // at the end
	gain      float64 // a year
	liking    float64 // likes of a usual post
}

// accounts spread over the platforms; their sizes fall like 1 ÷ rank.
func (o Options) accounts() []account {
	out := make([]account, o.Accounts)
	mentions, posts := 0.0, 0.0
	for i := range out {
		rank := i/len(platforms) + 1
		name := offices[(rank-1)%len(offices)]
		if rank > len(offices) {
			name = fmt.Sprintf("%s-%d", name, (rank-1)/len(offices)+1)
		}
		size := 1 / (float64(rank) + 1)
		a := account{
			platform: &platforms[i%len(platforms)], name: name, share: size * (1 + .5*float64(i%3)),
			followers: 90_000 * size, gain: .1 + .05*float64(i%5), liking: 400 * size,
		}
		if len(a.types) > 0 {
			a.posting = math.Sqrt(size)
		}
		mentions, posts = mentions+a.share, posts+a.posting
		out[i] = a
	}
	for i := range out {
		out[i].share /= mentions
		if posts > 0 {
			out[i].posting /= posts
		}
	}
	return out
}

// policy is that of the platform's terms.
func (a account) policy() policy.Policy {
	sources := map[string]string{}
	for m := range a.counters {
		sources[m] = schema.SourceAll
	}
	return policy.Policy{
		Platform: a.id, Derived: a.derived, Compare: a.compare, TermsURL: "https://" + a.id + ".example/terms", Sources: sources,
	}
}

// crowd is how many follow the account at a time: steady growth with a weekly wave.
func (a account) crowd(at, end time.Time) float64 {
	years := end.Sub(at).Hours() / (365 * 24)
	week := math.Sin(2 * math.Pi * years * 52)
	return math.Round(a.followers * math.Pow(1+a.gain, -years) * (1 + .001*week))
}

// counted is the account when read.
func (a account) counted(at, end time.Time, published int) sdk.Account {
	return sdk.Account{Metrics: sdk.Metrics{
		schema.MetricFollowers: sdk.Number(a.crowd(at, end)), schema.MetricFollowing: sdk.Number(120),
		schema.MetricPosts: sdk.Number(published), schema.MetricReach: sdk.NotAvailable(schema.NotOffered),
	}}
}
