// Package linear reads the small trained models of the enrichment: one row of
// 8-bit weights a feature, one column a class. The sums are whole numbers, so a
// text has the same evidence on every machine; only the last step to
// probabilities uses floating point, written so that no compiler may fuse it.
package linear

import (
	"math"
	"sync"

	"github.com/pantau/pantau/collector/enrich/ngram"
)

// Model weighs the features of a text. It is immutable after Parse and safe for
// concurrent use. For every class c, with n features in the text,
//
//	logit(c) = Bias[c] + Scale · Σ weight(feature, c) / √n
//
// and the probabilities are the softmax of the logits.
type Model struct {
	Plan    ngram.Plan
	Classes []string
	Bias    []float64
	Scale   float64
	// Weights has 1<<Plan.Bits rows of len(Classes) columns.
	Weights []int8
}

// maxClasses bounds the work arrays on the stack.
const maxClasses = 8

// scratch is what one reading needs; it is reused, so that reading allocates
// nothing once warm.
type scratch struct {
	normal   []byte
	features []uint32
}

var pool = sync.Pool{New: func() any { return new(scratch) }}

// Probabilities writes the probability of every class into out, which must be
// len(Classes) long, and returns the number of features that they rest on.
// With none they are what the biases alone say.
func (m *Model) Probabilities(text string, out []float64) int {
	n := m.Logits(text, out)
	softmax(out)
	return n
}

// Logits is Probabilities before the softmax.
func (m *Model) Logits(text string, out []float64) int {
	s, _ := pool.Get().(*scratch) // the pool makes no other
	defer pool.Put(s)
	s.normal = ngram.Normalise(s.normal[:0], text)
	s.features = m.Plan.Append(s.features[:0], s.normal)
	var sums [maxClasses]int64
	m.sum(s.features, sums[:len(out)])
	m.weigh(sums[:len(out)], len(s.features), out)
	return len(s.features)
}

// weigh makes logits of the sums of n features.
func (m *Model) weigh(sums []int64, n int, out []float64) {
	unit := 0.0
	if n > 0 {
		unit = m.Scale / math.Sqrt(float64(n))
	}
	for c := range out {
		// The conversion forbids a fused multiply-add.
		out[c] = m.Bias[c] + float64(unit*float64(sums[c]))
	}
}

// sum adds the rows of the features.
func (m *Model) sum(features []uint32, sums []int64) {
	k := len(sums)
	if k == 3 {
		var a, b, c int64
		for _, f := range features {
			row := m.Weights[int(f)*3 : int(f)*3+3 : int(f)*3+3]
			a += int64(row[0])
			b += int64(row[1])
			c += int64(row[2])
		}
		sums[0], sums[1], sums[2] = a, b, c
		return
	}
	for _, f := range features {
		for c, w := range m.Weights[int(f)*k : int(f)*k+k] {
			sums[c] += int64(w)
		}
	}
}

// softmax turns logits into probabilities in place.
func softmax(z []float64) {
	top := z[0]
	for _, v := range z[1:] {
		top = max(top, v)
	}
	total := 0.0
	for i, v := range z {
		z[i] = math.Exp(v - top)
		total += z[i]
	}
	for i := range z {
		z[i] /= total
	}
}
