// Package ngram turns a text as people type it into the features that the
// trained models of the enrichment weigh: hashed words, pairs of words and
// pieces of words. Training and reading share it, so that both see the same.
package ngram

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxCharacters is how many characters of a text are read; the rest is
// ignored. It bounds the time and memory that any text can cost. The longest
// post of the platforms we read has a few thousand.
const MaxCharacters = 4000

// numberWord stands for any number. It can't be typed: upper-case letters do not
// survive normalisation.
const numberWord = "N"

// maxWord is the longest word that is kept whole, in characters; a longer one
// is cut, for nobody has written it by hand.
const maxWord = 40

// Normalise appends text to dst as lower-case words with one space before,
// between and after them. Marks on letters go, compatibility forms (𝐛𝐚𝐠𝐮𝐬, ｂａｇｕｓ)
// become plain letters, HTML entities their characters; letters repeated three
// times or more become one; addresses and mentions go, for they say nothing of
// what is felt; a number becomes one placeholder; an emoji or emoticon becomes
// the word that it is read as. Invalid UTF-8 and invisible characters go. The
// result never exceeds a fixed multiple of MaxCharacters.
func Normalise(dst []byte, text string) []byte {
	w := writer{out: append(dst, ' ')}
	for field := range strings.FieldsSeq(plain(clip(text))) {
		w.field(field)
	}
	return w.out
}

// clip cuts text to MaxCharacters without counting beyond them.
func clip(text string) string {
	if len(text) <= MaxCharacters {
		return text
	}
	n := 0
	for i := range text {
		if n == MaxCharacters {
			return text[:i]
		}
		n++
	}
	return text
}

// plain undoes HTML escapes and Unicode's compatibility forms.
func plain(text string) string {
	if strings.IndexByte(text, '&') >= 0 {
		text = html.UnescapeString(text)
	}
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			return clip(norm.NFKD.String(text))
		}
	}
	return text
}

// writer builds normalised text.
type writer struct {
	out  []byte
	last rune // last letter written, 0 at the start of a word
	run  int  // how often it stands there already in the source
	size int  // characters of the word so far
}

// field writes what stands between two spaces: mostly a word with punctuation.
func (w *writer) field(field string) {
	switch {
	case isURL(field), isMention(field):
		return
	case len(field) <= longestEmoticon:
		if name, ok := emoticons[field]; ok {
			w.word(name)
			return
		}
	}
	for _, r := range field {
		switch {
		case r >= 'a' && r <= 'z':
			w.letter(r)
		case r >= 'A' && r <= 'Z':
			w.letter(r + 'a' - 'A')
		case r >= '0' && r <= '9':
			w.digit()
		case r < utf8.RuneSelf:
			w.mark(r)
		default:
			w.foreign(r)
		}
	}
	w.end()
}

// letter writes one letter. The third of a run takes the second back, so that
// "mantaaap" and "mantap" are one word while "maaf" stays.
func (w *writer) letter(r rune) {
	if r == w.last {
		w.run++
		if w.run == 3 {
			w.out = w.out[:len(w.out)-utf8.RuneLen(r)]
		}
		if w.run >= 3 {
			return
		}
	} else {
		w.last, w.run = r, 1
	}
	if w.size < maxWord {
		w.out = utf8.AppendRune(w.out, r)
		w.size++
	} else {
		w.last = 0
	}
}

// digit ends a word and makes a whole number one placeholder.
func (w *writer) digit() {
	if w.last == '0' {
		return
	}
	w.end()
	w.out = append(w.out, numberWord...)
	w.last = '0'
}

// mark handles ASCII that is neither letter nor digit. Exclamation and question
// marks carry feeling and are kept as words, the rest only separates.
func (w *writer) mark(r rune) {
	switch r {
	case '\'', '`':
		// Stands inside words of several regional languages: a'pau.
		return
	case '!', '?':
		if w.last == r {
			return
		}
		w.end()
		w.out = append(w.out, byte(r))
		w.last = r
	case '.', ',', ':':
		if w.last == '0' {
			return // inside 1.250.000 or 08:30
		}
		w.end()
	default:
		w.end()
	}
}

// foreign handles a character outside ASCII.
func (w *writer) foreign(r rune) {
	if name, ok := emoji[r]; ok {
		w.word(name)
		return
	}
	switch {
	case r == utf8.RuneError, unicode.In(r, unicode.Mn, unicode.Cf, unicode.Cc), r == '’', r == 'ʼ':
	case unicode.IsLetter(r):
		w.letter(unicode.ToLower(r))
	case unicode.IsDigit(r):
		w.digit()
	default:
		w.end()
	}
}

// word writes a whole word.
func (w *writer) word(s string) {
	w.end()
	w.out = append(w.out, s...)
	w.last = -1
	w.end()
}

// end closes the word that is open, if any.
func (w *writer) end() {
	if w.out[len(w.out)-1] != ' ' {
		w.out = append(w.out, ' ')
	}
	w.last, w.run, w.size = 0, 0, 0
}

func isURL(s string) bool {
	return hasPrefixFold(s, "http://") || hasPrefixFold(s, "https://") || hasPrefixFold(s, "www.") || strings.HasPrefix(s, "[URL]")
}

func isMention(s string) bool {
	return len(s) > 1 && s[0] == '@' || strings.HasPrefix(s, "[USERNAME]")
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
