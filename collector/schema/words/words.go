// Package words cuts texts into what can be counted. Both halves of Pantau count the
// same words: the collector what rises, the plugin what drives a feeling.
package words

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed stopwords.txt
var stopwordsText string

var stopwords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for line := range strings.Lines(stopwordsText) {
		if strings.HasPrefix(line, "# ") {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			words[word] = true
		}
	}
	return words
})

// Sizes of a word that counts. One letter says nothing, and what is longer than
// any word is no word.
const (
	leastWord = 3  // letters
	mostWord  = 40 // bytes
)

// Of gives the words, hashtags and phrases of two words that a text holds,
// each once, in lower case. Left out are addresses, names after @, the masks of
// personal data ([telepon]), numbers, and stop words of Indonesian, English,
// Javanese, Sundanese, Minangkabau and Betawi; a phrase does not reach across what
// is left out, nor across punctuation.
func Of(text string) []string {
	var out []string
	for _, w := range Append(nil, text) {
		if !slices.Contains(out, w) { // a comment is short
			out = append(out, w)
		}
	}
	return out
}

// Append appends them, a repeated one as often as the text has it. They share
// memory: who keeps a few of many clones them.
func Append(out []string, text string) []string {
	text = strings.ToLower(clipped(text))
	var few [4]piece
	pieces, before := few[:0], ""
	var phrases strings.Builder
	for field := range strings.FieldsSeq(text) {
		switch {
		case plain(field):
			pieces = append(pieces[:0], piece{text: field})
		case leftOut(field):
			before = ""
			continue
		default:
			pieces = split(pieces[:0], unmasked(field))
		}
		for i, piece := range pieces {
			if i > 0 {
				before = "" // something stood between them
			}
			if !counts(piece.text) {
				before = ""
				continue
			}
			out = append(out, piece.text)
			if before != "" {
				out = append(out, phrase(&phrases, len(text), before, piece.text))
			}
			before = piece.text
			if piece.ended || strings.HasPrefix(piece.text, "#") {
				before = ""
			}
		}
		if len(pieces) == 0 {
			before = ""
		}
	}
	return out
}

// plain tells of most fields at a glance that they are one word or number.
func plain(field string) bool {
	for i := range len(field) {
		if c := field[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// leftOut tells whether a field is an address, a name after @ or a mask.
func leftOut(field string) bool {
	bare := strings.TrimLeft(field, "(\"'“‘")
	return strings.HasPrefix(bare, "@") || strings.HasPrefix(bare, "[") || strings.HasPrefix(bare, "www.") || strings.Contains(bare, "://")
}

// phrase joins two words. The phrases of a text are written one after the other: most
// have room in twice its size.
func phrase(all *strings.Builder, size int, first, second string) string {
	if all.Len() == 0 {
		all.Grow(2 * size)
	}
	start := all.Len()
	all.WriteString(first)
	all.WriteByte(' ')
	all.WriteString(second)
	return all.String()[start:]
}

// unmasked cuts what stands in brackets out of a field: WA:[telepon].
func unmasked(field string) string {
	for {
		start := strings.IndexByte(field, '[')
		end := strings.IndexByte(field[start+1:], ']')
		if start < 0 || end < 0 {
			return field
		}
		field = field[:start] + "," + field[start+1+end+1:]
	}
}

// maxText bounds what is read of one text: an article counts by its beginning.
const maxText = 4000

func clipped(text string) string { return text[:min(len(text), maxText)] }

// piece is a word of a field; ended tells that punctuation follows it.
type piece struct {
	text  string
	ended bool
}

// split cuts a field at what is neither letter nor digit. A hyphen or apostrophe
// between letters belongs to the word: hati-hati, Jum'at. The pieces are appended.
func split(out []piece, field string) []piece {
	start := -1
	for i, c := range field {
		inside := unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.Is(unicode.Mn, c) || c == '_' ||
			c == '#' && start < 0 || start >= 0 && (c == '-' || c == '\'' || c == '’')
		switch {
		case inside && start < 0:
			start = i
		case !inside && start >= 0:
			out = append(out, piece{strings.TrimRight(field[start:i], "-'’_"), true})
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, piece{strings.TrimRight(field[start:], "-'’_"), false})
	}
	return out
}

func counts(word string) bool {
	bare := strings.TrimPrefix(word, "#")
	return utf8.RuneCountInString(bare) >= leastWord && len(bare) <= mostWord && !stopwords()[bare] &&
		strings.ContainsFunc(bare, unicode.IsLetter)
}
