package sentiment

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/pantau/pantau/collector/enrich/language"
)

// LeastLikely keeps the logarithm of a probability finite, where a Mixture is read
// and where its weights are fitted.
const LeastLikely = 1e-6

// Weights of the readers' opinions in a Mixture, as training/mixture writes them.
type Weights struct {
	Taught  Pool `json:"taught"`
	Related Pool `json:"related"`
	Other   Pool `json:"other"`
}

// Pool is how much the readers' opinions on a text weigh.
type Pool struct {
	Accurate float64    `json:"accurate"`
	Fast     float64    `json:"fast"`
	Biases   [3]float64 `json:"biases"` // in the order of Labels
}

// Of gives the weights for a group of languages.
func (w *Weights) Of(g Group) *Pool {
	switch g {
	case Taught:
		return &w.Taught
	case Related:
		return &w.Related
	}
	return &w.Other
}

// Group is how well the transformer was taught a text's language.
type Group int

// Groups of languages.
const (
	Taught  Group = iota // Indonesian, Betawi, English, or too short to tell
	Related              // Javanese, Sundanese, Minangkabau: it read them before it was taught feelings, or their kin
	Other                // it met them in a few hundred sentences
)

// GroupOf tells the group of a text's language.
func GroupOf(text string) Group {
	switch code, _ := language.Detect(text); code {
	case "id", "bew", "en", language.Undetermined:
		return Taught
	case "jv", "su", "min":
		return Related
	}
	return Other
}

// Mixture is a Reader that asks the transformer and the linear reader, and
// weighs what they say: softmax(accurate·ln p + fast·ln q + biases), a
// logarithmic opinion pool (Genest and Zidek 1986). The transformer knows what a
// sentence says, the linear one the words of languages that the transformer was
// hardly taught, and in those it weighs more.
type Mixture struct {
	accurate *Transformer
	fast     *Linear
	weights  Weights
}

var _ Embedder = (*Mixture)(nil)

// NewMixture makes a reader of two and of a file of Weights.
func NewMixture(accurate *Transformer, fast *Linear, weights []byte) (*Mixture, error) {
	m := &Mixture{accurate: accurate, fast: fast}
	if err := json.Unmarshal(weights, &m.weights); err != nil {
		return nil, fmt.Errorf("weights of the mixture: %w", err)
	}
	return m, nil
}

// Read reads what its readers read of a text.
func (m *Mixture) Read(text string) Reading {
	var p [3]float64
	if m.accurate.model.Probabilities(text, &p) == 0 {
		return unread(Accurately)
	}
	return m.weigh(text, p)
}

// Embed gives the transformer's embedding beside what Read gives.
func (m *Mixture) Embed(text string) (Reading, []float32) {
	var p [3]float64
	vector := m.accurate.model.Embedding(text, &p)
	if vector == nil {
		return unread(Accurately), nil
	}
	return m.weigh(text, p), vector
}

// weigh brings what the transformer says together with what the fast reader says.
func (m *Mixture) weigh(text string, p [3]float64) Reading {
	var q [3]float64
	m.fast.model.Probabilities(text, q[:])
	w, sum := m.weights.Of(GroupOf(text)), 0.0
	for c := range p {
		z := w.Accurate*math.Log(max(p[c], LeastLikely)) + w.Fast*math.Log(max(q[c], LeastLikely))
		p[c] = math.Exp(z + w.Biases[c])
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
	return reading(p, Accurately)
}
