package query

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

type growthParams struct {
	Platforms []string `json:"platforms"`
	Accounts  []string `json:"accounts"`
	Measure   string   `json:"measure"`
	Interval  string   `json:"interval"`
	Format    Format   `json:"format"`
}

// What growth can be measured as.
const (
	netGrowth     = "net"
	percentGrowth = "percent"
)

// Fields of accounts that only some platforms have.
const (
	followsGained = "follows_gained"
	followsLost   = "follows_lost"
)

func init() {
	register(Descriptor{
		ID: "growth", Family: Engagement, Formats: []Format{TimeSeries, Table, Value},
		Params: []Param{
			list("platforms"), list("accounts"),
			enum("measure", netGrowth, percentGrowth, schema.MetricFollowers, schema.MetricPosts),
			enum("interval", "auto", "hour", "day", "week"),
		},
	}, growth)
}

// crowd is the followers of an account: the last reading before the range, and
// the last of every window in it that has one.
type crowd struct {
	owner        group
	before       analytics.Number
	times        []time.Time
	counts       []float64
	gained, lost analytics.Number // as the platform counts them
	allowed      bool
}

// growth is how followers change: counts, so that there is no interval.
//
//	net = last in the window − last before it;  percent = net ÷ last before it × 100
func growth(ctx context.Context, r *Request, p growthParams) (*Answer, error) {
	step := day
	if p.Format == TimeSeries {
		step = r.step(p.Interval, day)
	}
	crowds, err := r.crowds(ctx, p, step)
	if err != nil {
		return nil, err
	}
	if p.Measure == schema.MetricPosts && p.Format != Table {
		return r.output(ctx, p, crowds, step)
	}
	a := &Answer{Formula: r.Text("query.growth.formula." + p.Measure), Source: "NapoleonCat (growth of followers)"}
	for _, c := range crowds {
		a.N += len(c.counts)
		c.explain(a, r, p.Measure)
	}
	switch p.Format {
	case Table:
		a.Frames = crowdTable(r, crowds)
	case Value:
		var fields []*data.Field
		for _, c := range crowds {
			if len(c.counts) > 0 {
				fields = append(fields, c.field(r, p.Measure, []*float64{cell(c.whole(p.Measure))}))
			}
		}
		a.Frames = numbers("growth", fields)
	default:
		for _, c := range crowds {
			if len(c.counts) > 0 {
				f := c.field(r, p.Measure, c.line(p.Measure))
				a.Frames = append(a.Frames, r.line(f.Config.DisplayNameFromDS, c.times, f,
					r.beside(schema.MetricFollowers, f.Labels, c.line(schema.MetricFollowers), count)))
			}
		}
	}
	return a, nil
}

func (r *Request) crowds(ctx context.Context, p growthParams, step time.Duration) ([]*crowd, error) {
	windows := influx.Select{
		From: schema.Account, Columns: []influx.Column{{Func: influx.Last, Name: schema.MetricFollowers}},
		Where: owners(p.Platforms, p.Accounts), By: []string{schema.TagPlatform, schema.TagAccount}, Range: r.Range(),
	}
	if p.Format == Table { // which shows them
		windows.Columns = append(windows.Columns, influx.Column{Func: influx.Last, Name: followsGained}, influx.Column{Func: influx.Last, Name: followsLost})
	}
	terms, err := r.terms(ctx, p.Platforms, p.Accounts)
	if err != nil {
		return nil, err
	}
	var before map[group]float64
	var during *influx.Result
	err = r.together(ctx, func(ctx context.Context, r *Request) (err error) {
		before, err = r.followersIn(ctx, p.Platforms, p.Accounts, influx.Range{From: r.From.Add(-analytics.MaxReadingAge), To: r.From})
		return err
	}, func(ctx context.Context, r *Request) (err error) {
		during, err = r.daily(ctx, windows, step)
		return err
	})
	if err != nil {
		return nil, err
	}
	found := map[group]*crowd{}
	of := func(owner group) *crowd {
		if found[owner] == nil {
			nothing := analytics.Number{Reason: analytics.NoReading}
			found[owner] = &crowd{owner: owner, before: nothing, gained: nothing, lost: nothing, allowed: terms.derived(owner)}
		}
		return found[owner]
	}
	for owner, n := range before {
		of(owner).before = analytics.Number{Value: n}
	}
	for i := range during.Series {
		s := &during.Series[i]
		of(groupOf(schema.TagAccount, s.Tags)).read(s, step, r.Zone)
	}
	return slices.SortedFunc(maps.Values(found), func(x, y *crowd) int { return x.owner.compare(y.owner) }), nil
}

// read takes the windows. What was gained and lost is of a whole day, read at
// any time of the next: the last of each day counts once.
func (c *crowd) read(s *influx.Series, step time.Duration, zone *time.Location) {
	counts, gained, lost := s.Numbers(schema.MetricFollowers), s.Numbers(followsGained), s.Numbers(followsLost)
	for row := range s.Len() {
		if gained != nil {
			c.gained, c.lost = plus(c.gained, gained[row]), plus(c.lost, lost[row])
		}
		if !(counts[row] >= 0) {
			continue
		}
		at := windowOf(s.Time(row), step, zone)
		if n := len(c.times); n == 0 || !c.times[n-1].Equal(at) {
			c.times, c.counts = append(c.times, at), append(c.counts, 0)
		}
		c.counts[len(c.counts)-1] = counts[row]
	}
}

// plus adds a number that may be missing (NaN).
func plus(sum analytics.Number, v float64) analytics.Number {
	if !(v >= 0) {
		return sum
	}
	return analytics.Number{Value: sum.Value + v}
}

// start is what the range is compared with: the last reading before it, else the
// first within.
func (c *crowd) start() analytics.Number {
	if !c.before.Known() && len(c.counts) > 0 {
		return analytics.Number{Value: c.counts[0]}
	}
	return c.before
}

// whole is the growth over the whole range.
func (c *crowd) whole(measure string) analytics.Number {
	if len(c.counts) == 0 {
		return analytics.Number{Reason: analytics.NoReading}
	}
	return c.measured(measure, c.start(), c.counts[len(c.counts)-1])
}

func (c *crowd) measured(measure string, before analytics.Number, now float64) analytics.Number {
	switch {
	case measure == schema.MetricFollowers:
		return analytics.Number{Value: now}
	case !c.allowed:
		return analytics.Number{Reason: analytics.NotAllowed}
	case !before.Known():
		return before
	case measure == netGrowth:
		return analytics.Number{Value: now - before.Value}
	}
	return analytics.Change(now, before.Value)
}

// line is the growth of every window since the reading before it, so that the
// nets add up over a gap. The first ever reading has nothing before it.
func (c *crowd) line(measure string) []*float64 {
	out, before := make([]*float64, len(c.counts)), c.before
	for i, n := range c.counts {
		out[i] = cell(c.measured(measure, before, n))
		before = analytics.Number{Value: n}
	}
	return out
}
