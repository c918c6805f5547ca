package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var namesTest = regexp.MustCompile(`Test: \[(\w+)\]\((\S+)\)$`)

// TestChecklistsAreEnforced: every box of CONTRIBUTING.md names the test that
// looks at it, in the file where it stands, or is for reviewers.
func TestChecklistsAreEnforced(t *testing.T) {
	t.Parallel()
	tested, judged := 0, 0
	for line := range strings.Lines(readPage(t, "CONTRIBUTING.md").text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "- [ ] ") {
			continue
		}
		if strings.HasSuffix(line, "*reviewers*") {
			judged++
			continue
		}
		m := namesTest.FindStringSubmatch(line)
		require.NotNil(t, m, "%s: name its test, or mark it for reviewers", line)
		raw, err := os.ReadFile(filepath.Join(root, m[2]))
		require.NoError(t, err, line)
		require.Contains(t, string(raw), "func "+m[1]+"(t *testing.T)", "%s: there is no such test", line)
		tested++
	}
	require.Greater(t, tested, judged, "most boxes are enforced")
}
