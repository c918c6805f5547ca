// Package forgotten keeps the list of authors who are not to be collected again:
// their keyed hashes only, one a line, in data_dir/forgotten.
package forgotten

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pantau/pantau/collector/keyfile"
)

// Authors are hashes as scrub.AuthorKey makes them.
type Authors map[string]bool

func path(dataDir string) string { return filepath.Join(dataDir, "forgotten") }

// Load reads the list; none is not an error.
func Load(dataDir string) (Authors, error) {
	raw, err := os.ReadFile(path(dataDir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading whom to forget: %w", err)
	}
	a := Authors{}
	for _, hash := range strings.Fields(string(raw)) {
		a[hash] = true
	}
	return a, nil
}

// Save keeps the list, durable when it returns.
func (a Authors) Save(dataDir string) error {
	list := strings.Join(slices.Sorted(maps.Keys(a)), "\n") + "\n"
	if err := keyfile.Replace(path(dataDir), []byte(list)); err != nil {
		return fmt.Errorf("noting whom to forget: %w", err)
	}
	return nil
}
