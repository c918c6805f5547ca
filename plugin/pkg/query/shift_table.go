package query

import (
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/plugin/pkg/analytics"
)

// table has a row a shift; its first three columns are what annotations want.
func (m *moodWindows) table(r *Request, found []analytics.Shift) data.Frames {
	n := len(found)
	topics, moved := make([]string, n), make([]*float64, n)
	for i, s := range found {
		topics[i], moved[i] = m.mover(s)
	}
	start := func(window int) time.Time { return m.times[window] }
	number := func(name, unit string, of func(analytics.Shift) float64) *data.Field {
		return r.column(name, columnOf(found, of), unit)
	}
	points := r.points()
	return table("sentiment_shift",
		r.column("time", columnOf(found, func(s analytics.Shift) time.Time { return start(s.At) }), ""),
		r.column("earliest", columnOf(found, func(s analytics.Shift) time.Time { return start(s.First) }), ""),
		r.column("latest", columnOf(found, func(s analytics.Shift) time.Time { return nextWindow(start(s.Last), m.step) }), ""),
		number("shift", points, func(s analytics.Shift) float64 { return s.Size }),
		number("shift_low", points, func(s analytics.Shift) float64 { return s.Interval.Low }),
		number("shift_high", points, func(s analytics.Shift) float64 { return s.Interval.High }),
		unsure(number("probability", percent, func(s analytics.Shift) float64 { return s.Probability * 100 })),
		number("net_before", points, func(s analytics.Shift) float64 { return s.Before.Net().Value }),
		number("n_before", count, func(s analytics.Shift) float64 { return s.Before.N() }),
		number("net_after", points, func(s analytics.Shift) float64 { return s.After.Net().Value }),
		number("n_after", count, func(s analytics.Shift) float64 { return s.After.N() }),
		r.column("mover", topics, ""), r.column("mover_shift", moved, points),
		r.column("summary", columnOf(found, func(s analytics.Shift) string {
			return r.Text("query.sentiment_shift.message", "before", r.number(s.Before.Net().Value, 0), "after", r.number(s.After.Net().Value, 0))
		}), ""))
}
