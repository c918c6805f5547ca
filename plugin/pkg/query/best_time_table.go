package query

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/plugin/pkg/analytics"
)

// weekdays are the keys of their names, Monday first.
var weekdays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// hourNames are the buckets of the audience dimension "hour".
var hourNames = func() []string {
	out := make([]string, 24)
	for hour := range out {
		out[hour] = strconv.Itoa(hour)
	}
	return out
}()

// warn says what the answer can't know.
func (h *hourly) warn(a *Answer, r *Request, least int) {
	a.Warn(r.Text("query.notice.best_time_confounded"))
	switch {
	case !h.shrunk:
		a.Warn(r.Text("query.notice.not_shrunk", "groups", analytics.LeastGroups))
	case len(h.best(least)) == 0:
		a.Inform(r.Text("query.notice.no_best_time"))
	}
	if !h.online[0].Known() {
		a.Inform(r.Text("query.notice.no_online_hours"))
	}
}

// table has a row an hour of the week, or a row a recommended hour.
func (h *hourly) table(r *Request, p bestTimeParams) data.Frames {
	best := h.best(p.Least)
	rows := best
	if p.Show == showHours {
		rows = make([]int, weekHours)
		for at := range rows {
			rows[at] = at
		}
	}
	number := func(of func(at int) analytics.Number) []*float64 {
		return mapped(rows, func(at int) *float64 { return cell(of(at)) })
	}
	bound := func(of func(analytics.Estimate) float64) []*float64 {
		return number(func(at int) analytics.Number { return h.gain(at, of) })
	}
	return table("best_time",
		r.column("weekday", mapped(rows, func(at int) string { return r.Text("query.weekday." + weekdays[at/24]) }), ""),
		r.column("hour", mapped(rows, func(at int) string { return fmt.Sprintf("%02d:00", at%24) }), ""),
		r.column("rank", mapped(rows, func(at int) *int64 { return rankOf(best, at) }), ""),
		r.column("gain", number(h.value), percent),
		r.column("low", bound(func(e analytics.Estimate) float64 { return e.Low }), percent),
		r.column("high", bound(func(e analytics.Estimate) float64 { return e.High }), percent),
		r.column("state", mapped(rows, func(at int) string { return r.Text("query.state." + h.state(at, p.Least)) }), ""),
		r.column("posts", mapped(rows, func(at int) float64 { return float64(h.posts[at]) }), count),
		r.column("posts_with_rate", mapped(rows, func(at int) float64 { return float64(len(h.values[at])) }), count),
		r.column("online", number(func(at int) analytics.Number { return h.online[at%24] }), percent),
	)
}

// state says what may be made of an hour.
func (h *hourly) state(at, least int) string {
	switch gain := h.value(at); {
	case h.posts[at] == 0:
		return "none"
	case len(h.values[at]) < least || !gain.Known():
		return "not_enough"
	case h.gain(at, func(e analytics.Estimate) float64 { return e.Low }).Value > 0:
		return "better"
	case h.gain(at, func(e analytics.Estimate) float64 { return e.High }).Value < 0:
		return "worse"
	}
	return "unsure"
}

func rankOf(best []int, at int) *int64 {
	i := slices.Index(best, at)
	if i < 0 {
		return nil
	}
	rank := int64(i + 1)
	return &rank
}
