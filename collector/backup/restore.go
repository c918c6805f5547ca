package backup

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/state"
)

var (
	// ErrOccupied means that the data_dir holds data already.
	ErrOccupied = errors.New("the data_dir holds data already: give --force to replace them, or name another data_dir")
	// ErrNewer means that a newer program made the backup.
	ErrNewer = errors.New("a newer Pantau made this backup: install that version first")
	// ErrDamaged means that the backup is not whole.
	ErrDamaged = errors.New("the backup is damaged or was cut off; nothing was restored")
	// ErrInterrupted means that a restore was killed while it put things in their places.
	ErrInterrupted = errors.New("a restore was interrupted")
	// ErrOtherDatabase means that the configuration looks for the data in another
	// database than the one that the backup is of.
	ErrOtherDatabase = errors.New("the backup is of another database than the configuration names")
)

// Folders of a restore: where it unpacks, and where it keeps what it replaces.
const (
	stagingName = ".restore-"
	awayName    = ".replaced-"
)

// Interrupted is an ErrInterrupted for a data_dir that a restore has left half way.
func Interrupted(dataDir string) error {
	away := leavings(dataDir, awayName)
	if len(away) == 0 {
		return nil
	}
	return fmt.Errorf("%w: run `pantau restore FILE --force` again, which ends it; what was there before stands in %s", ErrInterrupted, strings.Join(away, ", "))
}

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
		if release != nil {
			defer release()
		}
		if err != nil && !errors.Is(err, state.ErrDamaged) {
			return Manifest{}, err
		}
	}
	_ = removeLeavings(c.DataDir, stagingName) // they only take room
	staging, err := os.MkdirTemp(c.DataDir, stagingName+"*")
	if err != nil {
		return Manifest{}, fmt.Errorf("data_dir: %w", err)
	}
	defer func() { _ = os.RemoveAll(staging) }() // what is in it has been moved, or is not wanted
	m, err := unpack(r, staging)
	if err != nil {
		return m, err
	}
	if err := m.fits(c); err != nil {
		return m, err
	}
	return m, replace(c, staging, old)
}

// fits compares the databases: the collector's memory takes for written what would
// not be found where the configuration looks.
func (m Manifest) fits(c *config.Config) error {
	db := c.InfluxDB
	switch {
	case m.Embedded && !db.Embedded():
		return fmt.Errorf("%w: its data stand in the backup, in the embedded database; leave influxdb.url out", ErrOtherDatabase)
	case !m.Embedded && m.Bucket != "" && db.Embedded():
		return fmt.Errorf("%w: its data stand on an InfluxDB server; write influxdb.url as it was", ErrOtherDatabase)
	case m.Embedded && m.Bucket != "" && m.Bucket != db.Bucket:
		return fmt.Errorf("%w: its data stand in bucket %s; write influxdb.bucket: %s", ErrOtherDatabase, m.Bucket, m.Bucket)
	}
	return nil
}

// occupied lists what a restore would replace.
func occupied(dir string) ([]string, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("data_dir: %w", err)
	}
	var out []string
	for _, part := range parts {
		if _, err := os.Lstat(filepath.Join(dir, part)); err == nil {
			out = append(out, part)
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
		err = errors.Join(err, file.Sync(), file.Close())
		if _, disk := errors.AsType[*fs.PathError](err); disk {
			return fmt.Errorf("nothing was restored: %w", err) // the backup may be whole
		} else if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		return nil
	}
	return fmt.Errorf("%w: %q is no file", ErrDamaged, h.Name)
}
