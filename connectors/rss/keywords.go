package rss

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
)

// keywords are words and phrases to look for, as sequences of folded words.
// Empty, they match everything.
type keywords []string

func newKeywords(raw []string) keywords {
	var out keywords
	for _, k := range raw {
		out = append(out, haystack(k))
	}
	return out
}

// match reports whether an article contains one of the keywords as whole words,
// whatever their case, in its title, its summary or one of its categories.
func (k keywords) match(a article) bool {
	if len(k) == 0 {
		return true
	}
	for _, text := range append([]string{a.title, a.summary}, a.categories...) {
		in := haystack(text)
		for _, keyword := range k {
			if strings.Contains(in, keyword) {
				return true
			}
		}
	}
	return false
}

// haystack is a text's words with a space before and after each, so that a
// phrase is found only at the borders of words.
func haystack(text string) string { return " " + strings.Join(words(text), " ") + " " }

// words splits a text into folded words: letters, digits and their marks.
func words(text string) []string {
	return strings.FieldsFunc(cases.Fold().String(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}
