package correct

import (
	"math"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// opinion is what a reader makes of a text.
type opinion struct {
	p      [3]float64
	vector []float32 // the embedding; nil where the reader has none
}

// opinionOf reads a text, with its embedding if the reader has any.
func opinionOf(r sentiment.Reader, text string) (sentiment.Reading, opinion) {
	if e, ok := r.(sentiment.Embedder); ok {
		reading, vector := e.Embed(text)
		return reading, opinion{reading.Probabilities, vector}
	}
	reading := r.Read(text)
	return reading, opinion{p: reading.Probabilities}
}

// direction is the embedding as long as 1; nil if there is none.
func (o opinion) direction() []float64 {
	if o.vector == nil {
		return nil
	}
	out, sum := make([]float64, len(o.vector)), 0.0
	for i, v := range o.vector {
		out[i] = float64(v)
		sum += out[i] * out[i]
	}
	for i := range out {
		out[i] /= math.Sqrt(max(sum, math.SmallestNonzeroFloat64))
	}
	return out
}
