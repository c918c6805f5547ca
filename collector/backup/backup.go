// Package backup copies a data_dir into one file and back: the collector's
// memory, the spool, the vault, corrections, dead letters and the embedded
// database, all as of one moment, since nothing may run meanwhile.
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
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/state"
)

// Format is what this program writes. It reads this one and all before it.
const Format = 1

// manifestName is the first file of a backup, endName the last: without that
// the backup was cut off.
const (
	manifestName = "pantau-backup.json"
	endName      = "pantau-backup.end"
	dataPrefix   = "data/"
	vaultKey     = "vault.key"
	authorKey    = "author.key"
	ownerOnly    = 0o600
)

// parts are what Pantau keeps in a data_dir beside keys. What else lies there, such
// as lost+found, the configuration or backups, is not copied and not replaced.
var parts = []string{
	"state.db", "spool", "influxdb", "vault", "dead-letters", "backfill", "corrections.csv", "forgotten", "format",
}

// ErrNothing means that there is nothing to back up.
var ErrNothing = errors.New("nothing is there to back up: does the configuration name the data_dir of the collector?")

// Manifest says what a backup is.
type Manifest struct {
	Format   int       `json:"format"`
	Made     time.Time `json:"made"`
	Version  string    `json:"version"`  // of the program that made it
	Keys     bool      `json:"keys"`     // author.key and vault.key are in it
	Embedded bool      `json:"embedded"` // the database is in it
	Bucket   string    `json:"bucket"`   // of the database; "" in backups from before this was noted
}

// hold keeps collectors and the embedded database from starting; an error that
// is a state.ErrInUse or embedded.ErrRunning says that one runs. With a
// state.ErrDamaged, which lets none start, there is something to release too.
func hold(dataDir string) (release func(), err error) {
	letGo, err := state.Hold(filepath.Join(dataDir, "state.db"))
	damage := err
	if err != nil && !errors.Is(err, state.ErrDamaged) {
		return nil, err
	}
	unlock := func() { _ = letGo() } // nothing was written
	dir := filepath.Join(dataDir, "influxdb")
	if _, err := os.Stat(dir); err != nil {
		return unlock, damage //nolint:nilerr // there is no embedded database
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	if got, err := lock.TryLock(); err != nil || !got {
		unlock()
		return nil, errors.Join(embedded.ErrRunning, err)
	}
	return func() { _ = lock.Unlock(); unlock() }, damage
}

// Write copies the data_dir of a stopped collector to w.
func Write(w io.Writer, c *config.Config, m Manifest) (err error) {
	if err := Interrupted(c.DataDir); err != nil {
		return err
	}
	if there, err := occupied(c.DataDir); err != nil {
		return err
	} else if len(there) == 0 {
		return fmt.Errorf("%w (%s)", ErrNothing, c.DataDir)
	}
	release, err := hold(c.DataDir)
	if release != nil {
		defer release()
	}
	if err != nil {
		return err
	}
	m.Format, m.Embedded, m.Bucket = Format, c.InfluxDB.Embedded(), c.InfluxDB.Bucket
	raw, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("writing the backup: %w", err)
	}
	zipped := gzip.NewWriter(w)
	out := tar.NewWriter(zipped)
	if err := addBytes(out, manifestName, raw, m.Made); err != nil {
		return err
	}
	if err := addFolder(out, c.DataDir); err != nil {
		return fmt.Errorf("writing the backup: %w", err)
	}
	if m.Keys {
		if err := addKeys(out, c, m.Made); err != nil {
			return err
		}
	}
	if err := addBytes(out, endName, nil, m.Made); err != nil {
		return err
	}
	return errors.Join(out.Close(), zipped.Close())
}

// left tells what stays out of a part: locks, and what a run leaves for the time it
// lasts.
func left(name string) bool {
	base := filepath.Base(name)
	return strings.HasPrefix(base, ".") || name == "influxdb/lock" || name == "influxdb/address.json" || strings.HasSuffix(base, ".lock")
}

func addFolder(out *tar.Writer, dir string) error {
	for _, part := range parts {
		err := addPart(out, filepath.Join(dir, part), part, nil)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// addPart adds a file or folder and what is in it. Links are followed: a part may
// stand on another disk. within are the folders that it is in, as they really are.
func addPart(out *tar.Writer, path, name string, within []string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Mode().IsRegular() {
		return addFile(out, dataPrefix+name, path)
	}
	if !info.IsDir() {
		return nil // Pantau makes none
	}
	place, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	if slices.Contains(within, place) {
		return fmt.Errorf("%s leads to a folder that it is in", path)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	if err := out.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: dataPrefix + name + "/", Mode: 0o700}); err != nil {
		return err
	}
	for _, e := range entries {
		if inner := name + "/" + e.Name(); !left(inner) {
			if err := addPart(out, filepath.Join(path, e.Name()), inner, append(slices.Clip(within), place)); err != nil {
				return err
			}
		}
	}
	return nil
}

func addFile(out *tar.Writer, name, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // only read
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if err := out.WriteHeader(&tar.Header{Name: name, Mode: ownerOnly, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
		return err
	}
	_, err = io.Copy(out, file)
	return err
}

func addBytes(out *tar.Writer, name string, raw []byte, at time.Time) error {
	err := out.WriteHeader(&tar.Header{Name: name, Mode: ownerOnly, Size: int64(len(raw)), ModTime: at})
	if err == nil {
		_, err = out.Write(raw)
	}
	if err != nil {
		return fmt.Errorf("writing the backup: %w", err)
	}
	return nil
}

// addKeys adds the keys, wherever the configuration has them.
func addKeys(out *tar.Writer, c *config.Config, at time.Time) error {
	for name, path := range Keys(c) {
		raw, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // never used
		} else if err != nil {
			return fmt.Errorf("writing the backup: %w", err)
		}
		if err := addBytes(out, dataPrefix+name, raw, at); err != nil {
			return err
		}
	}
	return nil
}

// HasKeys tells whether every key stands in its place.
func HasKeys(c *config.Config) bool {
	for _, path := range Keys(c) {
		if _, err := os.Stat(path); err != nil {
			return false
		}
	}
	return true
}

// Keys are the keys of a data_dir: where each stands, by its name in backups.
func Keys(c *config.Config) map[string]string {
	of := map[string]string{authorKey: filepath.Join(c.DataDir, authorKey), vaultKey: filepath.Join(c.DataDir, vaultKey)}
	if c.VaultKeyFile != "" {
		of[vaultKey] = c.VaultKeyFile
	}
	return of
}
