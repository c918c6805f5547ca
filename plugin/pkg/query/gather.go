package query

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
)

// bundle is the posts of one group in one window.
type bundle struct {
	posts        []analytics.Post
	interactions float64
	known        bool           // some post has interactions
	why          map[string]int // reasons of posts without a rate
}

// gathered is every bundle, by group and start of window.
type gathered struct {
	r         *Request
	bundles   map[group]map[time.Time]*bundle
	all       bundle // every post once, for the notices
	estimated int
}

// gather sorts posts into groups and windows; step 0 makes one window.
func gather(rates *rating, by string, step time.Duration) *gathered {
	g := &gathered{r: rates.r, bundles: map[group]map[time.Time]*bundle{}, all: bundle{why: map[string]int{}}}
	for _, row := range rates.posts.rows {
		post, estimated := rates.of(row)
		why := ""
		if rate := analytics.Rate(post.Interactions, post.Base); !rate.Known() {
			why = rates.why(row, rate.Reason)
		} else if estimated {
			g.estimated++
		}
		g.all.add(post, why)
		var at time.Time
		if step > 0 {
			at = windowStart(rates.posts.published(row), step, rates.r.Zone)
		}
		for _, key := range groupsOf(rates.posts, row, by) {
			g.bundle(key, at).add(post, why)
		}
	}
	return g
}

// groupsOf gives the groups of a post: one, except that it counts in each of
// its topics.
func groupsOf(p *posts, row int, by string) []group {
	owner := p.owner(row)
	switch by {
	case schema.TagPlatform:
		return []group{{platform: owner.platform}}
	case schema.TagAccount:
		return []group{owner}
	case schema.TagType:
		return []group{{other: p.Texts(schema.TagType)[row]}}
	case schema.TagTopic:
		var out []group
		for _, topic := range p.topicsOf(row) {
			out = append(out, group{other: topic})
		}
		if len(out) == 0 {
			out = []group{{}}
		}
		return out
	}
	return []group{{}}
}

func (g *gathered) bundle(key group, at time.Time) *bundle {
	if g.bundles[key] == nil {
		g.bundles[key] = map[time.Time]*bundle{}
	}
	b := g.bundles[key][at]
	if b == nil {
		b = &bundle{why: map[string]int{}}
		g.bundles[key][at] = b
	}
	return b
}

func (b *bundle) add(p analytics.Post, why string) {
	b.posts = append(b.posts, p)
	if p.Interactions.Known() {
		b.interactions, b.known = b.interactions+p.Interactions.Value, true
	}
	if why != "" {
		b.why[why]++
	}
}

func (b *bundle) rate(aggregate string) (analytics.Number, int) {
	if aggregate == "ratio_of_sums" {
		return analytics.RatioOfSums(b.posts)
	}
	return analytics.MeanOfRates(b.posts)
}

func (b *bundle) sum() *float64 {
	if !b.known {
		return nil
	}
	return &b.interactions
}

// reasons lists why posts have no rate, the commonest first.
func (b *bundle) reasons() []string {
	var out []string
	for why := range b.why {
		out = append(out, why)
	}
	slices.SortFunc(out, func(x, y string) int {
		if b.why[x] != b.why[y] {
			return b.why[y] - b.why[x]
		}
		return strings.Compare(x, y)
	})
	return out
}

// countedReasons is a table's cell: "12 × Reach: this platform does not offer it".
func (b *bundle) countedReasons() string {
	reasons := b.reasons()
	for i, why := range reasons {
		reasons[i] = fmt.Sprintf("%d × %s", b.why[why], why)
	}
	return strings.Join(reasons, "; ")
}

// explain says what the numbers leave out.
func (g *gathered) explain(a *Answer) {
	a.N = len(g.all.posts)
	for _, why := range g.all.reasons() {
		a.Warn(g.r.Text("query.notice.without_rate", "count", g.all.why[why], "all", a.N, "reason", why))
	}
	if g.estimated > 0 {
		a.Warn(g.r.Text("query.notice.estimated", "count", g.estimated, "all", a.N))
	}
}

func (g *gathered) keys() []group {
	var keys []group
	for key := range g.bundles {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, group.compare)
	return keys
}
