package query

import (
	"cmp"
	"slices"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/plugin/pkg/analytics"
)

// points is the unit of net sentiment: percentage points.
func (r *Request) points() string { return "suffix: " + r.Text("query.unit.points") }

// net is the net sentiment of the mentions that count.
func (t tones) net() analytics.Number { return t.Net() }

// alone is the net sentiment without coordinated mentions.
func (t tones) alone() analytics.Number { return t.independent().Net() }

// field is the measure as the value of a series.
func (m mood) field(r *Request, p sentimentParams) *data.Field {
	of, name, unit, least := tones.net, "net_sentiment", r.points(), -100.0
	switch p.Measure {
	case unsureMeasure:
		of, name, unit, least = tones.notSure, "unsure", percent, 0
	case coordinatedMeasure:
		of, name, unit, least = tones.coordinated, "coordinated", percent, 0
	}
	f := series(m.group.labels(p.By), r.shown(m.group, p.By, r.Text("query.column."+name)), m.values(of), unit)
	f.Config.SetMin(least).SetMax(100)
	return f
}

func (m mood) line(r *Request, p sentimentParams) *data.Frame {
	f := m.field(r, p)
	beside := m.parts(r, f.Labels)
	if p.Measure != netMeasure {
		beside = beside[len(beside)-1:] // how many mentions
	}
	return r.line(f.Config.DisplayNameFromDS, m.times, f, beside...)
}

func moodValues(r *Request, p sentimentParams, moods []mood) data.Frames {
	var fields []*data.Field
	for _, m := range moods {
		fields = append(fields, m.field(r, p))
	}
	return numbers("sentiment", fields)
}

// parts are the columns beside the net sentiment: shares and bounds in percent, at
// last the number of mentions.
func (m mood) parts(r *Request, labels data.Labels) []*data.Field {
	names := []string{
		"net_low", "net_high", "positive", "positive_low", "positive_high", "neutral",
		"negative", "negative_low", "negative_high", "mentions",
	}
	columns := make([][]float64, len(names))
	for _, w := range m.windows {
		n := w.N()
		net, _ := analytics.NetInterval(w.Positive, w.Neutral, w.Negative)
		positive, _ := analytics.Wilson(w.Positive, n)
		negative, _ := analytics.Wilson(w.Negative, n)
		for c, v := range []float64{
			net.Low, net.High, w.Positive / n * 100, positive.Low * 100, positive.High * 100, w.Neutral / n * 100,
			w.Negative / n * 100, negative.Low * 100, negative.High * 100, n,
		} {
			columns[c] = append(columns[c], v)
		}
	}
	out := make([]*data.Field, len(names))
	for c, name := range names {
		unit := percent
		switch name {
		case "mentions":
			unit = count
		case "net_low", "net_high":
			unit = r.points()
		}
		out[c] = r.beside(name, labels, columns[c], unit)
	}
	return out
}

// moodTable has a row a group, the one with the most mentions first.
func moodTable(r *Request, by string, moods []mood) data.Frames {
	if len(moods) == 0 {
		return nil
	}
	slices.SortStableFunc(moods, func(x, y mood) int { return cmp.Compare(y.total(), x.total()) })
	var all mood
	groups := make([]group, len(moods))
	for i, m := range moods {
		groups[i], all.windows = m.group, append(all.windows, m.windows[0])
	}
	fields := append(r.groupColumns(groups, by), r.column("net_sentiment", all.values(tones.net), r.points()))
	for _, f := range all.parts(r, nil) {
		f.Config.Custom = nil // a table shows every column
		fields = append(fields, f)
	}
	return table("sentiment", append(fields,
		r.column("unsure", all.values(tones.notSure), percent),
		r.column("coordinated", all.values(tones.coordinated), percent),
		r.column("net_alone", all.values(tones.alone), r.points()))...)
}
