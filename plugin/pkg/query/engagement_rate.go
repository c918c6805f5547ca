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
			enum("by", "none", "platform", "account", "type", "topic"),
			enum("aggregate", "mean_of_rates", "ratio_of_sums"),
			enum("interval", "auto", "hour", "day", "week"),
			boolean("estimate"),
		},
	}, engagementRate)
}

// rateSources names who published the formula of each base.
var rateSources = map[string]string{
	schema.MetricFollowers: "Popsters (ER post); NapoleonCat (followers on the day of publication)",
	schema.MetricReach:     "Popsters (ERR)",
	schema.MetricViews:     "Buffer (interactions ÷ impressions)",
}

func engagementRate(ctx context.Context, r *Request, p engagementRateParams) (*Answer, error) {
	posts, err := r.posts(ctx, p.filter, r.From, r.To, rateColumns(p.Base)...)
	if err != nil {
		return nil, err
	}
	rates, err := r.rating(ctx, posts, p.filter, p.Base, p.Estimate, r.From, r.To)
	if err != nil {
		return nil, err
	}
	a := &Answer{
		Formula: r.Text("query.engagement_rate.formula."+p.Aggregate, "base", r.Text("query.base."+p.Base)),
		Source:  rateSources[p.Base],
	}
	step := time.Duration(0)
	if p.Format == TimeSeries {
		step = r.step(p.Interval, day)
	}
	g := gather(rates, p.By, step)
	g.explain(a)
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
// window without posts has no rate, not a rate of 0, so it has no point.
func (g *gathered) lines(p engagementRateParams) data.Frames {
	var out data.Frames
	for _, key := range g.keys() {
		var times []time.Time
		for at := range g.bundles[key] {
			times = append(times, at)
		}
		slices.SortFunc(times, time.Time.Compare)
		values, sums, counts := make([]*float64, len(times)), make([]*float64, len(times)), make([]*float64, len(times))
		for i, at := range times {
			b := g.bundles[key][at]
			rate, _ := b.rate(p.Aggregate)
			values[i], sums[i], counts[i] = cell(rate), b.sum(), whole(float64(len(b.posts)))
		}
		labels, shown := key.labels(p.By), g.r.shown(key, p.By, g.r.Text("query.column.rate"))
		out = append(out, g.r.line(shown, times, series(labels, shown, values, percent),
			g.r.beside("posts", labels, counts, count), g.r.beside("interactions", labels, sums, count)))
	}
	return out
}

func (g *gathered) values(p engagementRateParams) data.Frames {
	var fields []*data.Field
	for _, key := range g.keys() {
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
	for i, key := range keys {
		b := g.bundles[key][time.Time{}]
		values[i], sums[i], reasons[i] = cell(rates[key]), b.sum(), b.countedReasons()
		posts[i], counted[i] = float64(len(b.posts)), float64(with[key])
	}
	fields := append(g.r.groupColumns(keys, p.By),
		g.r.column("rate", values, percent), g.r.column("posts", posts, count), g.r.column("posts_with_rate", counted, count),
		g.r.column("interactions", sums, count), g.r.column("reason", reasons, ""))
	return table("engagement_rate", fields...)
}
