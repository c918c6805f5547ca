package query

import (
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
)

func (c *crowd) field(r *Request, measure string, values []*float64) *data.Field {
	unit := count
	if measure == percentGrowth {
		unit = percent
	}
	return series(c.owner.labels(schema.TagAccount), r.shown(c.owner, schema.TagAccount, ""), values, unit)
}

// explain warns where an account's growth is not that of the whole range.
func (c *crowd) explain(a *Answer, r *Request, measure string) {
	if why := c.why(r, measure); why != "" {
		a.Warn(r.shown(c.owner, schema.TagAccount, "") + ": " + why)
	}
}

// why says what an account's growth lacks; "" if nothing.
func (c *crowd) why(r *Request, measure string) string {
	switch {
	case len(c.counts) == 0:
		return r.Text("query.why.no_reading_in_range")
	case measure == schema.MetricFollowers:
		return ""
	case !c.allowed:
		return r.Text("query.why.not_allowed")
	case !c.before.Known():
		return r.Text("query.why.read_since", "start", c.times[0].Format("2006-01-02"))
	case measure == percentGrowth && c.before.Value <= 0:
		return r.Text("query.why.no_followers_before")
	}
	return ""
}

// crowdTable has a row an account.
func crowdTable(r *Request, crowds []*crowd) data.Frames {
	if len(crowds) == 0 {
		return nil
	}
	number := func(of func(c *crowd) analytics.Number) []*float64 {
		return mapped(crowds, func(c *crowd) *float64 { return cell(of(c)) })
	}
	measure := func(m string) []*float64 {
		return number(func(c *crowd) analytics.Number { return c.whole(m) })
	}
	fields := append(r.groupColumns(mapped(crowds, func(c *crowd) group { return c.owner }), schema.TagAccount),
		r.column("followers", measure(schema.MetricFollowers), count),
		r.column("followers_before", number((*crowd).start), count),
		r.column("net", measure(netGrowth), count), r.column("percent", measure(percentGrowth), percent),
		r.column("gained", number(func(c *crowd) analytics.Number { return c.gained }), count),
		r.column("lost", number(func(c *crowd) analytics.Number { return c.lost }), count),
		r.column("days_read", mapped(crowds, func(c *crowd) float64 { return float64(len(c.counts)) }), count),
		r.column("reason", mapped(crowds, func(c *crowd) string { return c.why(r, percentGrowth) }), ""))
	return table("growth", fields...)
}
