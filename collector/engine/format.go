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

// checkFormat refuses a data_dir of a newer Pantau, which this one might spoil,
// and notes the form where none is noted yet.
func checkFormat(dataDir string) error {
	path := filepath.Join(dataDir, "format")
	raw, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("reading the form of data_dir: %w", err)
	}
	if err == nil {
		found, err := strconv.Atoi(strings.TrimSpace(string(raw)))
		if err != nil {
			return fmt.Errorf("%s: unreadable; restore it from a backup: %w", path, err)
		}
		if found > dataFormat {
			return fmt.Errorf("data_dir %s is of a newer Pantau (form %d, this one knows %d); install that version again, "+
				"or restore the backup from before the upgrade", dataDir, found, dataFormat)
		}
		if found == dataFormat {
			return nil
		}
	}
	if err := keyfile.Replace(path, []byte(strconv.Itoa(dataFormat)+"\n")); err != nil { // whole or not at all
		return fmt.Errorf("noting the form of data_dir: %w", err)
	}
	return nil
}
