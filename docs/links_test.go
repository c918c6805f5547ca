package docs

import (
	"maps"
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

// TestEveryPageIsFound: three clicks from a front page lead to every page of docs
// in its language.
func TestEveryPageIsFound(t *testing.T) {
	t.Parallel()
	all := map[string]page{}
	for _, p := range pages(t) {
		all[p.path] = p
	}
	for front, other := range map[string]string{"README.md": "id", "README.id.md": "en"} {
		found := map[string]bool{front: true}
		for range 3 {
			for from := range maps.Clone(found) {
				for _, m := range link.FindAllStringSubmatch(all[from].text, -1) {
					file, _, _ := strings.Cut(m[1], "#")
					found[path.Join(path.Dir(from), file)] = true
				}
			}
		}
		for name := range all {
			foreign := strings.HasPrefix(name, "docs/"+other+"/") || strings.HasSuffix(name, "."+other+".md")
			require.True(t, found[name] || foreign || !strings.HasPrefix(name, "docs/"), "%s does not lead to %s", front, name)
		}
	}
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
