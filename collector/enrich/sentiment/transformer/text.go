package transformer

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxCharacters is how many characters of a text are read; the rest is ignored.
// It bounds the time and memory that any text can cost.
const MaxCharacters = 4000

// normalise writes text into s.normal. The steps and their order are those of
// training/transformer/text.py, for a model reads well only what it was trained
// on. Bytes that are no UTF-8 go.
func (s *scratch) normalise(text string) {
	s.first = validPrefix(s.first[:0], text)
	s.second = norm.NFKC.Append(s.second[:0], s.first...)
	s.first = visible(s.first[:0], s.second)
	s.second = withoutAddresses(s.second[:0], s.first)
	s.first = withoutMentions(s.first[:0], s.second)
	s.normal = lower(s.normal[:0], s.first)
}

// validPrefix copies what is UTF-8 of the first MaxCharacters characters. A byte
// that is none counts as a character.
func validPrefix(dst []byte, text string) []byte {
	n := 0
	for at, r := range text {
		if n++; n > MaxCharacters {
			break
		}
		if r == utf8.RuneError && !hasPrefix(text[at:], "\uFFFD") {
			continue
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// entities are the escapes that occur in what platforms give.
var entities = [...]struct {
	name      string
	character byte
}{{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&amp;", '&'}}

// visible undoes escapes, makes every kind of space one, and drops format
// characters, variation selectors and skin tones, which only multiply the
// spellings of one emoji. It reads MaxCharacters characters, for compatibility
// forms can be long.
func visible(dst, text []byte) []byte {
	for n := 0; len(text) > 0 && n < MaxCharacters; n++ {
		r, size := utf8.DecodeRune(text)
		if r == '&' {
			for _, e := range entities {
				if hasPrefix(text, e.name) {
					r, size = rune(e.character), len(e.name)
					break
				}
			}
		}
		text = text[size:]
		switch {
		case r > ' ' && r < 0x7f:
			dst = append(dst, byte(r))
		case unicode.IsSpace(r), unicode.IsControl(r):
			dst = append(dst, ' ')
		case r >= 0xfe00 && r <= 0xfe0f, r >= 0x1f3fb && r <= 0x1f3ff, unicode.Is(unicode.Cf, r):
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}

// addresses begin what reaches to the next space.
var addresses = [...]string{"http://", "https://", "www.", "pic.twitter.com/", "t.co/"}

func withoutAddresses(dst, text []byte) []byte {
	for at := 0; at < len(text); at++ {
		if !beginsAddress(text[at:]) {
			dst = append(dst, text[at])
			continue
		}
		for at < len(text) && text[at] != ' ' {
			at++
		}
		at-- // the space itself stays
		dst = append(dst, ' ')
	}
	return dst
}

func beginsAddress(text []byte) bool {
	switch text[0] | 0x20 {
	case 'h', 'w', 'p', 't':
		for _, a := range addresses {
			if len(text) >= len(a) && equalFold(text[:len(a)], a) {
				return true
			}
		}
	}
	return false
}

// equalFold compares with lower-case ASCII.
func equalFold(text []byte, lower string) bool {
	for i := range lower {
		c := text[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// withoutMentions drops @names and the placeholders of data sets, [URL] and
// <user>, and takes hashtags as words.
func withoutMentions(dst, text []byte) []byte {
	for at := 0; at < len(text); {
		n := mention(text[at:])
		switch {
		case n > 0:
			dst = append(dst, ' ')
		case text[at] == '#':
			dst, n = append(dst, ' '), 1
		default:
			dst, n = append(dst, text[at]), 1
		}
		at += n
	}
	return dst
}

// mention is the length of the mention or placeholder that text begins with.
func mention(text []byte) int {
	within := func(from, to byte, more string) int {
		n := 1
		for n < len(text) && (text[n] >= from && text[n] <= to || contains(more, text[n])) {
			n++
		}
		return n
	}
	n := 0
	switch text[0] {
	case '@':
		if n = within('a', 'z', "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"); n > 1 {
			return n
		}
		return 0
	case '[':
		n = within('A', 'Z', "")
	case '<':
		n = within('a', 'z', "")
	}
	// The bracket that closes is two after the one that opens, in ASCII.
	if n > 1 && n < len(text) && text[n] == text[0]+2 {
		return n + 1
	}
	return 0
}

func contains(set string, b byte) bool {
	for i := range set {
		if set[i] == b {
			return true
		}
	}
	return false
}

// drawn is how many of the same letter in a row stay: they mark a word as drawn
// out, for vocabulary.plain to shorten.
const drawn = 3

// lower lowers letters, keeps two of the same character in a row (of letters
// three, digits all) and one space between words.
func lower(dst, text []byte) []byte {
	last, run := rune(0), 0
	put := func(r rune) {
		if r != last {
			last, run = r, 0
		}
		run++
		if r == ' ' && (run > 1 || len(dst) == 0) || run > 2 && !unicode.IsLetter(r) && (r < '0' || r > '9') || run > drawn && unicode.IsLetter(r) {
			return
		}
		dst = utf8.AppendRune(dst, r)
	}
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		at += size
		if r == 'İ' { // the one letter whose lower case is two characters
			put('i')
			put('\u0307')
			continue
		}
		put(unicode.ToLower(r))
	}
	if n := len(dst); n > 0 && dst[n-1] == ' ' {
		dst = dst[:n-1]
	}
	return dst
}

func hasPrefix[T string | []byte](text T, prefix string) bool {
	return len(text) >= len(prefix) && string(text[:len(prefix)]) == prefix
}
