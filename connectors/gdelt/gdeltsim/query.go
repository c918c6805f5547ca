package gdeltsim

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Where all media of the world are, and how they write.
const (
	country  = "Indonesia"
	language = "Indonesian"
)

// query is a value of the parameter query: groups that must all match, each of
// alternatives.
type query [][]string

var (
	token    = regexp.MustCompile(`"[^"]*"|\(|\)|[^\s()"]+`)
	operator = regexp.MustCompile(`^(sourcecountry|sourcelang):(.*)$`)
	plain    = regexp.MustCompile(`^[\pL\pN\pM]+$`)
)

// parse reads a query, or gives the sentence that refuses it. Quotes make a
// phrase; OR stands between alternatives, in brackets that can't be nested; a
// space means and.
func parse(raw string) (q query, refused string) {
	if n := utf8.RuneCountInString(raw); n < 3 || n > longest {
		return nil, "Your query was too short or too long."
	}
	tokens := token.FindAllString(raw, -1)
	for len(tokens) > 0 {
		var group []string
		if tokens[0] == "(" {
			if group, tokens, refused = brackets(tokens[1:]); refused != "" {
				return nil, refused
			}
		} else {
			group, tokens = tokens[:1], tokens[1:]
		}
		for _, term := range group {
			if refused := check(term); refused != "" {
				return nil, refused
			}
		}
		q = append(q, group)
	}
	return q, ""
}

// brackets reads alternatives up to the closing bracket.
func brackets(tokens []string) (group, rest []string, refused string) {
	for i, t := range tokens {
		switch {
		case t == ")" && len(group) < 2:
			return nil, nil, "Parentheses may only be used around OR'd statements."
		case t == ")":
			return group, tokens[i+1:], ""
		case i%2 == 1 && t != "OR", t == "(":
			return nil, nil, "Parentheses may only be used around OR'd statements."
		case i%2 == 0:
			group = append(group, t)
		}
	}
	return nil, nil, "Parentheses may only be used around OR'd statements."
}

// check looks at one term.
func check(term string) (refused string) {
	m := operator.FindStringSubmatch(term)
	switch {
	case term == "OR":
		return "Queries containing OR'd terms must be surrounded by ()."
	case strings.HasPrefix(term, `"`):
		if utf8.RuneCountInString(strings.Trim(term, `"`)) < 5 {
			return "The specified phrase is too short."
		}
	case m != nil && m[1] == "sourcecountry":
		if len(m[2]) != 2 || strings.EqualFold(m[2], "zz") {
			return "Invalid/Unsupported Country."
		}
	case m != nil:
		if strings.EqualFold(m[2], "klingon") {
			return "Invalid/Unsupported Language."
		}
	case !plain.MatchString(term):
		return `One or more of your keywords contained an illegal character. To use a dash in a word, place it in quotes like "f-16".`
	case utf8.RuneCountInString(term) < 3:
		return "The specified phrase is too short."
	}
	return ""
}

// matches tells whether an article of the world does.
func (q query) matches(text string) bool {
	words := " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), notInWord), " ") + " "
	for _, group := range q {
		found := false
		for _, term := range group {
			found = found || holds(words, term)
		}
		if !found {
			return false
		}
	}
	return true
}

func holds(words, term string) bool {
	if m := operator.FindStringSubmatch(term); m != nil {
		return strings.EqualFold(m[2], "ID") || strings.EqualFold(m[2], language)
	}
	phrase := strings.FieldsFunc(strings.ToLower(term), notInWord)
	return strings.Contains(words, " "+strings.Join(phrase, " ")+" ")
}

func notInWord(r rune) bool { return !plain.MatchString(string(r)) }
