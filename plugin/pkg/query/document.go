package query

import (
	"fmt"
	"strings"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// Document is every query type's help in one language, as Markdown: the same
// texts that the editor shows.
func Document(lang catalogue.Language) string {
	text := func(key string, pairs ...any) string { return catalogue.Text(lang, "query.document."+key, pairs...) }
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", text("title"), text("intro"))
	for _, d := range Descriptors() {
		fmt.Fprintf(&b, "\n## %s\n\n**%s**: %s\n\n%s\n\n", d.ID, d.Label[lang], d.Description[lang], d.Help[lang])
		fmt.Fprintf(&b, "| %s | %s | %s |\n|---|---|---|\n", text("parameter"), text("meaning"), text("values"))
		for _, p := range d.Params {
			fmt.Fprintf(&b, "| `%s` | %s. %s | %s |\n", p.Name, p.Label[lang], p.Help[lang], p.values(lang, text))
		}
	}
	return b.String()
}

// values are what a parameter takes, the standard first.
func (p Param) values(lang catalogue.Language, text func(string, ...any) string) string {
	switch p.Kind {
	case Enum:
		out := make([]string, len(p.Options))
		for i, o := range p.Options {
			out[i] = fmt.Sprintf("`%s` (%s)", o.Value, o.Label[lang])
		}
		return strings.Join(out, ", ")
	case Number:
		return text("values.number", "least", *p.Min, "most", *p.Max, "standard", p.Default)
	case Boolean:
		return "`false`, `true`"
	case List:
		return text("values.list")
	}
	return text("values.text")
}

// Marks around the table in README.md and README.id.md.
const (
	TableBegin = "<!-- query types: go generate ./plugin/pkg/query -->\n"
	TableEnd   = "<!-- end -->\n"
)

// Overview lists every query type in a row: what it is called and answers.
func Overview(lang catalogue.Language) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| | %s |\n|---|---|\n", catalogue.Text(lang, "query.document.answers"))
	for _, d := range Descriptors() {
		fmt.Fprintf(&b, "| [`%s`](docs/query-types.%s.md#%s) | %s |\n", d.ID, lang, d.ID, d.Description[lang])
	}
	return b.String()
}

// Readme is the front page of a language.
func Readme(lang catalogue.Language) string {
	if lang == catalogue.English {
		return "README.md"
	}
	return fmt.Sprintf("README.%s.md", lang)
}

// InReadme puts the table between its marks; ok is false where the page has lost
// them.
func InReadme(lang catalogue.Language, readme string) (string, bool) {
	before, rest, found := strings.Cut(readme, TableBegin)
	_, after, ended := strings.Cut(rest, TableEnd)
	if !found || !ended {
		return readme, false
	}
	return before + TableBegin + Overview(lang) + TableEnd + after, true
}
