package gdelt

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a query. GDELT documents none and refuses what is beyond with a
// sentence; users report refusals from some 250 characters on, and of quoted
// phrases under five.
const (
	longestQuery   = 240 // bytes
	shortestWord   = 3   // characters
	shortestPhrase = 5   // characters between the quotes
)

// searches combines the settings into as few queries as their length allows. An
// article that several of them find is one article.
func (c *config) searches() ([]string, error) {
	filters := alternatives("sourcecountry:", c.Countries, strings.ToUpper) + alternatives("sourcelang:", c.Languages, strings.ToLower)
	room := longestQuery - len(filters)
	if room < longestQuery/2 {
		return nil, fmt.Errorf("countries, languages: with so many the query is too long for GDELT (%d characters at most): use fewer", longestQuery/2)
	}
	var all, terms []string
	for i, raw := range c.Queries {
		term, err := term(raw)
		if err != nil {
			return nil, fmt.Errorf("queries[%d]: %q: %w", i, raw, err)
		}
		if len(term) > room {
			return nil, fmt.Errorf("queries[%d]: is longer than the %d characters that are left for it", i, room)
		}
		if slices.Contains(terms, term) {
			continue
		}
		if more := append(slices.Clone(terms), term); len(either(more)) <= room {
			terms = more
			continue
		}
		all, terms = append(all, either(terms)+filters), []string{term}
	}
	return append(all, either(terms)+filters), nil
}

// term writes a word or phrase as GDELT wants it: phrases in quotes, and words
// with other characters than letters and digits too; plain words without, since
// short ones are refused in quotes.
func term(raw string) (string, error) {
	words := strings.Fields(raw)
	text := strings.Join(words, " ")
	switch {
	case slices.Contains(words, "OR"):
		return "", errors.New("write alternatives as entries of their own")
	case strings.IndexFunc(text, notInTerm) >= 0:
		return "", errors.New("leave out quotes, brackets and operators; use letters, digits, spaces and - . ' &")
	case strings.IndexFunc(text, wordCharacter) < 0:
		return "", errors.New("has no letter or digit")
	}
	if n := utf8.RuneCountInString(text); strings.IndexFunc(text, notWordCharacter) < 0 {
		if n < shortestWord {
			return "", fmt.Errorf("GDELT refuses words of under %d characters; write more of the name", shortestWord)
		}
		return text, nil
	} else if n < shortestPhrase {
		return "", fmt.Errorf("GDELT refuses phrases of under %d characters; write more of the name", shortestPhrase)
	}
	return `"` + text + `"`, nil
}

func wordCharacter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}
func notWordCharacter(r rune) bool { return !wordCharacter(r) }
func notInTerm(r rune) bool        { return !wordCharacter(r) && !strings.ContainsRune(" -.'&", r) }

// alternatives is a filter for any of some values, with the space that sets it
// apart from what stands before it.
func alternatives(operator string, values []string, form func(string) string) string {
	if len(values) == 0 {
		return ""
	}
	var all []string
	for _, v := range values {
		all = append(all, operator+form(v))
	}
	return " " + either(all)
}

// either joins with OR. GDELT wants brackets around alternatives and refuses
// them around a single term.
func either(terms []string) string {
	if len(terms) == 1 {
		return terms[0]
	}
	return "(" + strings.Join(terms, " OR ") + ")"
}
