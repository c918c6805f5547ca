// Package aspect tells which part of a text speaks of which topic, so that a
// comment that praises the vaccine and damns the queue counts for each as it
// says. It knows no grammar; it cuts at punctuation and at words that turn the
// tone, and keeps what names no topic with what stands before it:
//
//	vaksinnya gratis, petugas ramah | tapi antrenya tiga jam
//
// Limits. A text is left whole where no such word turns it and its clauses do
// not name different topics; where it is short, or too long to be a comment. A
// short clause after a turn (tapi mahal) still speaks of the topic before it, a
// longer one that names none speaks for itself. What a pronoun stands for,
// comparisons (lebih cepat daripada KTP) and irony are beyond it. Hashtags name
// the topic of the whole.
package aspect

import (
	"slices"
	"strings"
)

const (
	maxBytes   = 2000 // longer texts are articles, not comments
	maxUnits   = 32
	leastWords = 4 // of a text that is cut, without those that turn it
	leastPart  = 2 // words that can say something of a topic
	// An elliptic clause has at most so many words: tapi mahal sekali.
	elliptic = 3
)

// Part is what a text says of one topic, where that is not all of it.
type Part struct {
	Topic string
	Text  string
	// Wider is to be read where Text says nothing by itself; "" if it stands alone.
	Wider string
}

// Parts gives those of the topics of which less than the whole text speaks. match
// finds topics in a piece of text. It takes time linear in the text's length, but
// for match, which is called a bounded number of times.
func Parts(text string, topics []string, match func(string) []string) []Part {
	if len(topics) == 0 || len(text) > maxBytes {
		return nil
	}
	units := split(text)
	turned := len(units) > 1 && slices.ContainsFunc(units, func(u unit) bool { return u.turn })
	if words(units) < leastWords || len(units) > maxUnits || !turned && len(topics) == 1 {
		return nil
	}
	named := func(piece []word) []string {
		return slices.DeleteFunc(match(bare(piece)), func(t string) bool { return !slices.Contains(topics, t) })
	}
	for i := range units {
		units[i].topics = named(units[i].words)
	}
	if len(topics) > 1 {
		units = listed(units, named)
	}
	if !turned && !differ(units) {
		return nil
	}
	own(units)
	var out []Part
	for _, topic := range topics {
		if p, ok := part(text, units, topic); ok {
			out = append(out, p)
		}
	}
	return out
}

// differ tells whether clauses name different topics.
func differ(units []unit) bool {
	var first []string
	for _, u := range units {
		switch {
		case len(u.topics) == 0:
		case first == nil:
			first = u.topics
		case !slices.Equal(first, u.topics):
			return true
		}
	}
	return false
}

// own says of which topics each unit speaks.
func own(units []unit) {
	named := slices.IndexFunc(units, func(u unit) bool { return len(u.topics) > 0 })
	if named < 0 {
		return
	}
	for i := range units[named:] {
		u := &units[named+i]
		switch {
		case len(u.topics) > 0:
			u.owners = u.topics
		case u.turn && u.size() > elliptic: // of something else
		default:
			u.owners = units[named+i-1].owners
		}
	}
	// What stands before the first name belongs to it, unless a turn lies between.
	for i := named - 1; i >= 0 && !units[i+1].turn && (!units[i].turn || units[i].size() <= elliptic); i-- {
		units[i].owners = units[named].owners
	}
}

// part gathers the units that speak of a topic.
func part(text string, units []unit, topic string) (Part, bool) {
	var mine, wider []unit
	siblings, others := false, false // left out: the rest of a list, another topic
	for _, u := range units {
		switch {
		case slices.Contains(u.owners, topic):
			mine, wider = append(mine, u), append(wider, u)
		case u.list > 0 && slices.ContainsFunc(units, func(s unit) bool { return s.list == u.list && slices.Contains(s.owners, topic) }):
			siblings, wider = true, append(wider, u)
		case len(u.owners) > 0:
			others = true
		}
	}
	if len(mine) == 0 || len(mine) == len(units) || words(mine) < leastPart {
		return Part{}, false
	}
	p := Part{Topic: topic, Text: join(mine)}
	switch {
	case siblings && others:
		p.Wider = join(wider)
	case siblings || !others:
		p.Wider = text
	}
	return p, true
}

func words(units []unit) int {
	n := 0
	for _, u := range units {
		n += u.size()
	}
	return n
}

func join(units []unit) string {
	var b strings.Builder
	for _, u := range units {
		for _, w := range u.words {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(w.text)
		}
	}
	return b.String()
}

// bare is a piece without its hashtags, for these name the topic of the whole.
func bare(piece []word) string {
	var b strings.Builder
	for _, w := range piece {
		if !strings.HasPrefix(w.text, "#") {
			b.WriteString(w.text)
			b.WriteByte(' ')
		}
	}
	return b.String()
}
