package query

import (
	"context"
	"maps"
	"math"
	"slices"
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
	By        string   `json:"by"`        // of single values
	Size      string   `json:"size"`      // of single values
	MaxAge    int      `json:"max_age"`   // hours, of single values; 0: any
	Format    Format   `json:"format"`
}

// Sizes of a shift as a single value.
const (
	sizeEstimate = "estimate"
	sizeLeast    = "least" // what its 95% interval is sure of
)

func init() {
	register(Descriptor{
		ID: "sentiment_shift", Family: Feeling, Formats: []Format{Table, Value},
		Params: []Param{
			list("platforms"), list("accounts"), list("topics"),
			enum("interval", "auto", "hour", "day"), number("certainty", 90, 50, 99),
			enum("by", "none", schema.TagTopic), enum("size", sizeEstimate, sizeLeast),
			number("max_age", 0, 0, 8760),
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
	if p.Format == Value && p.By == schema.TagTopic {
		return a, p.byTopic(ctx, r, a)
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
			size = p.size(r, found[0], m.times[found[0].At])
		}
		a.Frames = numbers("sentiment_shift", []*data.Field{series(nil, r.Text("query.column.shift"), []*float64{&size}, r.points())})
		return a, nil
	}
	if err := m.readTopics(ctx, r, p, found); err != nil {
		return nil, err
	}
	a.Frames = m.table(r, found)
	return a, nil
}

// size is how much a shift moved, as single values want it: 0 where it is older than
// they ask for.
func (p shiftParams) size(r *Request, s analytics.Shift, at time.Time) float64 {
	switch {
	case p.MaxAge > 0 && r.end().Sub(at) > time.Duration(p.MaxAge)*time.Hour:
		return 0
	case p.Size == sizeLeast:
		return s.Least()
	}
	return s.Size
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

// moodWindows are the labels of consecutive windows that have mentions.
type moodWindows struct {
	step  time.Duration
	times []time.Time
	all   []analytics.Mood
	// byTopic is each topic's mood in a stretch of windows, by its ends.
	byTopic map[[2]int]map[string]analytics.Mood
}

// moods reads them: of all mentions, or of those of the chosen topics.
func (r *Request) moods(ctx context.Context, a *Answer, p shiftParams) (*moodWindows, error) {
	step, err := p.step(r)
	if err != nil {
		return nil, err
	}
	if len(p.Topics) > 1 {
		a.Inform(r.Text("query.notice.topics_overlap"))
	}
	topics := p.Topics
	if len(topics) == 0 {
		topics = []string{schema.AllTopics}
	}
	terms, result, err := p.read(ctx, r, influx.Select{
		Where: []influx.Match{{Name: schema.TagTopic, Values: topics}}, Range: r.Range(),
	}, step)
	if err != nil {
		return nil, err
	}
	terms.explain(r, a)
	sums := map[int64]analytics.Mood{}
	for i := range result.Series {
		s := &result.Series[i]
		for row := range s.Len() {
			at := windowOf(s.Time(row), step, r.Zone).Unix()
			sums[at] = sums[at].Plus(moodOf(s, row))
		}
	}
	m := &moodWindows{step: step}
	for _, at := range slices.Sorted(maps.Keys(sums)) {
		if sums[at].N() > 0 {
			m.times, m.all = append(m.times, time.Unix(at, 0).In(r.Zone)), append(m.all, sums[at])
		}
	}
	return m, nil
}

// read completes a question for labels and asks it.
func (p shiftParams) read(ctx context.Context, r *Request, q influx.Select, step time.Duration, by ...string) (*terms, *influx.Result, error) {
	terms, err := r.terms(ctx, p.Platforms, p.Accounts)
	if err != nil {
		return nil, nil, err
	}
	q.From, q.Columns = schema.Sentiment, influx.Sums(schema.FieldPositive, schema.FieldNeutral, schema.FieldNegative)
	q.Where, q.By, q.Without = append(q.Where, owners(p.Platforms, p.Accounts)...), by, terms.without()
	result, err := r.daily(ctx, q, step)
	return terms, result, err
}

func moodOf(s *influx.Series, row int) analytics.Mood {
	return analytics.Mood{
		Positive: s.Numbers(schema.FieldPositive)[row], Neutral: s.Numbers(schema.FieldNeutral)[row],
		Negative: s.Numbers(schema.FieldNegative)[row],
	}
}

func (m *moodWindows) mentions() float64 {
	n := 0.0
	for _, mood := range m.all {
		n += mood.N()
	}
	return n
}

// readTopics reads each topic's mood before and after the shifts.
func (m *moodWindows) readTopics(ctx context.Context, r *Request, p shiftParams, found []analytics.Shift) error {
	m.byTopic = map[[2]int]map[string]analytics.Mood{}
	if len(found) == 0 {
		return nil
	}
	whole := [2]int{found[0].Start, found[0].End}
	for _, s := range found {
		whole[0], whole[1] = min(whole[0], s.Start), max(whole[1], s.End)
		m.byTopic[[2]int{s.Start, s.At}], m.byTopic[[2]int{s.At, s.End}] = map[string]analytics.Mood{}, map[string]analytics.Mood{}
	}
	_, result, err := p.read(ctx, r, influx.Select{Where: []influx.Match{p.eachTopic()}, Range: m.span(r, whole)}, m.step, schema.TagTopic)
	if err != nil {
		return err
	}
	for i := range result.Series {
		t := &result.Series[i]
		topic := t.Tags[schema.TagTopic]
		for row := range t.Len() {
			at := windowOf(t.Time(row), m.step, r.Zone)
			for ends, moods := range m.byTopic {
				if !at.Before(m.times[ends[0]]) && (ends[1] == len(m.times) || at.Before(m.times[ends[1]])) {
					moods[topic] = moods[topic].Plus(moodOf(t, row))
				}
			}
		}
	}
	return nil
}

// eachTopic chooses the topics one by one, not the row of all mentions.
func (p shiftParams) eachTopic() influx.Match {
	if len(p.Topics) == 0 {
		return eachTopic
	}
	return influx.Match{Name: schema.TagTopic, Values: p.Topics}
}

// span is the time of a stretch of windows, within the request's.
func (m *moodWindows) span(r *Request, ends [2]int) influx.Range {
	out := influx.Range{From: m.times[ends[0]], To: r.To}
	if ends[1] < len(m.times) {
		out.To = m.times[ends[1]]
	}
	if out.From.Before(r.From) {
		out.From = r.From
	}
	return out
}

// mover is the topic that moved the net sentiment most in the direction of a
// shift, and by how many points: the change of (positive − negative of the
// topic) ÷ all mentions × 100 from before to after.
func (m *moodWindows) mover(s analytics.Shift) (string, *float64) {
	before, after := m.byTopic[[2]int{s.Start, s.At}], m.byTopic[[2]int{s.At, s.End}]
	names := map[string]bool{}
	for _, moods := range []map[string]analytics.Mood{before, after} {
		for name := range moods {
			names[name] = true
		}
	}
	mover, most := "", 0.0
	for _, name := range slices.Sorted(maps.Keys(names)) {
		b, a := before[name], after[name]
		change := ((a.Positive-a.Negative)/s.After.N() - (b.Positive-b.Negative)/s.Before.N()) * 100
		if change*s.Size > 0 && math.Abs(change) > math.Abs(most) {
			mover, most = name, change
		}
	}
	if mover == "" {
		return "", nil
	}
	return mover, &most
}
