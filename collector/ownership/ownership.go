// Package ownership keeps root from leaving files in a data_dir that the service's own
// user can't open.
package ownership

import (
	"fmt"
	"os"
	"path/filepath"
)

// Check refuses to work as root with a data_dir of another user. Whose it is says
// the state file, or before there is one the folder.
func Check(dataDir string) error {
	if os.Geteuid() != 0 { // -1 on Windows
		return nil
	}
	for _, path := range []string{filepath.Join(dataDir, "state.db"), dataDir} {
		name, uid, err := Of(path)
		if err != nil {
			continue // it is not there yet
		}
		if uid == 0 {
			return nil
		}
		return fmt.Errorf("data_dir: %s belongs to %s, who could not open what root writes there: write sudo -u %s before the command, "+
			"or, if root is to run it for good, give root the folder with chown -R root", dataDir, name, name)
	}
	return nil
}
