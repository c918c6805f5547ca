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
	before := ""
	add := func(w string) {
		if !slices.Contains(out, w) { // a comment is short
			out = append(out, w)
		}
	}
	var pieces []piece
	for field := range strings.FieldsSeq(strings.ToLower(clipped(text))) {
		if plainly := strings.TrimLeft(field, "(\"'“‘"); strings.HasPrefix(plainly, "@") || strings.HasPrefix(plainly, "[") ||
			strings.HasPrefix(plainly, "www.") || strings.Contains(plainly, "://") {
			before = ""
			continue
		}
		pieces = split(pieces[:0], unmasked(field))
		for i, piece := range pieces {
			if i > 0 {
				before = "" // something stood between them
			}
			if !counts(piece.text) {
				before = ""
				continue
			}
			add(piece.text)
			if before != "" {
				add(before + " " + piece.text)
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
