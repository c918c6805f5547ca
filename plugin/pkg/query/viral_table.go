package query

import (
	"context"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// read gathers the curves of all posts that take part, from the readings of the
// metric since the oldest of them.
func (c *race) read(ctx context.Context) error {
	drawn, of, start := drawings{}, map[int]*analytics.Curve{}, c.end
	for owner, list := range c.older {
		curves := make(map[string]*analytics.Curve, len(list))
		drawn[owner.group] = curves
		for _, row := range list {
			at := c.posts.Time(row).Truncate(time.Second)
			of[row] = &analytics.Curve{Published: at}
			curves[c.posts.Texts(schema.FieldID)[row]] = of[row]
			if at.Before(start) {
				start = at
			}
		}
	}
	f := filter{Platforms: c.p.Platforms, Accounts: c.p.Accounts}
	if err := c.r.draw(ctx, f, c.p.Metric, influx.Range{From: start, To: c.end}, drawn); err != nil {
		return err
	}
	c.curves = map[int]analytics.Curve{}
	for row, curve := range of {
		if len(curve.Readings) > 0 {
			c.curves[row] = *curve
		}
	}
	return nil
}

// table has a row a young post, the viral ones first.
func (c *race) table(ctx context.Context, a *Answer) error {
	r, p, rows := c.r, c.posts, c.young
	if !slices.ContainsFunc(rows, func(row int) bool { return c.paces[row].Actual.Known() }) {
		for _, row := range rows { // a table without a number says less than why there is none
			a.Warn(c.why(row))
		}
		return nil
	}
	if len(rows) > c.p.Limit && !r.Full {
		a.Inform(r.Text("query.notice.limited", "shown", c.p.Limit, "all", len(rows)))
		rows = rows[:c.p.Limit]
	}
	pace := func(of func(analytics.Pace) analytics.Number) []*float64 {
		return each(rows, func(_, row int) *float64 { return cell(of(c.paces[row])) })
	}
	usual := func(of func(analytics.Interval) float64) []*float64 {
		return pace(func(p analytics.Pace) analytics.Number {
			if !p.Expected.Known() {
				return p.Expected
			}
			return analytics.Number{Value: of(p.Usual)}
		})
	}
	shown, err := r.details(ctx, p, rows, schema.FieldURL, schema.FieldExcerpt, schema.MetricReach)
	if err != nil {
		return err
	}
	a.Frames = table("viral_posts",
		r.column("state", each(rows, func(_, row int) string { return r.Text("query.viral." + c.state(row)) }), ""),
		r.column("published", each(rows, func(_, row int) time.Time { return p.Time(row).Truncate(time.Second) }), ""),
		r.column("age", each(rows, func(_, row int) float64 { return c.age(row).Seconds() }), seconds),
		r.column("platform", pick(rows, p.Texts(schema.TagPlatform)), ""),
		r.column("account", pick(rows, p.Texts(schema.TagAccount)), ""),
		r.column("type", pick(rows, p.Texts(schema.TagType)), ""),
		r.column("excerpt", shown.Texts(schema.FieldExcerpt), ""),
		r.column("actual", pace(func(p analytics.Pace) analytics.Number { return p.Actual }), count),
		r.column("expected", pace(func(p analytics.Pace) analytics.Number { return p.Expected }), count),
		r.column("usual_low", usual(func(i analytics.Interval) float64 { return i.Low }), count),
		r.column("usual_high", usual(func(i analytics.Interval) float64 { return i.High }), count),
		r.column("times", each(rows, func(_, row int) *float64 { return cell(c.times(row)) }), "suffix:×"),
		r.column("pace", each(rows, func(_, row int) *float64 { return cell(c.velocity(row)) }), count),
		r.column("percentile_age", pace(func(p analytics.Pace) analytics.Number { return p.Percentile }), percent),
		r.column("percentile_n", each(rows, func(_, row int) float64 { return float64(c.paces[row].N) }), count),
		r.reach(shown), r.column("not_available", each(rows, func(i, row int) string { return c.missing(row, shown, i) }), ""),
		r.links(shown, shown.rows))
	return nil
}

// reach is a column of how many accounts saw a post, where its platform tells.
func (r *Request) reach(shown *posts) *data.Field {
	f := data.NewField(schema.MetricReach, nil, each(shown.rows, func(_, row int) *float64 { return cell(shown.metric(row, schema.MetricReach)) }))
	f.Config = &data.FieldConfig{DisplayNameFromDS: r.Text("metric." + schema.MetricReach), Unit: count}
	return f
}

// missing says in words what a post lacks, its reach too; i is its row among those
// shown.
func (c *race) missing(row int, shown *posts, i int) string {
	why := c.why(row)
	if c.p.Metric == schema.MetricReach || shown.reason(i, schema.MetricReach) == "" {
		return why
	}
	reach := c.r.whyMetric(shown, i, schema.MetricReach)
	if why == "" {
		return reach
	}
	return why + "; " + reach
}

// velocity is the counter by hour of age.
func (c *race) velocity(row int) analytics.Number {
	n, hours := c.paces[row].Actual, c.age(row).Hours()
	if !n.Known() || hours <= 0 {
		return n.Or(analytics.NoReading)
	}
	return analytics.Number{Value: n.Value / hours}
}

func (c *race) state(row int) string {
	switch {
	case !c.paces[row].Percentile.Known():
		return "not_ready"
	case c.viral(row):
		return "viral"
	}
	return "usual"
}

// why says in words what is missing.
func (c *race) why(row int) string {
	pace := c.paces[row]
	switch {
	case !pace.Actual.Known() && c.posts.reason(row, c.p.Metric) != "":
		return c.r.whyMetric(c.posts, row, c.p.Metric)
	case !pace.Actual.Known():
		return c.r.Text("query.why.no_curve", "metric", c.r.Text("metric."+c.p.Metric))
	case !pace.Percentile.Known():
		return c.r.Text("query.why.few_curves", "count", pace.N, "least", leastReference)
	}
	return ""
}
