// Package keyfile keeps the collector's own secret keys: one file each, made at
// first use, that only its owner may read.
package keyfile

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Size is the length of a key, in bytes.
const Size = 32

// Key is what a key file is for.
type Key struct {
	Name string // "author key"
	Loss string // what happens when the file is removed: "authors get new keys"
}

// LoadOrCreate reads the key at path, or makes a random one there that is on the
// disk before it is used.
func (k Key) LoadOrCreate(path string) ([]byte, error) {
	key, err := k.Load(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := create(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("creating %s: %w", k.Name, err)
	}
	return k.Load(path) // another process may have been first: its key counts
}

// Load reads the key at path.
func (k Key) Load(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", k.Name, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s %s: it is no file; name one", k.Name, path)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("%s %s: others may read it (mode %04o): run chmod 600 on it", k.Name, path, mode)
	}
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", k.Name, err)
	}
	if len(key) != Size {
		return nil, fmt.Errorf("%s %s: %d bytes, want %d: restore it from a backup, or remove it and %s", k.Name, path, len(key), Size, k.Loss)
	}
	return key, nil
}

// create writes the whole key under another name and links it to path, so
// that nobody ever sees half of it and nobody's key is overwritten.
func create(path string) error {
	key := make([]byte, Size)
	rand.Read(key) // never fails, see its documentation
	dir := filepath.Dir(path)
	file, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }() // gone already if all went well
	_, err = file.Write(key)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); err != nil {
		return err
	}
	return SyncDir(dir)
}

// Replace puts a file in another's place so that at any moment, a power cut
// included, one of them is there whole. Only its owner may read it.
func Replace(path string, content []byte) error {
	const ownerOnly = 0o600
	return replace(path, content, ownerOnly)
}

// Share is Replace for what the file's group may read too.
func Share(path string, content []byte) error {
	const groupToo = 0o640
	return replace(path, content, groupToo)
}

func replace(path string, content []byte, mode fs.FileMode) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }() // gone already if all went well
	_, err = file.Write(content)
	if err = errors.Join(err, file.Chmod(mode), file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(path))
}

// SyncDir makes a new name in a directory survive a power cut.
func SyncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // directories can't be synced there
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
