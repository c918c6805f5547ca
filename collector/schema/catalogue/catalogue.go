// Package catalogue holds every text that users read, in Indonesian and
// English, side by side in texts/*.yaml. One file is one area of the product;
// its name is the first part of its keys: "query.sentiment.label" stands in
// texts/query.yaml. Names in braces are replaced: "{count} posts".
package catalogue

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

// Language is a language that users can choose.
type Language string

// Languages. The first is the default.
const (
	Indonesian Language = "id"
	English    Language = "en"
)

// Languages lists them, the default first.
var Languages = []Language{Indonesian, English}

// Parse reads a language setting or a locale such as "id-ID"; what is not known
// gives Indonesian.
func Parse(s string) Language {
	if strings.HasPrefix(strings.ToLower(s), string(English)) {
		return English
	}
	return Indonesian
}

//go:generate go run ./tsgen

//go:embed texts/*.yaml
var files embed.FS

var load = sync.OnceValue(func() map[string]map[Language]string {
	all, err := read(files)
	if err != nil {
		panic(err) // embedded, and read by a test
	}
	return all
})

// Text gives the text of a key, with the named values filled in, as pairs:
// Text(lang, "query.posts", "count", 3). An unknown key gives the key itself,
// which is plain to see and never fails a query.
func Text(lang Language, key string, pairs ...any) string {
	text, ok := load()[key][lang]
	if !ok {
		return key
	}
	if len(pairs) < 2 {
		return text
	}
	args := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		args = append(args, fmt.Sprintf("{%v}", pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return strings.NewReplacer(args...).Replace(text)
}

// Has reports whether a key is known.
func Has(key string) bool { return load()[key] != nil }

// Section gives all texts whose keys start with prefix.
func Section(prefix string) map[string]map[Language]string {
	out := map[string]map[Language]string{}
	for key, texts := range load() {
		if strings.HasPrefix(key, prefix) {
			out[key] = texts
		}
	}
	return out
}

// read checks as it reads: each key once, each text in every language.
func read(fsys fs.FS) (map[string]map[Language]string, error) {
	names, err := fs.Glob(fsys, "texts/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("listing the texts: %w", err)
	}
	all := map[string]map[Language]string{}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		var texts map[string]map[Language]string
		if err := yaml.Unmarshal(raw, &texts); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		area := strings.TrimSuffix(path.Base(name), ".yaml")
		for key, byLanguage := range texts {
			for _, lang := range Languages {
				if strings.TrimSpace(byLanguage[lang]) == "" {
					return nil, fmt.Errorf("%s: %s has no text in %q", name, key, lang)
				}
			}
			if len(byLanguage) != len(Languages) {
				return nil, fmt.Errorf("%s: %s has a language that users can't choose", name, key)
			}
			all[area+"."+key] = byLanguage
		}
	}
	return all, nil
}
