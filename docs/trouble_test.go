package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/trouble"
)

// TestErrorsLeadToTheirSection: what an error refers to is a heading of the page
// in each language, every section with messages is referred to, and some error
// of the program names each.
func TestErrorsLeadToTheirSection(t *testing.T) {
	t.Parallel()
	for _, lang := range catalogue.Languages {
		var led []string
		for _, s := range trouble.Sections {
			path, anchor, ok := strings.Cut(s.Place(lang), "#")
			require.True(t, ok, s)
			require.Equal(t, "docs/"+string(lang)+"/troubleshoot.md", path)
			led = append(led, anchor)
		}
		require.Equal(t, withMessages(t, lang), led, "sections with messages, in their order")
	}
	used := named(t)
	for _, s := range trouble.Sections {
		require.True(t, used[s], "no error names %s", s)
	}
}

// withMessages are the anchors of the sections in which a row begins with what
// the program says.
func withMessages(t *testing.T, lang catalogue.Language) []string {
	t.Helper()
	var out []string
	anchor := ""
	for line := range strings.Lines(readPage(t, "docs/"+string(lang)+"/troubleshoot.md").text) {
		if heading.MatchString(line) {
			for a := range (page{text: line}).anchors() {
				anchor = a
			}
		}
		if strings.HasPrefix(line, "| `") && !slices.Contains(out, anchor) {
			out = append(out, anchor)
		}
	}
	return out
}

// named are the sections that the code names, outside of tests.
func named(t *testing.T) map[trouble.Section]bool {
	t.Helper()
	out := map[trouble.Section]bool{}
	look := func(n ast.Node) bool {
		if x, ok := n.(*ast.SelectorExpr); ok {
			if in, ok := x.X.(*ast.Ident); ok && in.Name == "trouble" {
				out[trouble.Section(strings.ToLower(x.Sel.Name))] = true
			}
		}
		return true
	}
	for _, dir := range []string{"collector", "plugin/pkg"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err == nil {
				ast.Inspect(file, look)
			}
			return err
		})
		require.NoError(t, err)
	}
	return out
}
