package backup

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pantau/pantau/collector/config"
)

var (
	// ErrOccupied means that the data_dir holds data already.
	ErrOccupied = errors.New("the data_dir holds data already: give --force to replace them, or name another data_dir")
	// ErrNewer means that a newer program made the backup.
	ErrNewer = errors.New("a newer Pantau made this backup: install that version first")
	// ErrDamaged means that the backup is not whole.
	ErrDamaged = errors.New("the backup is damaged or was cut off; nothing was restored")
)

// Restore puts a backup into the data_dir. It unpacks all of it beside what is
// there before it touches that. Keys that are not in the backup stay as they are.
func Restore(r io.Reader, c *config.Config, force bool) (Manifest, error) {
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return Manifest{}, fmt.Errorf("data_dir: %w", err)
	}
	old, err := occupied(c.DataDir)
	if err != nil {
		return Manifest{}, err
	}
	if len(old) > 0 {
		if !force {
			return Manifest{}, ErrOccupied
		}
		release, err := hold(c.DataDir) // nobody may work with it now
		if err != nil {
			return Manifest{}, err
		}
		defer release()
	}
	staging, err := os.MkdirTemp(c.DataDir, ".restore-*")
	if err != nil {
		return Manifest{}, fmt.Errorf("data_dir: %w", err)
	}
	defer func() { _ = os.RemoveAll(staging) }() // what is in it has been moved, or is not wanted
	m, err := unpack(r, staging)
	if err != nil {
		return m, err
	}
	return m, replace(c, staging, old)
}

// occupied lists what a restore would replace.
func occupied(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("data_dir: %w", err)
	}
	var out []string
	for _, e := range entries {
		if name := e.Name(); !strings.HasPrefix(name, ".") && name != vaultKey && name != authorKey {
			out = append(out, name)
		}
	}
	return out, nil
}

// unpack checks and unpacks a backup into an empty folder.
func unpack(r io.Reader, dir string) (m Manifest, err error) {
	zipped, err := gzip.NewReader(r)
	if err != nil {
		return m, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	in := tar.NewReader(zipped)
	first, err := in.Next()
	if err != nil || first.Name != manifestName || json.NewDecoder(in).Decode(&m) != nil || m.Format < 1 {
		return m, ErrDamaged
	}
	if m.Format > Format {
		return m, fmt.Errorf("%w (%s)", ErrNewer, m.Version)
	}
	root, err := os.OpenRoot(dir) // no name in the backup leads out of it
	if err != nil {
		return m, fmt.Errorf("data_dir: %w", err)
	}
	defer func() { _ = root.Close() }() // a handle only
	for {
		h, err := in.Next()
		if err != nil {
			return m, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		if h.Name == endName {
			return m, drain(zipped)
		}
		if err := unpackOne(root, h, in); err != nil {
			return m, err
		}
	}
}

// drain reads to the end, where the checksum of the whole stands.
func drain(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}

func unpackOne(root *os.Root, h *tar.Header, in io.Reader) error {
	name, ours := strings.CutPrefix(h.Name, dataPrefix)
	if !ours || !filepath.IsLocal(strings.TrimSuffix(name, "/")) {
		return fmt.Errorf("%w: it holds %q", ErrDamaged, h.Name)
	}
	switch h.Typeflag {
	case tar.TypeDir:
		return root.MkdirAll(strings.TrimSuffix(name, "/"), 0o700)
	case tar.TypeReg:
		file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, ownerOnly)
		if err != nil {
			return fmt.Errorf("restoring: %w", err)
		}
		_, err = io.Copy(file, in)
		if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		return nil
	}
	return fmt.Errorf("%w: %q is no file", ErrDamaged, h.Name)
}

// replace moves the old data away, the new in, and removes the old.
func replace(c *config.Config, staging string, old []string) error {
	away, err := os.MkdirTemp(c.DataDir, ".replaced-*")
	if err != nil {
		return fmt.Errorf("data_dir: %w", err)
	}
	for _, name := range old {
		if err := os.Rename(filepath.Join(c.DataDir, name), filepath.Join(away, name)); err != nil {
			return fmt.Errorf("restoring: %w; what was there stands in %s", err, away)
		}
	}
	fresh, err := os.ReadDir(staging)
	if err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	places := keys(c)
	for _, e := range fresh {
		to := filepath.Join(c.DataDir, e.Name())
		if place, isKey := places[e.Name()]; isKey {
			to = place
		}
		if err := move(filepath.Join(staging, e.Name()), to); err != nil {
			return fmt.Errorf("restoring: %w; what was there stands in %s", err, away)
		}
	}
	return os.RemoveAll(away)
}

// move renames, or copies a key to the other disk that it stands on.
func move(from, to string) error {
	if err := os.Rename(from, to); err == nil || !slices.Contains([]string{vaultKey, authorKey}, filepath.Base(from)) {
		return err
	}
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, raw, ownerOnly)
}
