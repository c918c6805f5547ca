package analytics

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// maxWords bounds the words that a Lexicon remembers.
const maxWords = 200_000

// Word is how many mentions of each side hold a word.
type Word struct {
	Text                  string
	Negative, Positive, N float64 // N: mentions of every label, also the neutral ones
	Several               bool    // more than one author uses it
	NegativeAt            int     // number of the first negative mention that holds it, −1 for none
	PositiveAt            int     // the same of positive ones

	author string
	said   int // in which mention, of those that were added, it was counted last
}

// Lexicon counts words by the label of their mentions, in bounded memory: when
// there are too many words, the rarest are forgotten, as in lossy counting
// (Manku & Motwani 2002, VLDB, 346–357); a word that is forgotten can be
// undercounted by no more than Forgotten.
type Lexicon struct {
	words     map[string]*Word
	total     Word
	room      int
	mentions  int
	Forgotten float64
}

// NewLexicon makes an empty one.
func NewLexicon() *Lexicon { return &Lexicon{words: map[string]*Word{}, room: maxWords} }

// Add counts the words of mention number at, in which they may repeat; sign is below
// 0 for a negative, above 0 for a positive and 0 for a neutral one. A word counts once
// a mention: who writes it ten times has said it once. An unknown author ("") is
// another than any.
func (l *Lexicon) Add(words []string, sign int, author string, at int) {
	l.mentions++
	for _, text := range words {
		w := l.words[text]
		switch {
		case w == nil:
			w = &Word{Text: strings.Clone(text), NegativeAt: -1, PositiveAt: -1, author: author}
			l.words[w.Text] = w
		case w.said == l.mentions:
			continue
		}
		w.said = l.mentions
		w.Several = w.Several || author == "" || w.author != author
		w.add(sign, at)
		l.total.add(sign, at)
	}
	for len(l.words) > l.room {
		l.Forgotten++
		for text, w := range l.words {
			if w.N <= l.Forgotten {
				delete(l.words, text)
			}
		}
	}
}

func (w *Word) add(sign, at int) {
	w.N++
	switch {
	case sign < 0:
		if w.Negative++; w.NegativeAt < 0 {
			w.NegativeAt = at
		}
	case sign > 0:
		if w.Positive++; w.PositiveAt < 0 {
			w.PositiveAt = at
		}
	}
}

// Driver is a word that one side uses more than the other.
type Driver struct {
	Word
	LogOdds float64 // above 0: more in negative mentions
	Z       float64 // LogOdds in standard errors
}

// priorShare is the weight of the prior, as a share of all words: how much all
// mentions together say about each side before its own words are counted.
const priorShare = 0.1

// Drivers ranks the words that at least that many mentions hold, of more than
// one author, by how much more often they are used in negative than in positive
// mentions, the surest first.
//
//	δ = ln((y⁻+α) ÷ (n⁻+α₀−y⁻−α)) − ln((y⁺+α) ÷ (n⁺+α₀−y⁺−α))
//	z = δ ÷ √(1 ÷ (y⁻+α) + 1 ÷ (y⁺+α))
//
// y is how often a side uses the word, n how many words it uses; the prior α is
// the word's share of all mentions' words, neutral ones too, times α₀, a tenth of them. A
// rare word must be used very unevenly to stand out, which plain log-odds and
// differences of shares do not ask.
//
// Source: Monroe, Colaresi & Quinn 2008, Fightin' Words, Political Analysis
// 16(4), 372–403, equations 15, 16, 20 and 22. That a word counts once a mention
// and the size of α₀ are ours: a fixed α₀ would drown small offices and not be
// felt in large ones.
func (l *Lexicon) Drivers(least float64) []Driver {
	var found []Driver
	for _, w := range l.words {
		if w.N < least || !w.Several {
			continue
		}
		d := Driver{Word: *w}
		d.LogOdds, d.Z = LogOdds(w.Negative, l.total.Negative, w.Positive, l.total.Positive, w.N*priorShare, l.total.N*priorShare)
		found = append(found, d)
	}
	order := make([]int, len(found)) // a driver is large: it is moved once
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := &found[i], &found[j]
		if surer := cmp.Compare(math.Abs(b.Z), math.Abs(a.Z)); surer != 0 {
			return surer
		}
		return strings.Compare(a.Text, b.Text)
	})
	out := make([]Driver, len(found))
	for i, at := range order {
		out[i] = found[at]
	}
	return out
}

// LogOdds compares how often two sides use a word: y of n words each, with the
// prior alpha of alpha0 (see Drivers).
func LogOdds(y1, n1, y2, n2, alpha, alpha0 float64) (delta, z float64) {
	odds := func(y, n float64) float64 { return math.Log((y + alpha) / (n + alpha0 - y - alpha)) }
	delta = odds(y1, n1) - odds(y2, n2)
	return delta, delta / math.Sqrt(1/(y1+alpha)+1/(y2+alpha))
}
