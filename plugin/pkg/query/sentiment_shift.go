package query

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

type shiftParams struct {
	Platforms []string `json:"platforms"`
	Accounts  []string `json:"accounts"`
	Topics    []string `json:"topics"`
	Interval  string   `json:"interval"`
	Certainty int      `json:"certainty"` // percent
	Format    Format   `json:"format"`
}

func init() {
	register(Descriptor{
		ID: "sentiment_shift", Family: Feeling, Formats: []Format{Table, Value},
		Params: []Param{
			list("platforms"), list("accounts"), list("topics"),
			enum("interval", "auto", "hour", "day"), number("certainty", 90, 50, 99),
		},
	}, sentimentShift)
}

// sentimentShift answers since when the tone is another: analytics.Shifts over
// the windows of the time range that have mentions.
func sentimentShift(ctx context.Context, r *Request, p shiftParams) (*Answer, error) {
	a := &Answer{
		Formula: r.Text("query.sentiment_shift.formula", "certainty", p.Certainty),
		Source:  "Fearnhead 2006 (change points); Newcombe 1998 (intervals)",
	}
	m, err := r.moods(ctx, a, p)
	if err != nil {
		return nil, err
	}
	a.N = int(m.mentions())
	if len(m.times) < analytics.LeastShiftWindows {
		a.Warn(r.Text("query.notice.few_windows", "count", len(m.times), "least", analytics.LeastShiftWindows))
		return a, nil
	}
	found := analytics.Shifts(m.all, float64(p.Certainty)/100)
	slices.Reverse(found) // the newest first
	if len(found) == 0 {
		a.Inform(r.Text("query.notice.no_shift"))
	}
	if p.Format == Value {
		size := 0.0
		if len(found) > 0 {
			size = found[0].Size
		}
		a.Frames = numbers("sentiment_shift", []*data.Field{series(nil, r.Text("query.column.shift"), []*float64{&size}, r.points())})
		return a, nil
	}
	a.Frames = m.table(r, found)
	return a, nil
}

// step is the smallest window that gives a few hundred of them: what is
// found must not depend on how wide a panel is.
func (p shiftParams) step(r *Request) (time.Duration, error) {
	length := r.To.Sub(r.From)
	step := named[p.Interval]
	for _, s := range steps {
		if step == 0 && s >= time.Hour && length/s <= analytics.MaxShiftWindows/2 {
			step = s
		}
	}
	if step == 0 {
		step = week
	}
	if length/step >= analytics.MaxShiftWindows-1 {
		return 0, userError("params.interval: the time range has more than %d windows of that width; choose auto or a shorter time range",
			analytics.MaxShiftWindows-2)
	}
	return step, nil
}

// moodWindows are the labels of consecutive windows that have mentions: of all
// mentions that were asked for, and of each topic.
type moodWindows struct {
	step    time.Duration
	times   []time.Time
	all     []analytics.Mood
	byTopic map[string][]analytics.Mood
}

// moods reads them.
func (r *Request) moods(ctx context.Context, a *Answer, p shiftParams) (*moodWindows, error) {
	step, err := p.step(r)
	if err != nil {
		return nil, err
	}
	terms, err := r.terms(ctx, p.Platforms, p.Accounts)
	if err != nil {
		return nil, err
	}
	terms.explain(r, a)
	if len(p.Topics) > 1 {
		a.Inform(r.Text("query.notice.topics_overlap"))
	}
	result, err := r.Query(ctx, influx.Select{
		From: schema.Sentiment, Columns: influx.Sums(schema.FieldPositive, schema.FieldNeutral, schema.FieldNegative),
		Where: append(owners(p.Platforms, p.Accounts), influx.Match{Name: schema.TagTopic, Values: p.Topics}),
		Range: r.Range(), Every: every(step), Zone: r.Zone, By: terms.by(schema.TagTopic),
	})
	if err != nil {
		return nil, err
	}
	sums := map[string]map[int64]analytics.Mood{}
	for i := range result.Series {
		s := &result.Series[i]
		topic := s.Tags[schema.TagTopic]
		if !terms.allowed(s.Tags) {
			continue
		}
		if sums[topic] == nil {
			sums[topic] = map[int64]analytics.Mood{}
		}
		for row := range s.Len() {
			at := windowOf(s.Time(row), step, r.Zone).Unix()
			sums[topic][at] = sums[topic][at].Plus(analytics.Mood{
				Positive: s.Numbers(schema.FieldPositive)[row], Neutral: s.Numbers(schema.FieldNeutral)[row],
				Negative: s.Numbers(schema.FieldNegative)[row],
			})
		}
	}
	return r.inOrder(sums, len(p.Topics) > 0, step), nil
}

// inOrder puts the windows in order, without the silent ones.
func (r *Request) inOrder(sums map[string]map[int64]analytics.Mood, topical bool, step time.Duration) *moodWindows {
	whole := sums[schema.AllTopics]
	delete(sums, schema.AllTopics)
	if topical {
		whole = map[int64]analytics.Mood{}
		for _, windows := range sums {
			for at, mood := range windows {
				whole[at] = whole[at].Plus(mood)
			}
		}
	}
	m := &moodWindows{step: step, byTopic: map[string][]analytics.Mood{}}
	for at, mood := range whole {
		if mood.N() > 0 {
			m.times = append(m.times, time.Unix(at, 0).In(r.Zone))
		}
	}
	slices.SortFunc(m.times, time.Time.Compare)
	for _, at := range m.times {
		m.all = append(m.all, whole[at.Unix()])
		for topic, windows := range sums {
			m.byTopic[topic] = append(m.byTopic[topic], windows[at.Unix()])
		}
	}
	return m
}

func (m *moodWindows) mentions() float64 {
	n := 0.0
	for _, mood := range m.all {
		n += mood.N()
	}
	return n
}

// mover is the topic that moved the net sentiment most in the direction of a
// shift, and by how many points: the change of (positive − negative of the
// topic) ÷ all mentions × 100 from before to after.
func (m *moodWindows) mover(s analytics.Shift) (string, *float64) {
	name, most := "", 0.0
	for topic, moods := range m.byTopic {
		var before, after analytics.Mood
		for i := s.Start; i < s.End; i++ {
			if i < s.At {
				before = before.Plus(moods[i])
			} else {
				after = after.Plus(moods[i])
			}
		}
		change := ((after.Positive-after.Negative)/s.After.N() - (before.Positive-before.Negative)/s.Before.N()) * 100
		if s.Size < 0 {
			change = -change
		}
		if change > most || change == most && change > 0 && strings.Compare(topic, name) < 0 {
			name, most = topic, change
		}
	}
	if name == "" {
		return "", nil
	}
	if s.Size < 0 {
		most = -most
	}
	return name, &most
}
