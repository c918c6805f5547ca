package aspect

import (
	"slices"
	"strings"
	"unicode"
)

// word is what stands between two spaces.
type word struct {
	text string
	core string // in lower case, without punctuation around it and repeated letters
	last bool   // a clause may end behind it
}

// unit is a clause.
type unit struct {
	words  []word
	turn   bool     // a word before it turned the tone
	list   int      // units of one list have the same number above 0
	topics []string // that it names
	owners []string // that it speaks of
}

// size is its number of words, without signs and emoji.
func (u unit) size() int {
	n := 0
	for _, w := range u.words {
		if w.core != "" {
			n++
		}
	}
	return n
}

// turning are words that turn the tone, in Indonesian as it is written, English,
// Javanese, Sundanese and Minangkabau.
var turning = set(`
	tapi tetapi tp tpi tapinya namun sayangnya padahal pdhl sedangkan sdgkan melainkan walau walaupun meski meskipun
	kendati kendatipun biarpun sebaliknya malah malahan justru
	but however although though unfortunately whereas sadly nevertheless
	nanging ananging nangin sanajan senajan sanadyan
	namung hanjakal hanjakalna
	tapinyo sayangnyo padohal walaupun`)

// listing are words that may turn the tone or only add: a clause ends before one
// where both sides name topics. Before a comma or full stop it ends anyway.
var listing = set(`
	dan dn serta sementara sedang cuma cuman hanya sayang and while yet except lan ning mung gur jeung sareng sarta ngan jo cumo`)

// echoes follow a turning word and belong to it.
var echoes = set(`saja aja tetapi tapi sayangnya sayang demikian begitu gitu kok ya sih unfortunately sadly wae bae`)

func set(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}

// split cuts a text into clauses.
func split(text string) []unit {
	all := wordsOf(text)
	var units []unit
	open := unit{}
	closeUnit := func() {
		if len(open.words) > 0 {
			units = append(units, open)
		}
		open = unit{}
	}
	for i := 0; i < len(all); i++ {
		if n := turnAt(all[i:]); n > 0 {
			closeUnit()
			open.turn = true
			i += n - 1
			continue
		}
		open.words = append(open.words, all[i])
		if all[i].last {
			closeUnit()
		}
	}
	closeUnit()
	return units
}

// turnAt is how many words at the start turn the tone. Not only … but also turns
// nothing, and at the end of a text there is nothing to turn.
func turnAt(rest []word) int {
	n := 0
	switch {
	case turning[rest[0].core]:
		n = 1
	case rest[0].core == "hanya" && len(rest) > 1 && (rest[1].core == "saja" || rest[1].core == "aja"):
		n = 2
	default:
		return 0
	}
	for n < len(rest) && echoes[rest[n].core] {
		n++
	}
	if n == len(rest) || rest[n].core == "juga" || rest[n].core == "also" {
		return 0
	}
	return n
}

// listed cuts clauses that name several topics where a word of listing stands
// between them.
func listed(units []unit, named func([]word) []string) []unit {
	var out []unit
	list := 0
	for _, u := range units {
		whole := len(out)
		for i := leastPart; len(u.topics) > 1 && i < len(u.words)-leastPart; i++ {
			if !listing[u.words[i].core] {
				continue
			}
			before, after := named(u.words[:i]), named(u.words[i+1:])
			if len(before) == 0 || len(after) == 0 || slices.Equal(before, after) {
				continue
			}
			out = append(out, unit{words: u.words[:i], turn: u.turn, topics: before})
			u.words, u.topics, u.turn, i = u.words[i+1:], after, false, leastPart-1
		}
		out = append(out, u)
		if len(out)-whole > 1 {
			list++
			for i := range out[whole:] {
				out[whole+i].list = list
			}
		}
	}
	return out
}

func wordsOf(text string) []word {
	var out []word
	for line := range strings.Lines(text) {
		for field := range strings.FieldsSeq(line) {
			w := word{text: field, core: core(field)}
			if w.core == "" { // a dash, an emoji: belongs to what stands before it
				w.last = strings.Trim(field, "-–—…") == ""
			}
			w.last = w.last || strings.ContainsAny(field[len(field)-1:], ".,!?;:") || strings.HasSuffix(field, "…")
			out = append(out, w)
		}
		if len(out) > 0 {
			out[len(out)-1].last = true
		}
	}
	return out
}

// core is a word as the lists have it. A letter that stands three times or more
// counts once: tapiiii.
func core(field string) string {
	field = strings.ToLower(strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
	out := make([]rune, 0, len(field))
	run := 0
	for _, r := range field {
		if n := len(out); n == 0 || out[n-1] != r {
			run = 0
		}
		switch run++; {
		case run < 3:
			out = append(out, r)
		case run == 3:
			out = out[:len(out)-1]
		}
	}
	return string(out)
}
