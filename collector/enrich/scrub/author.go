package scrub

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// KeySize is the length of the key for AuthorKey, in bytes.
const KeySize = 32

// AuthorKey replaces an author's id by a keyed hash: the same author on the same
// platform has the same key, and without the office's secret nobody can tell
// who it is or try ids out. It is the first 64 bits of HMAC-SHA256, as 16
// hexadecimal characters: among ten million authors the chance that any two
// share a key is about 3 in a million (n²/2⁶⁵), so counts of authors stay right,
// at half the room that 128 bits would take in every stored mention.
func AuthorKey(key []byte, platform, author string) string {
	mac := hmac.New(sha256.New, key)
	// The length keeps ("ab", "c") and ("a", "bc") apart.
	var size [8]byte
	binary.BigEndian.PutUint64(size[:], uint64(len(platform)))
	mac.Write(size[:])
	mac.Write([]byte(platform))
	mac.Write([]byte(author))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// LoadOrCreateKey reads the key at path, or makes a random one there that only
// its owner may read and that is on the disk before it is used. The key must be
// kept: with another one, the authors stored so far are strangers.
func LoadOrCreateKey(path string) ([]byte, error) {
	key, err := loadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := createKey(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("creating author key: %w", err)
	}
	return loadKey(path) // another process may have been first: its key counts
}

func loadKey(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading author key: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("author key %s: others may read it (mode %04o): run chmod 600 on it", path, mode)
	}
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading author key: %w", err)
	}
	if len(key) != KeySize {
		return nil, fmt.Errorf("author key %s: %d bytes, want %d: restore it from a backup, or remove it and authors get new keys", path, len(key), KeySize)
	}
	return key, nil
}

// createKey writes the whole key under another name and links it to path, so
// that nobody ever sees half of it and nobody's key is overwritten.
func createKey(path string) error {
	key := make([]byte, KeySize)
	rand.Read(key) // never fails, see its documentation
	dir := filepath.Dir(path)
	file, err := os.CreateTemp(dir, ".author-key-*") // mode 0600
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
	return syncDir(dir)
}

// syncDir makes a new name in a directory survive a power cut.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // directories can't be synced there
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
