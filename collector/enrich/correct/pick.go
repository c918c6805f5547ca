package correct

import (
	"cmp"
	"hash/fnv"
	"slices"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// Question is a text whose label is asked for.
type Question struct {
	Text    string
	Reading sentiment.Reading
	Unsure  bool // asked because the reader is unsure; else drawn by chance
}

// candidate is a text that may be asked about.
type candidate struct {
	Question
	normal   string
	features []uint32 // sorted
	draw     uint64   // a hash: the order of the lot
	like     float64  // how much it is like what is asked already, 0…1
}

// alike is from which similarity on two texts are taken for one.
const alike = 0.8

// Pick chooses up to n of the texts for people to label. Every second one is that
// which teaches most: of which the reader is least sure and which is least like
// the others (margin sampling with maximal marginal relevance: Settles 2009,
// Carbonell and Goldstein 1998). The others are drawn by chance, and measure.
// Texts that somebody called annotator has labelled already are left out.
func Pick(r sentiment.Reader, texts []string, n int, annotator string, labelled []Correction) []Question {
	left := candidates(r, texts, annotator, labelled)
	slices.SortFunc(left, func(a, b *candidate) int { return cmp.Compare(a.draw, b.draw) })
	var drawn, out []Question
	for 2*len(drawn) < n && len(left) > 0 {
		drawn = append(drawn, left[0].Question)
		left = without(left, 0)
	}
	for len(drawn) > 0 {
		if at := mostTelling(left); at >= 0 && len(out) < n-len(drawn) {
			q := left[at].Question
			q.Unsure = true
			out = append(out, q)
			left = without(left, at)
		}
		out, drawn = append(out, drawn[0]), drawn[1:]
	}
	return out
}

func candidates(r sentiment.Reader, texts []string, annotator string, labelled []Correction) []*candidate {
	seen := map[string]bool{"": true}
	for _, c := range labelled {
		if c.Annotator == annotator {
			seen[normal(c.Text)] = true
		}
	}
	var out []*candidate
	for _, text := range texts {
		n := normal(text)
		if seen[n] {
			continue
		}
		seen[n] = true
		h := fnv.New64a()
		_, _ = h.Write([]byte(n)) // never fails
		c := &candidate{Question: Question{Text: text, Reading: r.Read(text)}, normal: n, features: features(n), draw: h.Sum64()}
		slices.Sort(c.features)
		out = append(out, c)
	}
	return out
}

// without takes one candidate away, and those that are the same but for a word.
func without(left []*candidate, at int) []*candidate {
	asked := left[at]
	kept := left[:0]
	for i, c := range left {
		c.like = max(c.like, similarity(asked.features, c.features))
		if i != at && c.like < alike {
			kept = append(kept, c)
		}
	}
	return kept
}

// mostTelling gives the place of the candidate that teaches most, −1 for none.
func mostTelling(left []*candidate) int {
	at, most := -1, -1.0
	for i, c := range left {
		p := c.Reading.Probabilities
		slices.Sort(p[:])
		if worth := (1 - (p[2] - p[1])) * (1 - c.like); worth > most {
			at, most = i, worth
		}
	}
	return at
}

// similarity is Jaccard's, of sorted sets.
func similarity(a, b []uint32) float64 {
	both, i, k := 0, 0, 0
	for i < len(a) && k < len(b) {
		switch {
		case a[i] < b[k]:
			i++
		case a[i] > b[k]:
			k++
		default:
			both, i, k = both+1, i+1, k+1
		}
	}
	return float64(both) / float64(max(len(a)+len(b)-both, 1))
}
