package engine

import (
	"os"
	"path/filepath"
)

// losses tells of what is not in data_dir though it was: work goes on without it, but
// not as before, and only a person knows whether that is meant.
func losses(dataDir string) (out []string) {
	isThere := func(name string) bool { _, err := os.Stat(filepath.Join(dataDir, name)); return err == nil }
	if !isThere("spool") {
		return nil // a collector has not run here yet
	}
	if memory, err := os.Stat(filepath.Join(dataDir, "state.db")); err != nil || memory.Size() == 0 {
		out = append(out, "data_dir has no memory (state.db): every account is read again from its beginning, and nothing doubled; "+
			"if that is not meant, stop Pantau and restore a backup")
	}
	if !isThere("author.key") {
		out = append(out, "data_dir has no author.key, so another one is made: earlier authors look new, and those erased with pantau forget are read again; "+
			"if that is not meant, stop Pantau and put the old key back")
	}
	return out
}
