// Package enrich says what a text means: its language, its sentiment and which
// of the configured topics it is about. Masking of personal data is package
// scrub, which runs first: see its comment.
package enrich

import (
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
	m.Topics = e.Topics(text)
	return m
}

// Sentiment reads label and score only.
func (e *Enricher) Sentiment(text string) Meaning {
	r := e.reader.Read(text)
	return Meaning{Label: r.Label, Score: r.Score, Certainty: r.Certainty(), Reader: r.Reader}
}

// Topics finds the configured topics only: what an office writes itself has no
// sentiment worth counting.
func (e *Enricher) Topics(text string) []string {
	if e.topics == nil {
		return nil
	}
	return e.topics.Match(text)
}
