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
	"github.com/pantau/pantau/plugin/pkg/influx"
)

type sentimentParams struct {
	Platforms []string `json:"platforms"`
	Accounts  []string `json:"accounts"`
	Topics    []string `json:"topics"`
	By        string   `json:"by"`
	Interval  string   `json:"interval"`
	Format    Format   `json:"format"`
}

func init() {
	register(Descriptor{
		ID: "sentiment", Family: Feeling, Formats: []Format{TimeSeries, Table, Value},
		Params: []Param{
			list("platforms"), list("accounts"), list("topics"),
			enum("by", "none", "topic", "platform", "account"),
			enum("interval", "auto", "hour", "day", "week"),
		},
	}, sentiment)
}

func sentiment(ctx context.Context, r *Request, p sentimentParams) (*Answer, error) {
	terms, err := r.terms(ctx, p.Platforms, p.Accounts)
	if err != nil {
		return nil, err
	}
	q := influx.Select{
		From: schema.Sentiment, Columns: influx.Sums(schema.FieldPositive, schema.FieldNeutral, schema.FieldNegative),
		Where: append(owners(p.Platforms, p.Accounts), p.topics()), Range: r.Range(), By: groupTags(p.By), Without: terms.without(),
	}
	step := time.Duration(0)
	if p.Format == TimeSeries {
		step = r.step(p.Interval, time.Hour)
		q.Every, q.Zone = every(step), r.Zone
	}
	result, err := r.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	a := &Answer{
		Formula: r.Text("query.sentiment.formula"),
		Source:  "Black Box Intelligence, EmbedSocial (net sentiment); Wilson 1927, Newcombe 1998 (intervals)",
	}
	if p.By == schema.TagTopic || len(p.Topics) > 1 {
		a.Inform(r.Text("query.notice.topics_overlap"))
	}
	terms.explain(r, a)
	moods := gatherMoods(result, p.By, step, r.Zone)
	for _, m := range moods {
		a.N += int(m.total())
	}
	slices.SortFunc(moods, func(x, y mood) int { return x.group.compare(y.group) })
	switch p.Format {
	case Table:
		a.Frames = moodTable(r, p.By, moods)
	case Value:
		a.Frames = moodValues(r, p.By, moods)
	default:
		for _, m := range moods {
			a.Frames = append(a.Frames, m.line(r, p.By))
		}
	}
	return a, nil
}

// topics chooses the rows: those of the named topics, or those that stand for
// every mention, which count a mention of several topics once.
func (p sentimentParams) topics() influx.Match {
	switch {
	case len(p.Topics) > 0:
		return influx.Match{Name: schema.TagTopic, Values: p.Topics}
	case p.By == schema.TagTopic:
		return influx.Match{Name: schema.TagTopic, Not: true, Values: []string{schema.AllTopics}}
	}
	return influx.Match{Name: schema.TagTopic, Values: []string{schema.AllTopics}}
}

// mood is the labels of one group, a row a window. Windows without mentions are
// left out: their sentiment is not 0, there is none.
type mood struct {
	group                       group
	times                       []time.Time
	positive, neutral, negative []float64
}

// gatherMoods gathers rows into groups and windows; step 0 means one window.
// Groups without mentions are left out.
func gatherMoods(result *influx.Result, by string, step time.Duration, zone *time.Location) []mood {
	sums := map[group]map[int64]analytics.Mood{}
	for i := range result.Series {
		s := &result.Series[i]
		key := groupOf(by, s.Tags)
		if sums[key] == nil {
			sums[key] = map[int64]analytics.Mood{}
		}
		for row := range s.Len() {
			at := int64(0)
			if step > 0 {
				at = windowOf(s.Time(row), step, zone).Unix()
			}
			sums[key][at] = sums[key][at].Plus(moodOf(s, row))
		}
	}
	var out []mood
	for key, windows := range sums {
		m := mood{group: key}
		for _, at := range slices.Sorted(maps.Keys(windows)) {
			if w := windows[at]; w.N() > 0 {
				m.times = append(m.times, time.Unix(at, 0).In(zone))
				m.positive, m.neutral, m.negative = append(m.positive, w.Positive), append(m.neutral, w.Neutral), append(m.negative, w.Negative)
			}
		}
		if len(m.times) > 0 {
			out = append(out, m)
		}
	}
	return out
}

func (m mood) total() float64 {
	sum := 0.0
	for i := range m.times {
		sum += m.n(i)
	}
	return sum
}

func (m mood) n(i int) float64 { return m.positive[i] + m.neutral[i] + m.negative[i] }

func (m mood) net(i int) *float64 {
	return cell(analytics.NetSentiment(m.positive[i], m.neutral[i], m.negative[i]))
}

// parts are the columns beside the net sentiment: shares and bounds in percent.
func (m mood) parts(r *Request, labels data.Labels) []*data.Field {
	names := []string{
		"net_low", "net_high", "positive", "positive_low", "positive_high", "neutral",
		"negative", "negative_low", "negative_high", "mentions",
	}
	columns := make([][]float64, len(names))
	for i := range m.times {
		n := m.n(i)
		net, _ := analytics.NetInterval(m.positive[i], m.neutral[i], m.negative[i])
		positive, _ := analytics.Wilson(m.positive[i], n)
		negative, _ := analytics.Wilson(m.negative[i], n)
		for c, v := range []float64{
			net.Low, net.High, m.positive[i] / n * 100, positive.Low * 100, positive.High * 100, m.neutral[i] / n * 100,
			m.negative[i] / n * 100, negative.Low * 100, negative.High * 100, n,
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

// points is the unit of net sentiment: percentage points.
func (r *Request) points() string { return "suffix: " + r.Text("query.unit.points") }

func (m mood) values() []*float64 {
	out := make([]*float64, len(m.times))
	for i := range m.times {
		out[i] = m.net(i)
	}
	return out
}

func (m mood) field(r *Request, by string, values []*float64) *data.Field {
	f := series(m.group.labels(by), r.shown(m.group, by, r.Text("query.column.net_sentiment")), values, r.points())
	f.Config.SetMin(-100).SetMax(100)
	return f
}

func (m mood) line(r *Request, by string) *data.Frame {
	f := m.field(r, by, m.values())
	return r.line(f.Config.DisplayNameFromDS, m.times, f, m.parts(r, f.Labels)...)
}

func moodValues(r *Request, by string, moods []mood) data.Frames {
	var fields []*data.Field
	for _, m := range moods {
		fields = append(fields, m.field(r, by, m.values()))
	}
	return numbers("sentiment", fields)
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
		groups[i] = m.group
		all.times = append(all.times, m.times[0])
		all.positive = append(all.positive, m.positive[0])
		all.neutral = append(all.neutral, m.neutral[0])
		all.negative = append(all.negative, m.negative[0])
	}
	fields := append(r.groupColumns(groups, by), r.column("net_sentiment", all.values(), r.points()))
	for _, f := range all.parts(r, nil) {
		f.Config.Custom = nil // a table shows every column
		fields = append(fields, f)
	}
	return table("sentiment", fields...)
}
