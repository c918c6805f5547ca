package query

import (
	"context"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

type sentimentParams struct {
	Platforms []string `json:"platforms"`
	Accounts  []string `json:"accounts"`
	Topics    []string `json:"topics"`
	By        string   `json:"by"`
	Measure   string   `json:"measure"`
	// Coordinated says what becomes of copies that several authors posted.
	Coordinated string `json:"coordinated"`
	Interval    string `json:"interval"`
	Format      Format `json:"format"`
}

// What sentiment shows.
const (
	netMeasure         = "net"
	unsureMeasure      = "unsure"
	coordinatedMeasure = "coordinated"
	counted, leftOut   = "counted", "left_out"
)

func init() {
	register(Descriptor{
		ID: "sentiment", Family: Feeling, Formats: []Format{TimeSeries, Table, Value},
		Params: []Param{
			list("platforms"), list("accounts"), list("topics"),
			enum("by", "none", "topic", "platform", "account"),
			enum("measure", netMeasure, unsureMeasure, coordinatedMeasure), enum("coordinated", counted, leftOut),
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
		From: schema.Sentiment, Columns: influx.Sums(p.columns()...),
		Where: append(owners(p.Platforms, p.Accounts), p.topics()), Range: r.Range(), By: groupTags(p.By), Without: terms.without(),
	}
	step := time.Duration(0)
	if p.Format == TimeSeries {
		step = r.step(p.Interval, time.Hour)
	}
	result, err := r.daily(ctx, q, step)
	if err != nil {
		return nil, err
	}
	a := &Answer{Formula: r.Text("query.sentiment.formula." + p.Measure), Source: moodSources[p.Measure]}
	if p.By == schema.TagTopic || len(p.Topics) > 1 {
		a.Inform(r.Text("query.notice.topics_overlap"))
	}
	terms.explain(r, a)
	moods := gatherMoods(result, p, step, r.Zone)
	p.explain(r, a, moods)
	moods = weighed(moods, p.Coordinated == leftOut)
	for _, m := range moods {
		a.N += int(m.total())
	}
	slices.SortFunc(moods, func(x, y mood) int { return x.group.compare(y.group) })
	switch p.Format {
	case Table:
		a.Frames = moodTable(r, p.By, moods)
	case Value:
		a.Frames = moodValues(r, p, moods)
	default:
		for _, m := range moods {
			a.Frames = append(a.Frames, m.line(r, p))
		}
	}
	return a, nil
}

var moodSources = map[string]string{
	netMeasure:         "Black Box Intelligence, EmbedSocial (net sentiment); Wilson 1927, Newcombe 1998 (intervals)",
	unsureMeasure:      "Guo et al. 2017, arXiv:1706.04599 (calibrated probabilities); Chow 1970 (reject option)",
	coordinatedMeasure: "Broder 1997 (resemblance of texts); Pacheco et al. 2021, arXiv:2001.05658 (coordination by shared text)",
}

// columns are the fields that the answer needs: each costs the database as much
// as the next.
func (p sentimentParams) columns() []string {
	out := []string{schema.FieldPositive, schema.FieldNeutral, schema.FieldNegative}
	table := p.Format == Table
	if table || p.Measure == unsureMeasure {
		out = append(out, schema.FieldSure, schema.FieldUnsure)
	}
	if table || p.Measure == coordinatedMeasure || p.Coordinated == leftOut {
		out = append(out, schema.FieldCompared, schema.FieldCoordinated)
	}
	if table || p.Coordinated == leftOut {
		out = append(out, schema.FieldCoordinatedPositive, schema.FieldCoordinatedNegative)
	}
	return out
}

// explain says of how many mentions it is not known what the answer speaks of.
func (p sentimentParams) explain(r *Request, a *Answer, moods []mood) {
	var all tones
	for _, m := range moods {
		for _, w := range m.windows {
			all = all.plus(w)
		}
	}
	say := func(unknown float64, asked bool, key string) {
		switch text := r.Text(key, "count", r.number(unknown, 0)); {
		case unknown <= 0:
		case asked:
			a.Warn(text)
		case p.Format == Table: // which shows it beside the rest
			a.Inform(text)
		}
	}
	say(all.N()-all.rated(), p.Measure == unsureMeasure, "query.notice.not_rated")
	say(all.N()-all.compared, p.Measure == coordinatedMeasure || p.Coordinated == leftOut, "query.notice.not_compared")
}

// eachTopic leaves out the row of all mentions, which has every mention once.
var eachTopic = influx.Match{Name: schema.TagTopic, Not: true, Values: []string{schema.AllTopics}}

// topics chooses the rows: those of the named topics, or those that stand for
// every mention, which count a mention of several topics once.
func (p sentimentParams) topics() influx.Match {
	switch {
	case len(p.Topics) > 0:
		return influx.Match{Name: schema.TagTopic, Values: p.Topics}
	case p.By == schema.TagTopic:
		return eachTopic
	}
	return influx.Match{Name: schema.TagTopic, Values: []string{schema.AllTopics}}
}
