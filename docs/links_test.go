package docs

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// TestLinksResolve follows every link within the repository, to the heading.
func TestLinksResolve(t *testing.T) {
	t.Parallel()
	all := map[string]page{}
	for _, p := range pages(t) {
		all[p.path] = p
	}
	n := 0
	for _, p := range all {
		for _, m := range link.FindAllStringSubmatch(inlineCode.ReplaceAllString(p.text, "``"), -1) {
			to := m[1]
			if strings.Contains(to, "://") || strings.HasPrefix(to, "mailto:") {
				continue
			}
			n++
			file, anchor, _ := strings.Cut(to, "#")
			target := p.path
			if file != "" {
				target = path.Join(path.Dir(p.path), file)
			}
			require.False(t, strings.HasPrefix(target, ".."), "%s: %s leaves the repository", p.path, to)
			_, err := os.Stat(filepath.Join(root, target))
			require.NoError(t, err, "%s: %s leads nowhere", p.path, to)
			if anchor != "" && path.Ext(target) == ".md" {
				require.True(t, all[target].anchors()[anchor], "%s: %s: there is no such heading", p.path, to)
			}
		}
	}
	require.Greater(t, n, 100)
}

// TestPicturesAreNamed: every picture in docs/img is shown somewhere, and says
// what it shows.
func TestPicturesAreNamed(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("img/*")
	require.NoError(t, err)
	shown := map[string]bool{}
	picture := regexp.MustCompile(`!\[([^\]]*)\]\(([^)\s]+)\)`)
	for _, p := range pages(t) {
		for _, m := range picture.FindAllStringSubmatch(p.text, -1) {
			require.NotEmpty(t, m[1], "%s: %s has no description", p.path, m[2])
			shown[path.Join(path.Dir(p.path), m[2])] = true
		}
	}
	for _, f := range files {
		require.True(t, shown["docs/"+filepath.ToSlash(f)], "no page shows %s", f)
	}
}
