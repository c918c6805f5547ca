package store

import (
	"fmt"
	"math"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/connectors/sdk"
)

// around is what is stored beside posts and mentions: the account's counters, the
// runs of its connector, its audience, and how much matched its queries.
func (u *unit) around() []*line.Point {
	out := []*line.Point{u.maker.Terms(u.account.policy(), u.from)} // the collector starts
	for at := u.from; at.Before(u.to); at = at.Add(u.made.options.Every) {
		if u.account.id != "rss" {
			out = append(out, u.maker.Account(u.account.counted(at, u.made.options.End, u.before), at))
		}
		out = append(out, u.maker.Run(u.run(at))...)
	}
	for at := u.from; at.Before(u.to); at = at.Add(24 * time.Hour) {
		if u.account.id != "rss" {
			last := at.Add(24*time.Hour - u.made.options.Every)
			out = append(out, u.maker.AccountDay(u.account.counted(last, u.made.options.End, u.before), at, u.made.options.End.Location()))
		}
		if u.account.segments {
			out = append(out, u.segments(at)...)
		}
	}
	if u.account.id == "x" {
		for at := u.from; at.Before(u.to); at = at.Add(time.Hour) {
			for i, q := range topics[:3] {
				out = append(out, u.maker.Volume(sdk.Volume{
					Query: q.name, Start: at, Length: time.Hour, Count: sdk.Number(u.chance.IntN(200 / (i + 1))),
				}))
			}
		}
	}
	return out
}

// run is one that fails in one of two hundred times.
func (u *unit) run(at time.Time) spool.RunEnd {
	r := u.chance
	end := spool.RunEnd{
		Started: at, Duration: time.Duration(500+r.IntN(4000)) * time.Millisecond, Lag: time.Duration(r.IntN(900)) * time.Millisecond,
		Complete: true, Records: r.IntN(60), Requests: 1 + r.IntN(12),
	}
	if r.IntN(200) == 0 {
		end.Complete, end.Errors, end.ErrorKind, end.Message = false, 1, "transient", "the server answered 503"
	}
	if u.account.limit > 0 {
		end.Budgets = []spool.Budget{{Name: sdk.BudgetRequests, Unit: "requests", Limit: u.account.limit, Remaining: math.Round(u.account.limit * r.Float64())}}
	}
	if r.IntN(500) == 0 {
		end.Notices = []spool.Notice{{Kind: sdk.NoticeMetricRemoved, Message: "the platform refuses a metric", Metric: schema.MetricReach}}
	}
	return end
}

var ages = []string{"13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+"}

// segments are a day's breakdowns.
func (u *unit) segments(at time.Time) (out []*line.Point) {
	followers := u.account.crowd(at, u.made.options.End)
	add := func(dimension string, n int, name func(i int) string) {
		for i := range n {
			share := (1 + .2*u.chance.Float64()) / float64(n) / 1.1
			out = append(out, u.maker.Audience(sdk.Audience{
				Dimension: dimension, Bucket: name(i), WindowEnd: at, Value: sdk.Number(math.Round(share * followers)), Share: share,
			}))
		}
	}
	add("age", len(ages), func(i int) string { return ages[i] })
	add("gender", 3, func(i int) string { return []string{"female", "male", "unknown"}[i] })
	add("city", 20, func(i int) string { return fmt.Sprintf("Kota %d", i+1) })
	if u.account.id == "instagram" {
		add("hour", 24, func(i int) string { return fmt.Sprint(i) })
	}
	return out
}
