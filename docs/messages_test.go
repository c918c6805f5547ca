package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sources is all that the program can say: its code and its catalogue.
func sources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, dir := range []string{"collector", "connectors", "plugin/pkg"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			if ext := filepath.Ext(path); ext == ".go" || ext == ".yaml" && strings.Contains(path, "catalogue") {
				raw, err := os.ReadFile(path)
				all.Write(raw)
				return err
			}
			return nil
		})
		require.NoError(t, err)
	}
	return all.String()
}

// placeholders are the parts of a message that differ: in code %s and the like,
// in the catalogue {name}.
var placeholders = regexp.MustCompile(`%[-+.#0-9]*[a-z]|\{[a-z_]+\}`)

// TestMessagesAreReal: every message in a row's first cell is one that the program
// says, in all the parts between what differs.
func TestMessagesAreReal(t *testing.T) {
	t.Parallel()
	said := placeholders.ReplaceAllString(sources(t), "…")
	for _, lang := range []string{"id", "en"} {
		p := readPage(t, "docs/"+lang+"/troubleshoot.md")
		n := 0
		for line := range strings.Lines(p.text) {
			first, _, ok := strings.Cut(strings.TrimPrefix(line, "| "), " |")
			if message := inlineCode.FindString(first); ok && strings.HasPrefix(line, "| `") {
				n++
				for _, part := range strings.Split(strings.Trim(message, "`"), "…") {
					part = strings.TrimSpace(part)
					require.Contains(t, said, strings.TrimSuffix(part, "("), "%s: %s: nothing says this", p.path, message)
				}
			}
		}
		require.Greater(t, n, 30, p.path)
	}
}
