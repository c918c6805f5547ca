// Package topics finds which of the configured topics a text is about.
//
// A topic is a name with patterns. A pattern is a word, or several with spaces
// between; case, marks on letters and apostrophes do not matter.
//
//	vaksin       the word, with Indonesian affixes too: divaksin, vaksinasi
//	kartu sehat  the words one after the other; also the hashtag #kartusehat
//	vaksin*      words that begin so; * only at the end, after 3 letters or more
//	#vaksin      only as a hashtag
//	@dinkes      only as a mention
//
// The words inside #KartuSehatUntukSemua and #kartu_sehat are found as well, and
// words of six letters or more at either end of #ayovaksin. Doubled letters
// (vaksiin), digits for letters (v4ksin), doubling by 2 (warga2), and in words of
// eight letters or more one slip (vaksinsai) are forgiven.
// Addresses (https://…, www.…) are not searched.
package topics

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

const (
	// maxPhrase is the longest pattern, in words.
	maxPhrase = 8
	// minWildcard is the fewest letters before a *: fewer would match most words.
	minWildcard = 3
)

// Matcher finds topics. It is immutable and safe for concurrent use.
type Matcher struct {
	topics  []string // sorted
	exact   map[string]int
	prefix  map[string]int // words with a * behind them
	lengths []int          // of the keys of prefix, ascending
	longest int            // bytes of the longest key of exact
	root    node
	// joined holds patterns without their spaces, as hashtags write them.
	joined map[string][]int
	// undoubled and short hold the keys of exact as variants look them up.
	undoubled map[string]int
	short     map[string][]slip
}

// node is a place in the tree of patterns; the keys are numbers of words.
type node struct {
	next   map[int]*node
	topics []int // whose pattern ends here
}

// New makes a matcher of topics and their patterns. Errors name the topic and
// the pattern; all that is wrong is reported at once.
func New(patterns map[string][]string) (*Matcher, error) {
	m := &Matcher{
		topics: slices.Sorted(maps.Keys(patterns)),
		exact:  map[string]int{}, prefix: map[string]int{}, joined: map[string][]int{},
		undoubled: map[string]int{}, short: map[string][]slip{},
	}
	var all []error
	for number, topic := range m.topics {
		if strings.TrimSpace(topic) == "" {
			all = append(all, errors.New("topic with an empty name: give it one"))
			continue
		}
		if len(patterns[topic]) == 0 {
			all = append(all, fmt.Errorf("topic %q: no patterns: list at least one word", topic))
		}
		for _, p := range patterns[topic] {
			if err := m.add(number, p); err != nil {
				all = append(all, fmt.Errorf("topic %q: pattern %q: %w", topic, p, err))
			}
		}
	}
	if err := errors.Join(all...); err != nil {
		return nil, err
	}
	for _, w := range slices.Sorted(maps.Keys(m.exact)) {
		m.learn(w, m.exact[w])
	}
	for p := range m.prefix {
		m.lengths = append(m.lengths, len(p))
	}
	slices.Sort(m.lengths)
	m.lengths = slices.Compact(m.lengths)
	return m, nil
}

// add puts one pattern into the tree.
func (m *Matcher) add(topic int, pattern string) error {
	body, wild := strings.CutSuffix(strings.TrimSpace(pattern), "*")
	if strings.Contains(body, "*") {
		return errors.New("* may stand only at the end")
	}
	if wild && strings.HasSuffix(body, " ") {
		return errors.New("* must follow a letter")
	}
	var s scanner
	s.scan(body)
	words := s.pattern(body)
	switch {
	case len(words) == 0:
		return errors.New("holds no letter or digit")
	case s.broken():
		return errors.New("holds the end of a sentence or an address: phrases don't reach over them")
	case len(words) > maxPhrase:
		return fmt.Errorf("%d words: at most %d are looked for", len(words), maxPhrase)
	}
	last := words[len(words)-1]
	if wild && len([]rune(strings.TrimLeft(last, "#@"))) < minWildcard {
		return fmt.Errorf("at least %d letters before *", minWildcard)
	}
	at := &m.root
	for i, w := range words {
		if wild && i == len(words)-1 {
			at = at.step(number(m.prefix, w, -1))
		} else {
			at = at.step(number(m.exact, w, 1))
			m.longest = max(m.longest, len(w))
		}
	}
	at.topics = append(at.topics, topic)
	if !wild && len(words) > 1 {
		joined := strings.Join(words, "")
		m.joined[joined] = append(m.joined[joined], topic)
	}
	return nil
}

// number gives a new key the next number; exact words count up from 1, words
// with a * down from −1, so that the two never meet.
func number(of map[string]int, key string, sign int) int {
	n, ok := of[key]
	if !ok {
		n = sign * (len(of) + 1)
		of[key] = n
	}
	return n
}

func (n *node) step(word int) *node {
	if n.next == nil {
		n.next = map[int]*node{}
	}
	child, ok := n.next[word]
	if !ok {
		child = &node{}
		n.next[word] = child
	}
	return child
}

// maxKept is the longest text whose scanner is reused, in bytes: one long text
// must not hold its memory for good.
const maxKept = 1 << 16

// scanners are reused: a text costs no allocation but its result.
var scanners = sync.Pool{New: func() any { return new(scanner) }}

// Match returns the names of the topics that text is about, sorted; nil if none.
// It takes time linear in the length of the text.
func (m *Matcher) Match(text string) []string {
	if len(m.topics) == 0 {
		return nil
	}
	s, _ := scanners.Get().(*scanner) // the pool makes no other
	if len(text) <= maxKept {
		defer scanners.Put(s)
	}
	s.scan(text)
	s.hits = slices.Grow(s.hits[:0], len(m.topics))[:len(m.topics)]
	clear(s.hits)
	m.read(s)
	for _, tag := range s.tags {
		m.tag(tag.of(s.text), s)
	}
	var found []string
	for i, hit := range s.hits {
		if hit {
			found = append(found, m.topics[i])
		}
	}
	return found
}

// read walks the tree from every word. The open paths are at most as many as
// the patterns' words allow, whatever the text.
func (m *Matcher) read(s *scanner) {
	var open, next []*node
	open, next = s.open[:0], s.next[:0]
	for i, w := range s.words {
		if w.first {
			open = open[:0]
		}
		s.numbers = m.numbers(s.numbers[:0], w.of(s.text))
		next = next[:0]
		for _, t := range m.joined[string(w.of(s.text))] {
			s.hits[t] = true
		}
		if len(s.numbers) > 0 {
			open = append(open, &m.root)
			for _, at := range open {
				for _, n := range s.numbers {
					child, ok := at.next[n]
					if !ok {
						continue
					}
					for _, t := range child.topics {
						s.hits[t] = true
					}
					if child.next != nil && i+1 < len(s.words) {
						next = append(next, child)
					}
				}
			}
		}
		open, next = next, open
	}
	s.open, s.next = open[:0], next[:0]
}

// numbers appends the numbers of the pattern words that a word is a form of.
func (m *Matcher) numbers(dst []int, word []byte) []int {
	if n, ok := m.exact[string(word)]; ok {
		dst = append(dst, n)
	}
	for _, length := range m.lengths {
		if length > len(word) {
			break
		}
		if n, ok := m.prefix[string(word[:length])]; ok {
			dst = append(dst, n)
		}
	}
	if len(word) > m.longest+maxAffixes || word[0] == '#' || word[0] == '@' {
		return dst
	}
	found := len(dst)
	if dst = m.stems(dst, word); len(dst) == 0 && found == 0 {
		dst = m.variants(dst, word)
	}
	return dst
}

// tag looks a whole hashtag up: as pattern with #, and as a phrase written
// together.
func (m *Matcher) tag(tag []byte, s *scanner) {
	hits := s.hits
	s.numbers = m.numbers(s.numbers[:0], tag)
	for _, n := range s.numbers {
		if at, ok := m.root.next[n]; ok {
			for _, t := range at.topics {
				hits[t] = true
			}
		}
	}
	for _, t := range m.joined[string(tag[1:])] {
		hits[t] = true
	}
	m.ends(tag[1:], hits)
}

// ends looks for a pattern's word at either end of a hashtag written in one.
func (m *Matcher) ends(tag []byte, hits []bool) {
	for size := minPart; size < len(tag) && size <= m.longest; size++ {
		for _, part := range [][]byte{tag[:size], tag[len(tag)-size:]} {
			n, ok := m.exact[string(part)]
			if !ok {
				continue
			}
			if at, ok := m.root.next[n]; ok {
				for _, t := range at.topics {
					hits[t] = true
				}
			}
		}
	}
}
