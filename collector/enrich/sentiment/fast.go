package sentiment

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"

	"github.com/pantau/pantau/collector/enrich/linear"
)

// weights is written by training/sentiment.
//
//go:embed fast.bin
var weights []byte

// Fast returns the linear reader, whose weights are in the binary. They are
// unpacked at the first call; later calls return the same reader.
func Fast() Reader { return fast() }

var fast = sync.OnceValue(func() *Linear {
	r, err := NewLinear(weights)
	if err != nil {
		panic("embedded sentiment weights: " + err.Error()) // a test reads them at every build
	}
	return r
})

// Linear is a Reader over a linear model.
type Linear struct{ model *linear.Model }

var _ Reader = (*Linear)(nil)

// NewLinear makes a reader of a model file, as training/sentiment writes it.
func NewLinear(file []byte) (*Linear, error) {
	m, err := linear.Parse(file)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(m.Classes, []string{string(Positive), string(Neutral), string(Negative)}) {
		return nil, fmt.Errorf("model file: classes %q are not the labels of sentiment", m.Classes)
	}
	return &Linear{model: m}, nil
}

// Read reads the first ngram.MaxCharacters characters of text.
func (l *Linear) Read(text string) Reading {
	var p [3]float64
	if l.model.Probabilities(text, p[:]) == 0 {
		return unread(Quickly)
	}
	return reading(p, Quickly)
}
