package language

import (
	"math"
	"sync"

	"github.com/pantau/pantau/collector/enrich/linear"
)

const (
	// minStretch is the fewest words in a row that are a stretch of a language:
	// a borrowed word or a quoted title is none.
	minStretch = 5
	// evidence is the number of features of some six words, by which the evidence
	// of one word is scaled.
	evidence = 120
	// change is the evidence that it takes to go over to another language.
	change = 2
	// minStretchConfidence is the least probability of both languages, each in its
	// own stretches.
	minStretchConfidence = 0.9
)

// path is what Second works with; it is reused.
type path struct {
	words []linear.Word
	from  [][maxCodes]uint8 // class before, by word and class
}

const maxCodes = 8

var paths = sync.Pool{New: func() any { return new(path) }}

// Second returns the code of the second language of a text that is written in two
// of ours, in stretches of five words or more; "" if it is in one. The text is
// divided into stretches by the likeliest path of languages over its words
// (Viterbi), and the longest stretch that isn't in the main language must be
// clear by itself, as must the main language's.
func Second(text, main string) string {
	if main == Undetermined || main == Other {
		return ""
	}
	p, _ := paths.Get().(*path) // the pool makes no other
	defer paths.Put(p)
	p.words = model().Words(p.words[:0], text)
	if len(p.words) < 2*minStretch {
		return ""
	}
	var longest [maxCodes]span
	p.stretches(&longest)
	best, length := "", 0
	for c, s := range longest[:len(Codes)] {
		switch {
		case s.to-s.from < minStretch || !p.clear(s, c):
		case Codes[c] == main:
			length += 1 << 16
		case Codes[c] != Other && s.to-s.from > length&0xffff:
			best, length = Codes[c], length&^0xffff|(s.to-s.from)
		}
	}
	if length < 1<<16 {
		return "" // the main language has no stretch of its own
	}
	return best
}

type span struct{ from, to int }

// clear reports whether a stretch is sure to be of a class.
func (p *path) clear(s span, class int) bool {
	var room [maxCodes]float64
	probabilities := room[:len(Codes)]
	n := model().ProbabilitiesOf(p.words[s.from:s.to], probabilities)
	return n >= minFeatures && probabilities[class] >= minStretchConfidence
}

// stretches finds the longest stretch of every class on the likeliest path.
func (p *path) stretches(longest *[maxCodes]span) {
	m := model()
	unit := m.Scale / math.Sqrt(evidence)
	if cap(p.from) < len(p.words) {
		p.from = make([][maxCodes]uint8, len(p.words))
	}
	p.from = p.from[:len(p.words)]
	var score [maxCodes]float64
	k := len(Codes)
	for i := range p.words {
		best := 0
		for c := range k {
			if score[c] > score[best] {
				best = c
			}
		}
		top := score[best] - change
		for c := range k {
			p.from[i][c] = uint8(c)
			if score[c] < top {
				score[c], p.from[i][c] = top, uint8(best)
			}
			score[c] += float64(unit * float64(p.words[i].Sums[c]))
		}
	}
	at := 0
	for c := range k {
		if score[c] > score[at] {
			at = c
		}
	}
	end := len(p.words)
	for i := len(p.words) - 1; i >= 0; i-- {
		before := int(p.from[i][at])
		if i == 0 || before != at {
			if s := (span{i, end}); s.to-s.from > longest[at].to-longest[at].from {
				longest[at] = s
			}
			end = i
		}
		at = before
	}
}
