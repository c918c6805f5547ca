package doctor

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/pantau/pantau/collector/backup"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/keyfile"
	"github.com/pantau/pantau/collector/ownership"
)

// leastFree is how much room the disk must have beside what the spool may grow to.
const leastFree = 1 << 30

// folder looks at the data_dir: is it there, ours alone, writable, with room.
func folder(c *config.Config) []Finding {
	info, err := os.Stat(c.DataDir)
	if errors.Is(err, fs.ErrNotExist) {
		return []Finding{ok("data_dir_new", "dir", c.DataDir)}
	} else if err != nil || !info.IsDir() {
		return []Finding{failed("data_dir", "dir", c.DataDir)}
	}
	var out []Finding
	if err := backup.Interrupted(c.DataDir); err != nil {
		out = append(out, failed("restore_interrupted", "error", err))
	}
	if path, whose := strange(c.DataDir); path != "" {
		out = append(out, failed("data_dir_owner", "dir", c.DataDir, "path", path, "owner", whose))
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		out = append(out, warning("data_dir_open", "dir", c.DataDir, "mode", info.Mode().Perm()))
	}
	probe, err := os.CreateTemp(c.DataDir, ".doctor-*")
	if err != nil {
		return append(out, failed("data_dir_readonly", "dir", c.DataDir))
	}
	_, _ = probe.Close(), os.Remove(probe.Name()) // nothing is in it
	out = append(out, ok("data_dir_fine", "dir", c.DataDir))
	free, err := freeSpace(c.DataDir)
	if err != nil {
		return out
	}
	want := uint64(leastFree + max(0, c.Spool.MaxBytes-size(filepath.Join(c.DataDir, "spool"))))
	if free < want {
		return append(out, warning("disk_full", "free", mebibytes(free), "want", mebibytes(want)))
	}
	return append(out, ok("disk", "free", mebibytes(free)))
}

// strange finds a file of another user than the folder's, as root leaves it: the
// collector could not open it.
func strange(dir string) (path, whose string) {
	owner, uid, err := ownership.Of(dir)
	if err != nil {
		return "", ""
	}
	_ = filepath.WalkDir(dir, func(at string, e fs.DirEntry, err error) error { // what can't be read is found before it is
		if err != nil || e.Name() == "lost+found" {
			return nil //nolint:nilerr // see above
		}
		info, err := e.Info()
		if err != nil {
			return nil //nolint:nilerr // it has gone since
		}
		if _, of, err := ownership.OfInfo(info); err == nil && of != uid {
			path, whose = at, owner
			return filepath.SkipAll
		}
		return nil
	})
	return path, whose
}

// keys looks at the keys: without them what is kept can't be understood.
func keys(c *config.Config) (out []Finding) {
	if _, err := os.Stat(filepath.Join(c.DataDir, "spool")); err != nil {
		return nil // a collector has not run here yet
	}
	places := backup.Keys(c)
	for _, name := range slices.Sorted(maps.Keys(places)) {
		path := places[name]
		_, err := keyfile.Key{Name: name, Loss: "start Pantau, which makes another"}.Load(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			out = append(out, failed("key_missing", "path", path))
		case err != nil:
			out = append(out, failed("key", "error", err))
		}
	}
	return out
}

func mebibytes(n uint64) uint64 { return n >> 20 }

// size is how many bytes lie in a folder.
func size(dir string) (total int64) {
	_ = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error { // what can't be read counts nothing
		if err != nil || e.IsDir() {
			return nil //nolint:nilerr // see above
		}
		if info, err := e.Info(); err == nil {
			total += info.Size()
		}
		return nil
	})
	return total
}

// deadLetters counts what the database refused for good.
func deadLetters(dataDir string, s *Statistics) []Finding {
	files, _ := filepath.Glob(filepath.Join(dataDir, "dead-letters", "*.jsonl")) // the pattern is well formed
	for _, path := range files {
		if raw, err := os.ReadFile(path); err == nil {
			s.DeadLetters += bytes.Count(raw, []byte{'\n'})
		}
	}
	if s.DeadLetters > 0 {
		return []Finding{warning("dead_letters", "count", s.DeadLetters)}
	}
	return nil
}
