// Package transformer reads the sentiment of a text with a small encoder of the
// XLM-R kind (Conneau et al. 2020; Devlin et al. 2019): token and position rows,
// layers of attention and of a feed-forward net, each followed by a
// normalisation, the mean over the tokens, and a linear head. Weights are 8-bit
// whole numbers with a scale a row; activations are quantised anew before each
// product, with a scale a token. The arithmetic is package kernel's and gives
// the same on every machine.
package transformer

import (
	"math"
	"sync"

	"github.com/pantau/pantau/collector/enrich/sentiment/transformer/kernel"
)

const classes = 3

// classNames are the labels of sentiment, in the order of its probabilities.
var classNames = [classes]string{"positive", "neutral", "negative"}

// Model is immutable after Parse and safe for concurrent use.
type Model struct {
	dim, heads, ffn, maxTokens int

	vocabulary vocabulary
	word       embedding
	position   []float32
	norm       norms
	layers     []layer
	head       []float32 // a row a class
	headBias   []float32

	temperature float64
	biases      [classes]float64

	pool sync.Pool
}

// embedding has an 8-bit row a piece, each with its scale.
type embedding struct {
	weights []int8
	scales  []float32
}

type norms struct{ weight, bias []float32 }

// layer is one block of the encoder.
type layer struct {
	q, k, v, mix  kernel.Matrix // of attention
	inner, outer  kernel.Matrix // of the feed-forward net
	first, second norms
}

// Places of the feed-forward net's matrices in a layer's.
const inner, outer = 4, 5

var matrixNames = [6]string{"q", "k", "v", "ao", "fi", "fo"}

func (l *layer) matrices() [6]*kernel.Matrix {
	return [6]*kernel.Matrix{&l.q, &l.k, &l.v, &l.mix, &l.inner, &l.outer}
}

// Probabilities writes the probabilities of positive, neutral and negative into
// out: softmax(logits / temperature + biases). It returns the number of pieces
// that they rest on; with none, out is left as it is.
func (m *Model) Probabilities(text string, out *[classes]float64) int {
	s := m.scratch()
	defer m.pool.Put(s)
	return m.understand(s, text, out)
}

// Embedding does as Probabilities does, and gives what they are computed from: the
// mean over the tokens. With no pieces, it is nil.
func (m *Model) Embedding(text string, out *[classes]float64) []float32 {
	s := m.scratch()
	defer m.pool.Put(s)
	if m.understand(s, text, out) == 0 {
		return nil
	}
	mean := make([]float32, m.dim)
	for i, sum := range s.y[:m.dim] {
		mean[i] = sum / float32(len(s.tokens))
	}
	return mean
}

func (m *Model) understand(s *scratch, text string, out *[classes]float64) int {
	s.normalise(text)
	const marks = 2 // begin and end
	m.vocabulary.tokens(s, m.maxTokens-marks)
	if len(s.tokens) == marks {
		return 0
	}
	logits := m.logits(s)
	total := 0.0
	for c := range out {
		out[c] = math.Exp(float64(logits[c])/m.temperature + m.biases[c])
		total += out[c]
	}
	for c := range out {
		out[c] /= total
	}
	return len(s.tokens) - marks
}

func (m *Model) scratch() *scratch {
	if s, ok := m.pool.Get().(*scratch); ok {
		return s
	}
	return new(scratch)
}

// scratch is what one reading needs; it is reused, so that reading allocates
// nothing once warm.
type scratch struct {
	first, second, normal, word, other []byte

	runs   []int // where letters of word were drawn out
	steps  []step
	tokens []int32

	x, y, q, k, v []float32 // tokens by dim
	wide          []float32 // tokens by ffn
	turned        []float32 // one head's keys, a row a dimension
	weights       []float32 // of attention
	values        []kernel.Value
	units         []float32 // what a value of each token is worth
}

// room gives the first n elements of a slice, made longer if need be.
func room[T any](s *[]T, n int) []T {
	if cap(*s) < n {
		*s = make([]T, n)
	}
	*s = (*s)[:n]
	return *s
}
