package linear

import (
	"bytes"

	"github.com/pantau/pantau/collector/enrich/ngram"
)

// Word is what one word of a text says for each class.
type Word struct {
	Sums     [maxClasses]int32 // Σ weight(feature, c)
	Features int
}

// Words appends the words of a text to dst. Their sums and features add up to
// those of the text if the plan has neither pairs of words nor pieces across
// them: so a stretch of the text can be read without reading it anew.
func (m *Model) Words(dst []Word, text string) []Word {
	s, _ := pool.Get().(*scratch) // the pool makes no other
	defer pool.Put(s)
	s.normal = ngram.Normalise(s.normal[:0], text)
	k := len(m.Classes)
	for from := 0; from+1 < len(s.normal); {
		size := bytes.IndexByte(s.normal[from+1:], ' ') + 1
		if size == 0 {
			break
		}
		s.features = m.Plan.Append(s.features[:0], s.normal[from:from+size+1])
		w := Word{Features: len(s.features)}
		for _, f := range s.features {
			for c, weight := range m.Weights[int(f)*k : int(f)*k+k] {
				w.Sums[c] += int32(weight)
			}
		}
		dst = append(dst, w)
		from += size
	}
	return dst
}

// ProbabilitiesOf is Probabilities for a stretch of words.
func (m *Model) ProbabilitiesOf(words []Word, out []float64) int {
	var sums [maxClasses]int64
	n := 0
	for i := range words {
		for c, v := range words[i].Sums {
			sums[c] += int64(v)
		}
		n += words[i].Features
	}
	m.weigh(sums[:len(out)], n, out)
	softmax(out)
	return n
}
