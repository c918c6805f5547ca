package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pantau/pantau/collector/keyfile"
)

// dataFormat is the form of what stands in data_dir. It is raised when an older
// Pantau could not go on with what this one writes.
const dataFormat = 1

// CheckFormat refuses a data_dir of a newer Pantau, which this one might spoil, and
// tells whether its form is noted.
func CheckFormat(dataDir string) (noted bool, err error) {
	path := filepath.Join(dataDir, "format")
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	} else if err != nil {
		return false, fmt.Errorf("reading the form of data_dir: %w", err)
	}
	found, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil {
		return false, fmt.Errorf("%s: it holds no number; restore it from a backup, or write %d into it if no newer Pantau has run here", path, dataFormat)
	}
	if found > dataFormat {
		return true, fmt.Errorf("data_dir %s is of a newer Pantau (form %d, this one knows %d); install that version again, "+
			"or restore the backup from before the upgrade", dataDir, found, dataFormat)
	}
	return found == dataFormat, nil
}

// noteFormat is CheckFormat, and notes the form where none is noted yet.
func noteFormat(dataDir string) error {
	if noted, err := CheckFormat(dataDir); noted || err != nil {
		return err
	}
	if err := keyfile.Replace(filepath.Join(dataDir, "format"), []byte(strconv.Itoa(dataFormat)+"\n")); err != nil { // whole or not at all
		return fmt.Errorf("noting the form of data_dir: %w", err)
	}
	return nil
}
