// Package sentiment reads whether a text is positive, neutral or negative.
// Readers are pure Go and need nothing from outside the binary.
package sentiment

import "github.com/pantau/pantau/collector/schema"

// Label is what a text expresses as a whole.
type Label string

// The labels, as they are stored.
const (
	Positive Label = "positive"
	Neutral  Label = "neutral"
	Negative Label = "negative"
)

// Labels is the order of Reading.Probabilities.
var Labels = [3]Label{Positive, Neutral, Negative}

// Reading is what a reader makes of one text.
type Reading struct {
	Label         Label
	Score         float64    // −1…1: P(positive) − P(negative)
	Probabilities [3]float64 // in the order of Labels; they add up to 1
	Reader        string     // who read: Accurately or Quickly
}

// The readers' names, as they are stored.
const (
	Accurately = schema.ReaderAccurate
	Quickly    = schema.ReaderFast
)

// SureFrom is the probability from which on a label is taken as sure. Below it
// the readers are calibrated to be wrong in more than two of five cases.
const SureFrom = 0.6

// Sure tells whether the label's probability is at least SureFrom.
func (r Reading) Sure() bool { return r.Certainty() >= SureFrom }

// Certainty is the probability of the label.
func (r Reading) Certainty() float64 {
	return max(r.Probabilities[0], r.Probabilities[1], r.Probabilities[2])
}

// Reader reads texts. Implementations are safe for concurrent use, take any
// string, valid or not, and spend bounded time and memory on it.
type Reader interface {
	Read(text string) Reading
}

// Embedder is a Reader that also gives what its reading rests on: as many numbers
// for every text, alike for texts that say alike things; nil where there is
// nothing to read.
type Embedder interface {
	Reader
	Embed(text string) (Reading, []float32)
}

// unread is the answer where there is nothing to read: no letter, no emoji.
func unread(reader string) Reading { return reading([3]float64{0, 1, 0}, reader) }

// reading makes a Reading of probabilities.
func reading(p [3]float64, reader string) Reading {
	best := 0
	for i := range p {
		if p[i] > p[best] {
			best = i
		}
	}
	return Reading{Label: Labels[best], Score: p[0] - p[2], Probabilities: p, Reader: reader}
}
