// Package enrich says what a text means: its language, its sentiment and which
// of the configured topics it is about. Masking of personal data is package
// scrub, which runs first: see its comment.
package enrich

import (
	"github.com/pantau/pantau/collector/enrich/aspect"
	"github.com/pantau/pantau/collector/enrich/language"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/enrich/topics"
)

// Meaning is what one text says.
type Meaning struct {
	Language string // ISO 639 code, language.Other or language.Undetermined
	Second   string // of a text in two languages: the other one; else ""
	Label    sentiment.Label
	Score    float64  // −1…1: P(positive) − P(negative)
	Topics   []string // sorted; nil if none

	Certainty float64 // 0…1: the label's probability
	Reader    string  // of label, score and certainty: sentiment.Accurately or Quickly

	Aspects []Aspect // by topic; of topics that are not there the text speaks as a whole
}

// Aspect is what a text says of one of its topics, where it says something else
// of others: see package aspect.
type Aspect struct {
	Topic            string
	Label            sentiment.Label
	Score, Certainty float64
}

// Enricher reads texts. It is safe for concurrent use.
type Enricher struct {
	topics *topics.Matcher
	reader sentiment.Reader
}

// New makes an Enricher. A nil matcher finds no topics.
func New(matcher *topics.Matcher, reader sentiment.Reader) *Enricher {
	return &Enricher{topics: matcher, reader: reader}
}

// Enrich reads one text, of any length and content, in bounded time.
func (e *Enricher) Enrich(text string) Meaning {
	m := e.Sentiment(text)
	m.Language, _ = language.Detect(text)
	m.Second = language.Second(text, m.Language)
	return m
}

// Sentiment reads label and score, and what the text says of each topic.
func (e *Enricher) Sentiment(text string) Meaning {
	r := e.reader.Read(text)
	m := Meaning{Label: r.Label, Score: r.Score, Certainty: r.Certainty(), Reader: r.Reader, Topics: e.Topics(text)}
	m.Aspects = e.aspects(text, m.Topics)
	return m
}

// aspects reads what the text says of each topic, where that is not all of it.
func (e *Enricher) aspects(text string, found []string) []Aspect {
	if len(found) == 0 {
		return nil
	}
	var out []Aspect
	read := map[string]sentiment.Reading{} // topics may share a clause
	for _, p := range aspect.Parts(text, found, e.topics.Match) {
		r := e.once(read, p.Text)
		if r.Label == sentiment.Neutral && p.Wider == text {
			continue // the clause says nothing: the whole does
		}
		if r.Label == sentiment.Neutral && p.Wider != "" {
			r = e.once(read, p.Wider)
		}
		out = append(out, Aspect{Topic: p.Topic, Label: r.Label, Score: r.Score, Certainty: r.Certainty()})
	}
	return out
}

func (e *Enricher) once(read map[string]sentiment.Reading, text string) sentiment.Reading {
	r, ok := read[text]
	if !ok {
		r = e.reader.Read(text)
		read[text] = r
	}
	return r
}

// Topics finds the configured topics only: what an office writes itself has no
// sentiment worth counting.
func (e *Enricher) Topics(text string) []string {
	if e.topics == nil {
		return nil
	}
	return e.topics.Match(text)
}
