package query

import (
	"context"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
)

type engagementRateParams struct {
	filter
	Base      string `json:"base"`
	By        string `json:"by"`
	Aggregate string `json:"aggregate"`
	Interval  string `json:"interval"`
	Estimate  bool   `json:"estimate"`
	Format    Format `json:"format"`
}

func init() {
	register(Descriptor{
		ID: "engagement_rate", Family: Engagement, Formats: []Format{TimeSeries, Table, Value},
		Params: []Param{
			list("platforms"), list("accounts"), list("topics"), list("types"),
			enum("base", "followers", "reach", "views"),
			enum("by", "none", "platform", "account", "type", "topic", byPost),
			enum("aggregate", "mean_of_rates", ratioOfSums),
			enum("interval", "auto", "hour", "day", "week"),
			estimate(),
		},
	}, engagementRate)
}

// rateSources names who published the formula of each base.
var rateSources = map[string]string{
	schema.MetricFollowers: "Popsters (ER post); NapoleonCat (followers on the day of publication)",
	schema.MetricReach:     "Popsters (ERR)",
	schema.MetricViews:     "Buffer (interactions ÷ impressions)",
}

// intervalSources names who published the interval of each aggregate.
var intervalSources = map[string]string{
	"mean_of_rates": "Student 1908 (interval)",
	ratioOfSums:     "Cochran 1977 (interval)",
}

const (
	// byPost makes a group of every post.
	byPost = "post"
	// mostPosts is how many posts make single values; a table has them all.
	mostPosts = 100
)

func engagementRate(ctx context.Context, r *Request, p engagementRateParams) (*Answer, error) {
	var columns []string
	switch p.By {
	case byPost:
		columns = []string{schema.TagType, schema.FieldID, schema.FieldURL, schema.FieldExcerpt}
	case schema.TagType:
		columns = []string{schema.TagType}
	case schema.TagTopic:
		columns = []string{schema.FieldTopics}
	}
	rates, err := r.rated(ctx, p.filter, p.Base, p.Estimate, r.From, r.To, columns...)
	if err != nil {
		return nil, err
	}
	a := &Answer{
		Formula: r.Text("query.engagement_rate.formula."+p.Aggregate, "base", r.Text("query.base."+p.Base)),
		Source:  rateSources[p.Base] + "; " + intervalSources[p.Aggregate],
	}
	step := time.Duration(0)
	if p.Format == TimeSeries {
		step = r.step(p.Interval, day)
	}
	g := gather(rates, p.By, step)
	g.explain(a)
	if posts := len(g.bundles); p.By == byPost && p.Format == Value && posts > mostPosts && !r.Full {
		a.Inform(r.Text("query.notice.limited", "shown", mostPosts, "all", posts))
	}
	switch p.Format {
	case Table:
		a.Frames = g.table(p)
	case Value:
		a.Frames = g.values(p)
	default:
		a.Frames = g.lines(p)
	}
	return a, nil
}

// lines is a series a group, with a point for every window that has posts. A
// window without posts has no rate, not a rate of 0, so it has no point. Single
// posts are the points of their account's series.
func (g *gathered) lines(p engagementRateParams) data.Frames {
	var out data.Frames
	by := p.By
	if by == byPost {
		by = schema.TagAccount
	}
	for _, key := range g.keys() {
		var times []time.Time
		for at := range g.bundles[key] {
			times = append(times, at)
		}
		slices.SortFunc(times, time.Time.Compare)
		n := len(times)
		values, sums, counts := make([]*float64, n), make([]*float64, n), make([]*float64, n)
		lows, highs := make([]*float64, n), make([]*float64, n)
		for i, at := range times {
			b := g.bundles[key][at]
			rate, _ := b.rate(p.Aggregate)
			values[i], sums[i], counts[i] = cell(rate), b.sum(), whole(float64(len(b.posts)))
			lows[i], highs[i] = b.interval(p.Aggregate)
		}
		labels, shown := key.labels(by), g.r.shown(key, by, g.r.Text("query.column.rate"))
		out = append(out, g.r.line(shown, times, series(labels, shown, values, percent),
			g.r.beside("rate_low", labels, lows, percent), g.r.beside("rate_high", labels, highs, percent),
			g.r.beside("posts", labels, counts, count), g.r.beside("interactions", labels, sums, count)))
	}
	return out
}

func (g *gathered) values(p engagementRateParams) data.Frames {
	var fields []*data.Field
	keys := g.keys()
	if p.By == byPost && !g.r.Full {
		keys = keys[:min(len(keys), mostPosts)]
	}
	for _, key := range keys {
		rate, _ := g.bundles[key][time.Time{}].rate(p.Aggregate)
		shown := g.r.shown(key, p.By, g.r.Text("query.column.rate"))
		fields = append(fields, series(key.labels(p.By), shown, []*float64{cell(rate)}, percent))
	}
	return numbers("engagement_rate", fields)
}

// table has a row a group, the highest rate first and those without one last.
func (g *gathered) table(p engagementRateParams) data.Frames {
	keys := g.keys()
	rates := map[group]analytics.Number{}
	with := map[group]int{}
	for _, key := range keys {
		rates[key], with[key] = g.bundles[key][time.Time{}].rate(p.Aggregate)
	}
	slices.SortStableFunc(keys, func(x, y group) int { return descending(rates[x], rates[y]) })
	n := len(keys)
	values, sums, reasons := make([]*float64, n), make([]*float64, n), make([]string, n)
	posts, counted := make([]float64, n), make([]float64, n)
	lows, highs := make([]*float64, n), make([]*float64, n)
	for i, key := range keys {
		b := g.bundles[key][time.Time{}]
		values[i], sums[i], reasons[i] = cell(rates[key]), b.sum(), b.countedReasons()
		if rates[key].Reason == analytics.MixedSources {
			reasons[i] = g.r.Text("query.why.mixed_sources")
		}
		lows[i], highs[i] = b.interval(p.Aggregate)
		posts[i], counted[i] = float64(len(b.posts)), float64(with[key])
	}
	fields := g.r.groupColumns(keys, p.By)
	if p.By == byPost {
		fields = g.postColumns(keys)
	}
	fields = append(fields, g.r.column("rate", values, percent),
		g.r.column("rate_low", lows, percent), g.r.column("rate_high", highs, percent), g.r.column("posts", posts, count), g.r.column("posts_with_rate", counted, count),
		g.r.column("interactions", sums, count), g.r.column("reason", reasons, ""))
	if p.By == byPost {
		fields = append(fields, g.r.links(g.rates.posts, g.rows(keys)))
	}
	return table("engagement_rate", fields...)
}

// rows are the posts' rows of groups that are one post each.
func (g *gathered) rows(keys []group) []int {
	out := make([]int, len(keys))
	for i, key := range keys {
		out[i] = g.bundles[key][time.Time{}].row
	}
	return out
}

// postColumns tell which post a row is, in the table by post.
func (g *gathered) postColumns(keys []group) []*data.Field {
	rows, p := g.rows(keys), g.rates.posts
	return []*data.Field{
		g.r.column("published", each(rows, func(_, row int) time.Time { return p.Time(row).Truncate(time.Second) }), ""),
		g.r.column("platform", pick(rows, p.Texts(schema.TagPlatform)), ""),
		g.r.column("account", pick(rows, p.Texts(schema.TagAccount)), ""),
		g.r.column("type", pick(rows, p.Texts(schema.TagType)), ""),
		g.r.column("excerpt", pick(rows, p.Texts(schema.FieldExcerpt)), ""),
	}
}
