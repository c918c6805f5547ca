package query

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
)

// maxReferences is how many of an account's newest older posts a post is
// compared with.
const maxReferences = 60

// leastTimes is how many times the expected counter a viral post has, where it is
// not said.
const leastTimes = 2

type viralParams struct {
	filter
	Metric     string `json:"metric"`
	By         string `json:"by"`      // of single values
	MaxAge     int    `json:"max_age"` // hours
	Percentile int    `json:"percentile"`
	Minimum    int    `json:"minimum"`
	Times      int    `json:"times"` // the expected counter, at least
	Limit      int    `json:"limit"`
	Format     Format `json:"format"`
}

func init() {
	register(Descriptor{
		ID: "viral_posts", Family: Trend, Formats: []Format{Table, Value},
		Params: []Param{
			list("platforms"), list("accounts"), list("topics"), list("types"),
			enum("metric", schema.MetricViews, schema.MetricReach, schema.MetricInteractions, schema.MetricLikes, schema.MetricComments, schema.MetricShares),
			number("max_age", 72, 1, 720), number("percentile", 95, 50, 100), number("minimum", 20, 0, 1_000_000),
			number("times", leastTimes, 1, 1000),
			enum("by", "none", schema.TagAccount), number("limit", 10, 1, 1000),
		},
	}, viralPosts)
}

// viralPosts answers which young posts run ahead of what their own account's
// posts had at the same age (analytics.Compare).
func viralPosts(ctx context.Context, r *Request, p viralParams) (*Answer, error) {
	everything := p.filter // the curve is that of all of an account's posts
	everything.Topics, everything.Types = nil, nil
	end := r.end()
	columns := []string{schema.FieldID}
	if len(p.Topics) > 0 {
		columns = append(columns, schema.FieldTopics)
	}
	all, err := r.posts(ctx, everything, end.AddDate(0, 0, -referenceDays), end, columns...)
	if err != nil {
		return nil, err
	}
	race, err := r.race(ctx, p, all)
	if err != nil {
		return nil, err
	}
	a := &Answer{
		Formula: r.Text("query.viral_posts.formula", "metric", r.Text("metric."+p.Metric), "count", maxReferences, "percentile", p.Percentile, "times", cmp.Or(p.Times, leastTimes)),
		Source:  "Crocker & Algina 1986 (percentile rank); Hyndman & Fan 1996 (median)", N: len(race.young),
	}
	all.terms.explain(r, a)
	if p.Format == Value {
		a.Frames = race.value(a)
		return a, nil
	}
	return a, race.table(ctx, a)
}

// end is the end of the time range, or now where that is earlier.
func (r *Request) end() time.Time {
	if r.To.After(r.Now) {
		return r.Now
	}
	return r.To
}

// race compares the young ones among posts of the last 90 days.
func (r *Request) race(ctx context.Context, p viralParams, all *posts) (*race, error) {
	c := &race{r: r, p: p, posts: all, end: r.end()}
	c.pick()
	if len(c.young) > 0 {
		if err := c.read(ctx); err != nil {
			return nil, err
		}
	}
	c.run()
	return c, nil
}

// race sets young posts against the older ones of their accounts.
type race struct {
	r      *Request
	p      viralParams
	posts  *posts
	end    time.Time
	young  []int             // rows
	older  map[*poster][]int // rows of their accounts, young ones too, the newest first
	curves map[int]analytics.Curve
	paces  map[int]analytics.Pace
}

// pick chooses the young posts and, by account, the posts to compare with.
func (c *race) pick() {
	since := c.end.Add(-time.Duration(c.p.MaxAge) * time.Hour)
	if c.r.From.After(since) {
		since = c.r.From
	}
	c.older = map[*poster][]int{}
	after := map[*poster]int{} // posts taken since the last young one
	first := c.end.AddDate(0, 0, -referenceDays)
	for _, row := range slices.Backward(c.posts.rows) { // the newest first: the database sorts them
		owner := c.posts.who[row]
		if !owner.derived || c.posts.Time(row).Before(first) {
			continue
		}
		switch young := !c.posts.Time(row).Before(since) && c.posts.wanted(row, c.p.filter); {
		case young:
			c.young, c.older[owner], after[owner] = append(c.young, row), append(c.older[owner], row), 0
		case c.older[owner] != nil && after[owner] < maxReferences:
			c.older[owner] = append(c.older[owner], row)
			after[owner]++
		}
	}
}

// run compares every young post with what its account's older ones had at its
// age.
func (c *race) run() {
	c.paces = map[int]analytics.Pace{}
	for _, row := range c.young {
		var others []analytics.Curve
		for _, other := range c.older[c.posts.who[row]] {
			if c.posts.Time(other).Before(c.posts.Time(row)) && len(others) < maxReferences {
				others = append(others, c.curves[other])
			}
		}
		c.paces[row] = analytics.Compare(c.curves[row], c.age(row), others, leastReference)
	}
	slices.SortStableFunc(c.young, func(x, y int) int {
		if c.viral(x) != c.viral(y) {
			if c.viral(x) {
				return -1
			}
			return 1
		}
		if order := descending(c.paces[x].Percentile, c.paces[y].Percentile); order != 0 {
			return order
		}
		return descending(c.times(x), c.times(y))
	})
}

func (c *race) age(row int) time.Duration { return c.end.Sub(c.posts.Time(row).Truncate(time.Second)) }

// times is how many times the expected counter a post has.
func (c *race) times(row int) analytics.Number {
	pace := c.paces[row]
	switch {
	case !pace.Actual.Known():
		return pace.Actual
	case !pace.Expected.Known():
		return pace.Expected
	case pace.Expected.Value == 0:
		return analytics.Number{Reason: analytics.ZeroBase}
	}
	return analytics.Number{Value: pace.Actual.Value / pace.Expected.Value}
}

// viral tells whether a post runs far enough ahead. An expected 0 is beaten by
// anything that reaches the minimum.
func (c *race) viral(row int) bool {
	pace := c.paces[row]
	return pace.Percentile.Known() && pace.Percentile.Value >= float64(c.p.Percentile) &&
		pace.Actual.Value >= float64(c.p.Minimum) && pace.Actual.Value >= float64(cmp.Or(c.p.Times, leastTimes))*pace.Expected.Value
}

// value is how many posts are viral, of everything or of every account. Where
// there are young posts but not one could be compared, it is not known.
func (c *race) value(a *Answer) data.Frames {
	young, judged := map[group]int{}, map[group]int{}
	viral := map[group]float64{{}: 0}
	if c.p.By == schema.TagAccount {
		viral = map[group]float64{}
		for _, row := range c.posts.rows { // an account without young posts has none that is viral
			if owner := c.posts.owner(row); c.posts.terms.derived(owner) {
				viral[owner] = 0
			}
		}
	}
	for _, row := range c.young {
		owner := groupsOf(nil, c.posts, row, c.p.By)[0]
		young[owner]++
		if c.paces[row].Percentile.Known() {
			judged[owner]++
		}
		if c.viral(row) {
			viral[owner]++
		}
	}
	var fields []*data.Field
	for _, owner := range slices.SortedFunc(maps.Keys(viral), group.compare) {
		value := analytics.Number{Value: viral[owner]}
		if judged[owner] == 0 && young[owner] > 0 {
			value = analytics.Number{Reason: analytics.TooFewToCompare}
			a.Warn(c.r.Text("query.notice.none_comparable", "count", young[owner], "least", leastReference))
		}
		shown := c.r.shown(owner, c.p.By, c.r.Text("query.viral_posts.value"))
		fields = append(fields, series(owner.labels(c.p.By), shown, []*float64{cell(value)}, count))
	}
	return numbers("viral_posts", fields)
}
