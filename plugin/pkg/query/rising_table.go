package query

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

const (
	// maxRead is how many mentions are read for samples and tone, newest first.
	maxRead     = 2000
	sampleCount = 3
	sampleBytes = 200
	// timesExpected is a unit.
	timesExpected = "suffix:×"
)

// values has a number for every topic, and every term that is not silent: how
// many mentions more than expected, or how many times as many, where it rises, else
// 0. So an alert on > 0 tells a calm hour from one that could not be judged. Or one
// number, of what rises.
func (s *scan) values(rising []*candidate) data.Frames {
	if s.p.Measure == measureCount {
		name := s.r.Text("query.rising_topics.option.measure.count")
		return numbers("rising_topics", []*data.Field{series(nil, name, []*float64{whole(float64(len(rising)))}, count)})
	}
	of, unit := (*candidate).excess, count
	if s.p.Measure == measureTimes {
		of, unit = (*candidate).times, timesExpected
	}
	var fields []*data.Field
	for _, c := range s.wanted() {
		value := 0.0
		if slices.Contains(rising, c) {
			value = of(c)
		}
		labels := data.Labels{"kind": c.kind(), "name": c.name}
		fields = append(fields, series(labels, c.name, []*float64{whole(value)}, unit))
	}
	return numbers("rising_topics", fields)
}

// table has a row for everything that rises.
func (s *scan) table(ctx context.Context, a *Answer, rows []*candidate) error {
	r := s.r
	if len(rows) == 0 {
		a.Inform(r.Text("query.notice.nothing_rises", "count", len(s.candidates)))
	}
	if len(rows) > s.p.Limit && !r.Full {
		a.Inform(r.Text("query.notice.limited_rows", "shown", s.p.Limit, "all", len(rows)))
		rows = rows[:s.p.Limit]
	}
	if s.p.Cause != causePublic { // else they were heard before
		if err := s.listen(ctx, a, rows); err != nil {
			return err
		}
	}
	if err := s.readCopies(ctx, rows); err != nil {
		return err
	}
	hours := s.p.window().Hours()
	fields := []*data.Field{
		r.column("kind", columnOf(rows, func(c *candidate) string { return r.Text("query.candidate." + c.kind()) }), ""),
		r.column("name", columnOf(rows, func(c *candidate) string { return c.name }), ""),
		r.column("mentions", columnOf(rows, func(c *candidate) float64 { return c.now }), count),
		r.column("expected", columnOf(rows, func(c *candidate) float64 { return c.surprise.Expected }), count),
		r.column("times", columnOf(rows, func(c *candidate) *float64 { return whole(c.times()) }), timesExpected),
		r.column("velocity", columnOf(rows, func(c *candidate) float64 { return (c.now - c.before) / hours }), count),
		r.column("q", columnOf(rows, func(c *candidate) float64 { return c.surprise.Q * 100 }), percent),
		r.column("novelty", columnOf(rows, func(c *candidate) *float64 { return cell(c.history.Novelty()) }), percent),
		r.column("first_seen", columnOf(rows, func(c *candidate) time.Time { return c.first }), ""),
		r.column("platforms", columnOf(rows, (*candidate).where), ""),
		r.column("net_sentiment", columnOf(rows, func(c *candidate) *float64 { return cell(c.told.Net()) }), r.points()),
		r.column("labelled", columnOf(rows, func(c *candidate) float64 { return c.told.N() }), count),
		r.column("voices", columnOf(rows, func(c *candidate) float64 { return float64(len(c.voices)) }), count),
		r.column("newcomers", columnOf(rows, func(c *candidate) *float64 { return cell(c.newcomers()) }), percent),
		r.column("one_post", columnOf(rows, func(c *candidate) *float64 { return cell(analytics.Share(c.mostAnswered(), c.heard)) }), percent),
	}
	fields = append(fields, s.copyColumns(a, rows)...)
	for i := range sampleCount {
		fields = append(fields, s.sample(rows, i))
	}
	a.Frames = table("rising_topics", fields...)
	return nil
}

// sample is the column of the candidates' i-th sample, with its address behind it.
func (s *scan) sample(rows []*candidate, i int) *data.Field {
	return s.r.column("sample_"+string(rune('1'+i)), columnOf(rows, func(c *candidate) string {
		if i < len(c.samples) {
			return c.samples[i]
		}
		return ""
	}), "")
}

// listen reads the newest mentions of the window, for the tone, the authors and the
// samples of what rises. Of a term only those are heard that it counts, from windows
// in which it was among the most frequent, so that no more people than mentions are
// told.
func (s *scan) listen(ctx context.Context, a *Answer, rows []*candidate) error {
	if len(rows) == 0 {
		return nil
	}
	if err := s.readCoordinated(ctx, rows); err != nil {
		return err
	}
	m, err := s.r.latest(ctx, influx.Select{
		From: schema.Mention, Where: owners(s.p.Platforms, s.p.Accounts), Range: influx.Range{From: s.start, To: s.end},
		Columns: influx.Fields(schema.TagPlatform, schema.TagAccount, schema.FieldText, schema.FieldTopics, schema.FieldLabel, schema.FieldAuthor,
			schema.FieldAuthorDays, schema.FieldPost),
		Without: s.terms.without(),
	}, maxRead)
	if err != nil {
		return err
	}
	if m.Len() == maxRead {
		a.Inform(s.r.Text("query.notice.sampled", "count", maxRead))
	}
	text, topics := m.Texts(schema.FieldText), m.Texts(schema.FieldTopics)
	for row := range m.Len() {
		owner := group{platform: m.Texts(schema.TagPlatform)[row], account: m.Texts(schema.TagAccount)[row]}
		where := accountWindow{owner, m.Time(row).Truncate(tenMinutes).Unix()}
		for _, c := range rows {
			if c.counts(where) && c.spoken(text[row], topics[row]) {
				c.heard++
				if post := m.Texts(schema.FieldPost)[row]; post != "" {
					c.answers[answered{owner, post}]++
				}
				c.hear(text[row], m.Texts(schema.FieldLabel)[row])
				c.meet(m.Texts(schema.FieldAuthor)[row], m.Numbers(schema.FieldAuthorDays)[row])
			}
		}
	}
	return nil
}

// counts tells whether the candidate's mentions of a window were counted.
func (c *candidate) counts(where accountWindow) bool {
	_, was := c.counted[where]
	return !c.term || was
}

// hear notes a mention of the candidate.
func (c *candidate) hear(text, label string) {
	switch label {
	case schema.LabelPositive:
		c.told.Positive++
	case schema.LabelNeutral:
		c.told.Neutral++
	case schema.LabelNegative:
		c.told.Negative++
	}
	text = short(text)
	if text != "" && len(c.samples) < sampleCount && !slices.Contains(c.samples, text) {
		c.samples = append(c.samples, text)
	}
}

// meet notes an author, as known for as long as when first met: the newest mention
// is heard first.
func (c *candidate) meet(author string, days float64) {
	if author == "" {
		return
	}
	if before, met := c.voices[author]; !met || math.IsNaN(before) || days < before {
		c.voices[author] = days
	}
}

// newcomers is the share of authors that were known for less than a day, in percent.
func (c *candidate) newcomers() analytics.Number {
	fresh, known := 0.0, 0.0
	for _, days := range c.voices {
		if math.IsNaN(days) {
			continue
		}
		if known++; days < 1 {
			fresh++
		}
	}
	return analytics.Share(fresh, known)
}

// short is a text on one line, cut where it is long.
func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > sampleBytes {
		return strings.ToValidUTF8(text[:sampleBytes], "") + "…"
	}
	return text
}
