// Package scrub removes what identifies a person from texts before anything is
// stored: telephone numbers, e-mail addresses, numbers of identity cards, family
// cards, taxpayers, payment cards, bank accounts and vehicles, addresses of
// houses, secrets in links and names behind a salutation are masked, authors replaced by keyed
// hashes.
//
// It is a safety net, not anonymisation: a name without a salutation stays, and
// so does what only the context gives away.
package scrub

import (
	"slices"
	"strings"
)

// Kinds counted by Text. In brackets they stand in the place of what was masked.
const (
	Phone   = "telepon"
	Email   = "surel"
	NIK     = "NIK"
	KK      = "KK"
	NPWP    = "NPWP"
	Card    = "kartu"
	Plate   = "pelat"
	Address = "alamat"
	Token   = "token"
	Name    = "nama"
	Account = "rekening"
)

// Kinds lists all of them.
var Kinds = []string{Phone, Email, NIK, KK, NPWP, Card, Plate, Address, Token, Name, Account}

// minDigits is the fewest digits of anything that is masked for its digits.
const minDigits = 9

// find is one thing to mask.
type find struct {
	from, to int
	kind     string
}

// Scrubber masks texts. It is immutable and safe for concurrent use; the zero
// value keeps no names.
type Scrubber struct {
	keep [][]string // names in words, lower case
}

// New makes a Scrubber that leaves names alone in which one of the patterns
// stands: persons in office whom a configured topic names must stay readable,
// or the topic would never be found. Patterns are those of package topics.
func New(patterns []string) Scrubber {
	var t Scrubber
	for _, p := range patterns {
		words := slices.DeleteFunc(strings.Fields(strings.ToLower(p)), func(w string) bool {
			w = strings.TrimRight(w, ".")
			return has(salutations, w) || has(dotted, w) || has(titles, w)
		})
		if len(words) > 0 && isLetter(words[0][0]) {
			t.keep = append(t.keep, words)
		}
	}
	return t
}

// keeps reports whether a pattern stands in a name.
func (t *Scrubber) keeps(name string) bool {
	if len(t.keep) == 0 {
		return false
	}
	words := strings.Fields(strings.ToLower(name))
	for _, pattern := range t.keep {
		for i := range len(words) - len(pattern) + 1 {
			if matches(pattern, words[i:]) {
				return true
			}
		}
	}
	return false
}

// matches reports whether words begin with those of a pattern, * included.
func matches(pattern, words []string) bool {
	for i, p := range pattern {
		start, wild := strings.CutSuffix(p, "*")
		if words[i] != p && (!wild || !strings.HasPrefix(words[i], start)) {
			return false
		}
	}
	return true
}

// maxRounds bounds how often a text is searched again. Only texts made to be
// contrary need more than two.
const maxRounds = 16

// Text masks personal data and says how many of each kind there were; counts is
// nil if none. Masked text comes back as it is: Text(Text(s)) is Text(s).
//
// Prices, dates, numbers of laws, years, hashtags and numbers inside addresses
// of pages (except those of wa.me and the like, which are telephone numbers) stay.
func (t *Scrubber) Text(s string) (masked string, counts map[string]int) {
	for range maxRounds {
		finds := t.finds(s)
		if len(finds) == 0 {
			break
		}
		if counts == nil {
			counts = map[string]int{}
		}
		s = mask(s, finds, counts)
		// A mask can end a longer run that hid another find: look again.
	}
	return s, counts
}

// finds searches a text as it is read, and where that finds nothing as it is written:
// what is not seen can stand between two things too.
func (t *Scrubber) finds(s string) []find {
	if f := fold(s); f.at != nil {
		if finds := t.search(f.text); len(finds) > 0 {
			return f.back(finds)
		}
	}
	return t.search(s)
}

func mask(s string, finds []find, counts map[string]int) string {
	var b strings.Builder
	b.Grow(len(s))
	at := 0
	for _, f := range finds {
		b.WriteString(s[at:f.from])
		b.WriteByte('[')
		b.WriteString(f.kind)
		b.WriteByte(']')
		counts[f.kind]++
		at = f.to
	}
	b.WriteString(s[at:])
	return b.String()
}
