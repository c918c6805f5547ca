package scrub

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// escapedAt is how an @ stands in an address of a page.
const escapedAt = "%40"

// folded is a text as it is read, and where each of its bytes stands in the one
// that was written; at is nil where both are the same.
type folded struct {
	text string
	at   []int
}

// fold writes what looks like ASCII as ASCII, and leaves out what nobody sees:
// digits of other scripts, wide and ornamental letters, keycaps, and marks of no
// width hide a number from a search, not from people.
func fold(s string) folded {
	var b []byte
	var at []int
	done := 0 // of s
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf && s[i] != escapedAt[0] {
			i++
			continue
		}
		plain, size, differs := asRead(s[i:])
		if !differs {
			i += size
			continue
		}
		if done == 0 {
			b, at = make([]byte, 0, len(s)), make([]int, 0, len(s)+1)
		}
		for ; done < i; done++ {
			b, at = append(b, s[done]), append(at, done)
		}
		if plain != 0 {
			b, at = append(b, plain), append(at, i)
		}
		i += size
		done = i
	}
	if done == 0 {
		return folded{text: s}
	}
	for ; done < len(s); done++ {
		b, at = append(b, s[done]), append(at, done)
	}
	return folded{string(b), append(at, len(s))}
}

// asRead gives the bytes of the character that s begins with, and where it is another
// one to the eye that one, 0 for none.
func asRead(s string) (plain byte, size int, differs bool) {
	if strings.HasPrefix(s, escapedAt) {
		return '@', len(escapedAt), true
	}
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r < utf8.RuneSelf, r == utf8.RuneError:
		return 0, size, false
	case unseen(r):
		return 0, size, true
	case unicode.Is(unicode.Nd, r):
		return '0' + value(r), size, true
	}
	if d := norm.NFKC.PropertiesString(s).Decomposition(); len(d) == 1 {
		return d[0], size, true
	}
	return 0, size, false
}

// unseen tells of characters that take no room, and of what makes a keycap of a digit.
func unseen(r rune) bool {
	const keycap, joiner = '\u20e3', '\u034f'
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector) || r == keycap || r == joiner
}

// value is that of a decimal digit: each script has its ten in a row, from zero.
func value(r rune) byte {
	for _, in := range unicode.Nd.R16 {
		if r <= rune(in.Hi) {
			return byte((r - rune(in.Lo)) % 10)
		}
	}
	for _, in := range unicode.Nd.R32 {
		if r <= rune(in.Hi) {
			return byte((r - rune(in.Lo)) % 10)
		}
	}
	return 0
}

// back gives finds their places in the text that was written.
func (f folded) back(finds []find) []find {
	for i, found := range finds {
		finds[i].from, finds[i].to = f.at[found.from], f.at[found.to]
	}
	return finds
}
