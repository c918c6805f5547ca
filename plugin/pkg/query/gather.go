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
	at           time.Time // where the window starts
	row          int       // of the last of them
	interactions float64
	known        bool // some post has interactions
	grounds
}

// gathered is every bundle, by group and start of window.
type gathered struct {
	r         *Request
	rates     *rating
	bundles   map[group]map[time.Time]*bundle
	all       grounds // every post once, for the notices
	estimated int
}

// grounds are why posts lack a rate, and what the others' rates are made of.
type grounds struct {
	why     map[string]int  // reasons of posts without a rate
	sources map[string]bool // of posts with a rate: organic, paid, all
}

func newGrounds() grounds { return grounds{why: map[string]int{}, sources: map[string]bool{}} }

func (c *grounds) count(why, source string) {
	switch {
	case why != "":
		c.why[why]++
	case source != "":
		c.sources[source] = true
	}
}

// gather sorts posts into groups and windows; step 0 makes one window, and by "" no
// groups: what all posts together say, for explain.
func gather(rates *rating, by string, step time.Duration) *gathered {
	var keys []group
	g := &gathered{r: rates.r, rates: rates, bundles: map[group]map[time.Time]*bundle{}, all: newGrounds()}
	// Posts are in order: the next one is often in the window of the one before, and of
	// an account or platform in the bundle of the one before.
	var at, next time.Time
	whole, before := by == schema.TagAccount || by == schema.TagPlatform, map[*poster]*bundle{}
	for _, row := range rates.posts.rows {
		post, estimated := rates.of(row)
		why, source := "", ""
		if rate := analytics.Rate(post.Interactions, post.Base); rate.Known() {
			source = rates.posts.source(row, rates.base)
			if estimated {
				g.estimated++
			}
		} else {
			why = rates.why(row, rate.Reason)
		}
		g.all.count(why, source)
		if t := rates.posts.Time(row); step > 0 && (t.Before(at) || !t.Before(next)) {
			at = windowStart(t.In(rates.r.Zone), step, rates.r.Zone)
			next = nextWindow(at, step)
		}
		if b := before[rates.posts.who[row]]; whole && b != nil && b.at.Equal(at) {
			b.add(row, post, why, source)
			continue
		}
		window := at
		keys = groupsOf(keys[:0], rates.posts, row, by)
		if step > 0 && by == byPost {
			window, keys = rates.posts.Time(row), groupsOf(keys[:0], rates.posts, row, schema.TagAccount)
		}
		for _, key := range keys {
			b := g.bundle(key, window)
			b.add(row, post, why, source)
			before[rates.posts.who[row]] = b
		}
	}
	return g
}

// groupsOf appends the groups of a post: one, except that it counts in each of
// its topics.
func groupsOf(to []group, p *posts, row int, by string) []group {
	owner := p.owner(row)
	switch by {
	case "":
		return to
	case schema.TagPlatform:
		return append(to, group{platform: owner.platform})
	case schema.TagAccount:
		return append(to, owner)
	case schema.TagType:
		return append(to, group{other: p.Texts(schema.TagType)[row]})
	case byPost:
		owner.other = p.Texts(schema.FieldID)[row]
		return append(to, owner)
	case schema.TagTopic:
		for _, topic := range p.topicsOf(row) {
			to = append(to, group{other: topic})
		}
		if len(to) > 0 {
			return to
		}
	}
	return append(to, group{})
}

func (g *gathered) bundle(key group, at time.Time) *bundle {
	if g.bundles[key] == nil {
		g.bundles[key] = map[time.Time]*bundle{}
	}
	b := g.bundles[key][at]
	if b == nil {
		b = &bundle{at: at, grounds: newGrounds()}
		g.bundles[key][at] = b
	}
	return b
}

func (b *bundle) add(row int, p analytics.Post, why, source string) {
	b.posts, b.row = append(b.posts, p), row
	if p.Interactions.Known() {
		b.interactions, b.known = b.interactions+p.Interactions.Value, true
	}
	b.count(why, source)
}

// ratioOfSums is the aggregate that sums before it divides.
const ratioOfSums = "ratio_of_sums"

// rate is that of the posts together, and how many of them have one. Organic and
// paid numbers are never summed into one ratio; a mean is of rates that are each
// of one kind, and explain says so where the kinds differ.
func (b *bundle) rate(aggregate string) (analytics.Number, int) {
	if aggregate != ratioOfSums {
		return analytics.MeanOfRates(b.posts)
	}
	ratio, n := analytics.RatioOfSums(b.posts)
	if len(b.sources) > 1 {
		ratio = analytics.Number{Reason: analytics.MixedSources}
	}
	return ratio, n
}

// interval is the bounds of the rate, null where there is none.
func (b *bundle) interval(aggregate string) (low, high *float64) {
	rate, _ := b.rate(aggregate)
	in, ok := analytics.RateInterval(b.posts, aggregate == ratioOfSums)
	if !ok || !rate.Known() {
		return nil, nil
	}
	return whole(in.Low), whole(in.High)
}

func (b *bundle) sum() *float64 {
	if !b.known {
		return nil
	}
	return &b.interactions
}

// reasons lists why posts have no rate, the commonest first.
func (c *grounds) reasons() []string {
	var out []string
	for why := range c.why {
		out = append(out, why)
	}
	slices.SortFunc(out, func(x, y string) int {
		if c.why[x] != c.why[y] {
			return c.why[y] - c.why[x]
		}
		return strings.Compare(x, y)
	})
	return out
}

// countedReasons is a table's cell: "12 × Reach: this platform does not offer it".
func (c *grounds) countedReasons() string {
	reasons := c.reasons()
	for i, why := range reasons {
		reasons[i] = fmt.Sprintf("%d × %s", c.why[why], why)
	}
	return strings.Join(reasons, "; ")
}

// explain says what the numbers leave out.
func (g *gathered) explain(a *Answer) {
	a.N = len(g.rates.posts.rows)
	for _, why := range g.all.reasons() {
		a.Warn(g.r.Text("query.notice.without_rate", "count", g.all.why[why], "all", a.N, "reason", why))
	}
	if len(g.all.sources) > 1 {
		a.Warn(g.r.Text("query.notice.mixed_sources"))
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
