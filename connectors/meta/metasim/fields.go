package metasim

import (
	"net/http"
	"regexp"
	"strings"
)

// Field is one of the fields that a call asks for, with its modifiers
// (developers.facebook.com/docs/graph-api/guides/field-expansion):
// reactions.type(LIKE).limit(0).as(likes).
type Field struct {
	Name string
	As   string            // under which name it is answered
	Args map[string]string // modifiers: type, limit, summary, filter
}

var (
	modifier  = regexp.MustCompile(`\.([a-z_]+)\(([^)]*)\)`)
	expansion = regexp.MustCompile(`\{.*\}$`)
)

// Fields are the fields that a call asks for; id if it asks for none.
func Fields(r *http.Request) []Field {
	var out []Field
	for _, text := range topLevel(r.FormValue("fields")) {
		text = expansion.ReplaceAllString(text, "")
		name, _, _ := strings.Cut(text, ".")
		f := Field{Name: name, As: name, Args: map[string]string{}}
		for _, m := range modifier.FindAllStringSubmatch(text, -1) {
			f.Args[m[1]] = m[2]
		}
		if as := f.Args["as"]; as != "" {
			f.As = as
		}
		out = append(out, f)
	}
	return append(out, Field{Name: "id", As: "id"})
}

// Pick answers only the fields that are asked for, as the platform does.
func Pick(r *http.Request, whole map[string]any) map[string]any {
	out := map[string]any{}
	for _, f := range Fields(r) {
		if v, ok := whole[f.Name]; ok {
			out[f.As] = v
		}
	}
	return out
}

// topLevel splits at the commas that are in no bracket.
func topLevel(text string) (parts []string) {
	depth, start := 0, 0
	for i, c := range text {
		switch c {
		case '{', '(':
			depth++
		case '}', ')':
			depth--
		case ',':
			if depth == 0 {
				parts = append(parts, text[start:i])
				start = i + 1
			}
		}
	}
	if start < len(text) {
		parts = append(parts, text[start:])
	}
	return parts
}
