package sink

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
)

const (
	sentimentWindow = time.Hour
	topicWindow     = 10 * time.Minute
	// mergeGap is how far apart touched hours may lie to be read in one query.
	mergeGap = 24 * time.Hour
	// maxSpan bounds one query, so that a backfill reads back in pieces.
	maxSpan = 31 * 24 * time.Hour
)

// windows are the hours of each account whose rollups are to be made anew.
type windows struct {
	hours   hoursBy
	heard   hoursBy        // those of mentions
	read    hoursBy        // those when posts were read
	weeks   byWeek         // starts of those that are listed anew, by measurement
	rewrite map[owner]bool // a known record changed: windows may have emptied
}

type hoursBy map[owner]map[time.Time]bool

func newWindows() *windows {
	return &windows{hours: hoursBy{}, heard: hoursBy{}, read: hoursBy{}, weeks: byWeek{}, rewrite: map[owner]bool{}}
}

// join adds what others have touched.
func (w *windows) join(others *windows) {
	w.hours.join(others.hours)
	w.heard.join(others.heard)
	w.read.join(others.read)
	w.weeks.join(others.weeks)
	maps.Copy(w.rewrite, others.rewrite)
}

// add adds the window of a mention.
func (w *windows) add(o owner, at time.Time, known bool) {
	w.addPost(o, at, known)
	w.heard.add(o, at)
}

// addPost adds the window of a post, which is counted but not listened to.
func (w *windows) addPost(o owner, at time.Time, known bool) {
	w.hours.add(o, at)
	if known {
		w.rewrite[o] = true
	}
}

func (h hoursBy) add(o owner, at time.Time) {
	if h[o] == nil {
		h[o] = map[time.Time]bool{}
	}
	h[o][at.UTC().Truncate(sentimentWindow)] = true
}

func (h hoursBy) join(others hoursBy) {
	for o, hours := range others {
		if h[o] == nil {
			h[o] = map[time.Time]bool{}
		}
		maps.Copy(h[o], hours)
	}
}

// span is a time range, end excluded.
type span struct{ from, to time.Time }

// spans merges an account's hours into few ranges.
func (w *windows) spans(o owner) []span {
	var out []span
	for _, h := range slices.SortedFunc(maps.Keys(w.hours[o]), time.Time.Compare) {
		end := h.Add(sentimentWindow)
		if n := len(out); n > 0 && h.Sub(out[n-1].to) <= mergeGap && end.Sub(out[n-1].from) <= maxSpan {
			out[n-1].to = end
			continue
		}
		out = append(out, span{h, end})
	}
	return out
}

// rollups recomputes every touched window from the stored points.
func (s *Sink) rollups(ctx context.Context, touched *windows) ([]*line.Point, error) {
	var out []*line.Point
	for o := range touched.hours {
		for _, sp := range touched.spans(o) {
			c := newCounts(touched.hours[o])
			if err := s.count(ctx, o, sp, c, touched.rewrite[o]); err != nil {
				return nil, err
			}
			out = append(out, c.points(o)...)
		}
		heard, err := s.voices(ctx, o, touched)
		if err != nil {
			return nil, err
		}
		out = append(out, heard...)
	}
	return out, nil
}

const where = ` WHERE platform = $platform AND account = $account AND time >= $from AND time < $to`

const (
	selectMentions  = `SELECT label, score, certainty, topics, aspects FROM mention` + where
	selectPosts     = `SELECT topics FROM post` + where + ` AND topics != ''`
	selectVolume    = `SELECT mentions FROM topic_10m` + where + ` GROUP BY topic`
	selectSentiment = `SELECT mentions FROM sentiment_1h` + where + ` GROUP BY topic`
)

func (s *Sink) count(ctx context.Context, o owner, sp span, c *counts, rewrite bool) error {
	params := map[string]any{
		"platform": o.platform, "account": o.account, "from": sp.from.UnixNano(), "to": sp.to.UnixNano(),
	}
	if rewrite { // windows that were counted before start from zero
		for statement, start := range map[string]func(row){selectVolume: c.startVolume, selectSentiment: c.startSentiment} {
			if err := s.reader.query(ctx, statement, params, start); err != nil {
				return err
			}
		}
	}
	if err := s.reader.query(ctx, selectMentions, params, c.mention); err != nil {
		return err
	}
	return s.reader.query(ctx, selectPosts, params, c.post)
}

// cell is one window of one topic.
type cell struct {
	at    time.Time
	topic string
}

type volume struct{ mentions, posts, compared float64 }

type labels struct{ mentions, positive, neutral, negative, scoreSum, sure, unsure float64 }

// counts gathers the windows of one account.
type counts struct {
	hours     map[time.Time]bool
	volume    map[cell]*volume
	sentiment map[cell]*labels
}

func newCounts(hours map[time.Time]bool) *counts {
	return &counts{hours: hours, volume: map[cell]*volume{}, sentiment: map[cell]*labels{}}
}

func at[K comparable, V any](m map[K]*V, k K) *V {
	v := m[k]
	if v == nil {
		v = new(V)
		m[k] = v
	}
	return v
}

func (c *counts) startVolume(r row) { at(c.volume, cell{r.at, r.tags[schema.TagTopic]}) }

func (c *counts) startSentiment(r row) { at(c.sentiment, cell{r.at, r.tags[schema.TagTopic]}) }

func (c *counts) mention(r row) {
	topics := schema.SplitTopics(r.text(schema.FieldTopics))
	label := r.text(schema.FieldLabel)
	for _, topic := range topics {
		v := at(c.volume, cell{r.at.Truncate(topicWindow), topic})
		v.mentions++
		if label != "" {
			v.compared++
		}
	}
	if label == "" {
		return // the platform allows no label
	}
	aspects := schema.SplitAspects(r.text(schema.FieldAspects))
	whole := schema.Aspect{Label: label, Score: r.number(schema.FieldScore), Certainty: r.number(schema.FieldCertainty)}
	for _, topic := range append(topics, schema.AllTopics) {
		said, ok := aspects[topic]
		if !ok {
			said = whole
		}
		at(c.sentiment, cell{r.at.Truncate(sentimentWindow), topic}).add(said)
	}
}

// add counts what one mention says. Certainty 0 means that none was stored.
func (l *labels) add(said schema.Aspect) {
	l.mentions++
	l.scoreSum += said.Score
	switch said.Label {
	case schema.LabelPositive:
		l.positive++
	case schema.LabelNegative:
		l.negative++
	default:
		l.neutral++
	}
	switch {
	case said.Certainty >= sentiment.SureFrom:
		l.sure++
	case said.Certainty > 0:
		l.unsure++
	}
}

func (c *counts) post(r row) {
	for _, topic := range schema.SplitTopics(r.text(schema.FieldTopics)) {
		at(c.volume, cell{r.at.Truncate(topicWindow), topic}).posts++
	}
}

// points writes the touched hours only: the others in the range did not change.
func (c *counts) points(o owner) []*line.Point {
	var out []*line.Point
	for k, v := range c.volume {
		if c.hours[k.at.Truncate(sentimentWindow)] {
			out = append(out, line.New(schema.TopicVolume, o.tags(tag(schema.TagTopic, k.topic)), []line.Field{
				line.Number(schema.FieldMentions, v.mentions), line.Number(schema.FieldPosts, v.posts), line.Number(schema.FieldCompared, v.compared),
			}, k.at))
		}
	}
	for k, v := range c.sentiment {
		if c.hours[k.at] {
			out = append(out, line.New(schema.Sentiment, o.tags(tag(schema.TagTopic, k.topic)), []line.Field{
				line.Number(schema.FieldMentions, v.mentions), line.Number(schema.FieldPositive, v.positive), line.Number(schema.FieldNeutral, v.neutral),
				line.Number(schema.FieldNegative, v.negative), line.Number(schema.FieldScoreSum, v.scoreSum),
				line.Number(schema.FieldSure, v.sure), line.Number(schema.FieldUnsure, v.unsure), line.Number(schema.FieldCompared, v.mentions),
			}, k.at))
		}
	}
	return out
}
