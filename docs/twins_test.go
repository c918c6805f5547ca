package docs

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// levels is the shape of a page: the level of each heading, and how much stands
// below it in tables, lists and code.
func (p page) levels() []string {
	var out []string
	for line := range strings.Lines(p.text) {
		switch h := heading.FindStringSubmatch(strings.TrimRight(line, "\n")); {
		case h != nil:
			out = append(out, h[1])
		case len(out) > 0 && regexp.MustCompile(`^(\||- |\d+\. )`).MatchString(line):
			out[len(out)-1] += line[:1]
		}
	}
	return append(out, fmt.Sprintf("%d code blocks", len(p.blocks)))
}

// TestTwinsSayTheSame: a page stands in both languages, with the same headings,
// rows, items and code blocks under them.
func TestTwinsSayTheSame(t *testing.T) {
	t.Parallel()
	for _, name := range twins(t) {
		id, en := readPage(t, name[0]), readPage(t, name[1])
		require.Equal(t, numbered(id.levels()), numbered(en.levels()), "%s and %s differ", name[0], name[1])
		require.Contains(t, id.text, "#")
	}
}

// numbered writes every item of a numbered list alike.
func numbered(shape []string) []string {
	for i, s := range shape {
		shape[i] = regexp.MustCompile(`\d`).ReplaceAllString(s, "1")
	}
	return shape
}

// twins are pairs of pages: Indonesian, English.
func twins(t *testing.T) [][2]string {
	t.Helper()
	names := func(lang string) []string {
		found, err := filepath.Glob(lang + "/*.md")
		require.NoError(t, err)
		for i, f := range found {
			found[i] = filepath.Base(f)
		}
		return found
	}
	require.Equal(t, names("id"), names("en"), "pages that stand in one language only")
	out := [][2]string{{"README.id.md", "README.md"}}
	for _, name := range names("id") {
		out = append(out, [2]string{"docs/id/" + name, "docs/en/" + name})
	}
	return out
}

var boardName = regexp.MustCompile(`^\*\*([^*]+)\*\*(?:, (.+))?$`)

// TestGuideNamesDashboards: where the guide says to open a dashboard, and a panel
// on it, it is there under this name.
func TestGuideNamesDashboards(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"id", "en"} {
		known := boards(t, lang)
		n := 0
		for _, file := range []string{"guide.md", "course.md"} {
			p := readPage(t, "docs/"+lang+"/"+file)
			for line := range strings.Lines(p.text) {
				for _, cell := range strings.Split(strings.Trim(line, "|\n"), "|") {
					m := boardName.FindStringSubmatch(strings.TrimSpace(cell))
					if m == nil {
						continue
					}
					n++
					panels, ok := known[m[1]]
					require.True(t, ok, "%s: there is no dashboard %s", p.path, m[1])
					require.True(t, m[2] == "" || panels[m[2]], "%s: %s has no panel %s", p.path, m[1], m[2])
				}
			}
		}
		require.Greater(t, n, 4)
	}
}

// boards are the dashboards of a language, with the titles of their panels.
func boards(t *testing.T, lang string) map[string]map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "dashboards", lang, "*.json"))
	require.NoError(t, err)
	out := map[string]map[string]bool{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		require.NoError(t, err)
		var b struct {
			Title  string
			Panels []struct{ Title string }
		}
		require.NoError(t, json.Unmarshal(raw, &b))
		out[b.Title] = map[string]bool{}
		for _, p := range b.Panels {
			out[b.Title][p.Title] = true
		}
	}
	return out
}
