// Package docs has no code: its tests read what the repository tells people, and
// compare it with what is there.
package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = ".."

// page is one Markdown file; its path is that from the repository's root.
type page struct {
	path   string
	text   string  // without code blocks
	blocks []block // the code blocks
}

// block is fenced code.
type block struct {
	kind  string // sh, yaml, …
	lines []string
}

// pages reads every Markdown file that people read.
func pages(t *testing.T) []page {
	t.Helper()
	var out []page
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (slices.Contains([]string{"node_modules", "testdata", "dist", "bin", "files", "results"}, name) || strings.HasPrefix(name, ".") && name != "..") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(name) != ".md" {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		out = append(out, readPage(t, filepath.ToSlash(rel)))
		return err
	})
	require.NoError(t, err)
	require.Greater(t, len(out), 30)
	return out
}

func readPage(t *testing.T, path string) page {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, path))
	require.NoError(t, err)
	p := page{path: path}
	var text strings.Builder
	var open *block
	for line := range strings.Lines(string(raw)) {
		fence, isFence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case isFence && open == nil:
			open = &block{kind: fence}
		case isFence:
			p.blocks, open = append(p.blocks, *open), nil
		case open != nil:
			open.lines = append(open.lines, strings.TrimRight(line, "\n"))
		default:
			text.WriteString(line)
		}
	}
	require.Nil(t, open, "%s: a code block does not end", path)
	p.text = text.String()
	return p
}

var heading = regexp.MustCompile(`(?m)^(#{1,6}) +(.+?) *$`)

// anchors are the places of a page that a link can name, as GitHub calls them.
func (p page) anchors() map[string]bool {
	out := map[string]bool{}
	for _, h := range heading.FindAllStringSubmatch(p.text, -1) {
		slug := notInSlug.ReplaceAllString(strings.ToLower(linkInTitle.ReplaceAllString(h[2], "$1")), "")
		slug = strings.ReplaceAll(slug, " ", "-")
		out[slug] = true
	}
	return out
}

var (
	notInSlug   = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	linkInTitle = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	inlineCode  = regexp.MustCompile("`[^`\n]*`")
)
