package backup

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/keyfile"
)

// replace moves the old data away, the new in, and removes the old. What does not
// go is undone.
func replace(c *config.Config, staging string, old []string) error {
	fresh, err := os.ReadDir(staging)
	if err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	away, err := os.MkdirTemp(c.DataDir, awayName+"*")
	if err != nil {
		return fmt.Errorf("data_dir: %w", err)
	}
	var done moves
	for _, name := range old {
		if err := done.move(filepath.Join(c.DataDir, name), filepath.Join(away, name)); err != nil {
			return errors.Join(fmt.Errorf("restoring: %w", err), done.undo(), os.Remove(away))
		}
	}
	places := Keys(c)
	var ofKeys []string
	for _, e := range fresh {
		if places[e.Name()] != "" {
			ofKeys = append(ofKeys, e.Name())
			continue
		}
		if _, err := os.Lstat(filepath.Join(c.DataDir, e.Name())); err == nil && !slices.Contains(parts, e.Name()) {
			continue // older versions copied what is not Pantau's too
		}
		if err := done.move(filepath.Join(staging, e.Name()), filepath.Join(c.DataDir, e.Name())); err != nil {
			return errors.Join(fmt.Errorf("restoring: %w", err), done.undo(), os.Remove(away))
		}
	}
	for _, name := range ofKeys {
		if err := putKey(filepath.Join(staging, name), places[name]); err != nil {
			return errors.Join(fmt.Errorf("restoring %s: %w", name, err), done.undo(), os.Remove(away))
		}
	}
	if err := keyfile.SyncDir(c.DataDir); err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	return removeLeavings(c.DataDir, awayName)
}

// leavings are folders of restores, also of those that were killed.
func leavings(dir, name string) []string {
	found, _ := filepath.Glob(filepath.Join(dir, name+"*")) // the pattern is well formed
	return found
}

func removeLeavings(dir, name string) error {
	var errs []error
	for _, path := range leavings(dir, name) {
		errs = append(errs, os.RemoveAll(path))
	}
	return errors.Join(errs...)
}

// moves are renames that can be undone.
type moves [][2]string

func (m *moves) move(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	*m = append(*m, [2]string{from, to})
	return nil
}

func (m *moves) undo() error {
	var errs []error
	for _, done := range slices.Backward(*m) {
		errs = append(errs, os.Rename(done[1], done[0]))
	}
	return errors.Join(errs...)
}

// putKey puts a key in its place, which may be on another disk.
func putKey(from, to string) error {
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return keyfile.Replace(to, raw)
}
