package connectors

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// others are the folders here that hold no connector.
var others = map[string]bool{"sdk": true, "sim": true, "meta": true}

// TestEveryFolderIsAWholeConnector walks the tree. What a part must hold is for
// sdktest and the linter; that it is there is looked at here.
func TestEveryFolderIsAWholeConnector(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, id := range IDs() {
		known[id] = true
	}
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, e := range entries {
		if !e.IsDir() || others[e.Name()] {
			continue
		}
		id := e.Name()
		require.True(t, known[id], "connectors/%s is not in connectors.go", id)
		delete(known, id)
		for _, part := range []string{id + ".go", id + "_test.go", "sample.yaml", "README.md", "testdata/cases/*/config.yaml"} {
			found, err := filepath.Glob(filepath.Join(id, part))
			require.NoError(t, err)
			require.NotEmpty(t, found, "connectors/%s lacks %s", id, part)
		}
		source := sourceOf(t, id)
		for what, pattern := range map[string]string{
			"Info": `\) Info\(\) sdk\.Info`, "Configure": `\) Configure\(\w+ sdk\.Settings\)`, "Check": `\) Check\(ctx context\.Context`,
			"Collect": `\) Collect\(ctx context\.Context`, "the conformance suite": `sdktest\.Run\(`, "a fuzz test": `func Fuzz\w+\(`,
		} {
			require.Regexp(t, pattern, source, "connectors/%s lacks %s", id, what)
		}
		if id != "file" {
			require.DirExists(t, filepath.Join(id, id+"sim"), "connectors/%s lacks its simulator", id)
		}
	}
	require.Empty(t, known, "listed, but there is no folder")
}

// sourceOf joins the Go files of a folder.
func sourceOf(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	var all strings.Builder
	for _, f := range files {
		raw, err := os.ReadFile(f)
		require.NoError(t, err)
		all.Write(raw)
	}
	return all.String()
}

// TestEveryBreakHasItsTexts: dashboards show regime breaks to people.
func TestEveryBreakHasItsTexts(t *testing.T) {
	t.Parallel()
	for _, factory := range builtIn {
		info := factory().Info()
		for _, b := range info.Breaks {
			require.True(t, catalogue.Has("break."+b.ID), "break.yaml of the catalogue lacks %s of %s", b.ID, info.ID)
			require.Equal(t, catalogue.Text(catalogue.English, "break."+b.ID), b.Message, "%s of %s", b.ID, info.ID)
		}
	}
}
