// Package terms counts words, phrases and hashtags in bounded memory, and tells
// the commonest of a window.
//
// The counter is Space-Saving (Metwally, Agrawal and El Abbadi, "Efficient
// computation of frequent and top-k elements in data streams", 2005): of N
// counted occurrences in m places, no count is more than N/m too high, and every
// term that occurs more than N/m times is there.
package terms

import (
	"container/heap"
	"slices"
	"strings"

	"github.com/pantau/pantau/collector/schema/words"
)

// Term is a word, a phrase of two words or a hashtag, with what was counted in a
// window.
type Term struct {
	Text        string
	Mentions    float64 // texts that hold it
	Voices      float64 // the same, where texts that are copies of one another count once
	Coordinated float64 // of the mentions, those that are coordinated
	Over        float64 // by how much Mentions may be too high
}

// Counter counts the terms of texts. It is not safe for concurrent use.
type Counter struct {
	places  int
	entries map[string]*entry
	least   queue
}

type entry struct {
	Term
	at int // in the queue
}

// NewCounter makes a counter with room for so many terms.
func NewCounter(places int) *Counter {
	return &Counter{places: places, entries: map[string]*entry{}} // most windows hold a mention or two
}

// Add counts the terms of a text once each; copied tells that the text is a copy
// of one that was counted before, coordinated that it is one of many by several
// authors.
func (c *Counter) Add(text string, copied, coordinated bool) {
	for _, word := range words.Of(text) {
		e := c.entry(word)
		e.Mentions++
		if !copied {
			e.Voices++
		}
		if coordinated {
			e.Coordinated++
		}
		heap.Fix(&c.least, e.at)
	}
}

// entry gives the place of a term. If there is none left, the rarest term makes
// room, and its count is how much may be too much in the new one's.
func (c *Counter) entry(word string) *entry {
	e := c.entries[word]
	if e != nil {
		return e
	}
	word = strings.Clone(word) // which is a part of a text
	if len(c.entries) < c.places {
		e = &entry{Term: Term{Text: word}}
		heap.Push(&c.least, e)
	} else {
		e = c.least[0]
		delete(c.entries, e.Text)
		e.Term = Term{Text: word, Mentions: e.Mentions, Over: e.Mentions}
	}
	c.entries[word] = e
	return e
}

// ofPhrase is the share of a word's mentions from which on it is only a part of
// its phrase.
const ofPhrase = 0.7

// Top gives the most frequent terms with at least so many voices, at most k of
// them. A word that mostly stands in one phrase is left to the phrase.
func (c *Counter) Top(k int, voices float64) []Term {
	part := map[string]bool{}
	for text, e := range c.entries {
		first, second, phrase := strings.Cut(text, " ")
		if !phrase || e.Voices < voices {
			continue
		}
		for _, word := range []string{first, second} {
			if whole := c.entries[word]; whole != nil && e.Mentions >= ofPhrase*whole.Mentions {
				part[word] = true
			}
		}
	}
	var out []Term
	for text, e := range c.entries {
		if e.Voices >= voices && e.Mentions > e.Over && !part[text] && (!strings.Contains(text, " ") || c.holds(text)) {
			out = append(out, e.Term)
		}
	}
	slices.SortFunc(out, func(a, b Term) int {
		if a.Mentions != b.Mentions {
			return int(b.Mentions - a.Mentions)
		}
		return strings.Compare(a.Text, b.Text)
	})
	return out[:min(k, len(out))]
}

// holds tells whether two words belong together: they stand together in half of
// the texts that hold the rarer one.
func (c *Counter) holds(phrase string) bool {
	together := c.entries[phrase].Mentions
	first, second, _ := strings.Cut(phrase, " ")
	rarer := together
	for i, word := range []string{first, second} {
		alone := c.entries[word]
		if alone == nil {
			return false // a part that is rarer than the phrase: counts are off
		}
		if i == 0 || alone.Mentions < rarer {
			rarer = alone.Mentions
		}
	}
	return together >= rarer/2
}

// queue is a heap of entries, the rarest first.
type queue []*entry

func (q queue) Len() int { return len(q) }

func (q queue) Less(i, j int) bool { return q[i].Mentions < q[j].Mentions }

func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].at, q[j].at = i, j
}

// Push implements heap.Interface.
func (q *queue) Push(x any) {
	e, _ := x.(*entry) // nothing else is pushed
	e.at = len(*q)
	*q = append(*q, e)
}

// Pop implements heap.Interface.
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
