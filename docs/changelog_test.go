package docs

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

var entry = regexp.MustCompile(`(?m)^## (\d+\.\d+\.\d+) \((?:\d{4}-\d\d-\d\d|not tagged yet)\)$`)

// TestChangelogHasThisVersion: the version in use has its entry, below what is
// not released and above older ones, each with the day of its tag.
func TestChangelogHasThisVersion(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(root, "plugin", "package.json"))
	require.NoError(t, err)
	var about struct{ Version string }
	require.NoError(t, json.Unmarshal(raw, &about))
	p := readPage(t, "CHANGELOG.md")
	entries := entry.FindAllStringSubmatch(p.text, -1)
	require.NotEmpty(t, entries)
	require.Equal(t, about.Version, entries[0][1])
	second := regexp.MustCompile(`(?m)^## .*$`).FindAllString(p.text, -1)
	require.Equal(t, "## Unreleased", second[0])
	require.Len(t, second, len(entries)+1, "every other entry is a version with its day")
}
