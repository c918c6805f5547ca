package sentiment

import (
	_ "embed"
	"sync"

	"github.com/pantau/pantau/collector/enrich/sentiment/transformer"
)

// accurateWeights is written by training/transformer. The file is used where it
// lies in the binary: a process that never reads accurately, such as a
// connector's, never loads these pages.
//
//go:embed accurate.bin
var accurateWeights []byte

// mixtureWeights is written by training/mixture.
//
//go:embed mixture.json
var mixtureWeights []byte

// Accurate returns the transformer mixed with the fast reader; their weights are
// in the binary. It is set up at the first call; later calls return the same
// reader.
func Accurate() Reader { return accurate() }

var accurate = sync.OnceValue(func() *Mixture {
	m, err := NewMixture(transformed(), fast(), mixtureWeights)
	if err != nil {
		panic("embedded weights of the readers: " + err.Error()) // a test reads them at every build
	}
	return m
})

// Transformed returns the transformer alone, as training needs it.
func Transformed() Reader { return transformed() }

var transformed = sync.OnceValue(func() *Transformer {
	r, err := NewTransformer(accurateWeights)
	if err != nil {
		panic("embedded sentiment weights: " + err.Error()) // a test reads them at every build
	}
	return r
})

// Transformer is a Reader over a small encoder.
type Transformer struct{ model *transformer.Model }

var _ Reader = (*Transformer)(nil)

// NewTransformer makes a reader of a model file, as training/transformer writes
// it. The file must not change afterwards.
func NewTransformer(file []byte) (*Transformer, error) {
	m, err := transformer.Parse(file)
	if err != nil {
		return nil, err
	}
	return &Transformer{model: m}, nil
}

// Read reads the first transformer.MaxCharacters characters of text, and of
// these as many pieces as the model has places for.
func (t *Transformer) Read(text string) Reading {
	var p [3]float64
	if t.model.Probabilities(text, &p) == 0 {
		return unread(Accurately)
	}
	return reading(p, Accurately)
}
