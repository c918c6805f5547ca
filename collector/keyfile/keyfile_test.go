package keyfile_test

import (
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/keyfile"
)

var key = keyfile.Key{Name: "author key", Loss: "authors get new keys"}

func TestLoadOrCreate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "author.key")
	first, err := key.LoadOrCreate(path)
	require.NoError(t, err)
	require.Len(t, first, keyfile.Size)
	again, err := key.LoadOrCreate(path)
	require.NoError(t, err)
	require.Equal(t, first, again)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	other, err := key.LoadOrCreate(filepath.Join(t.TempDir(), "author.key"))
	require.NoError(t, err)
	require.NotEqual(t, first, other)
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, entries, 1, "a temporary file was left")
}

// Several processes that start at once agree on one key.
func TestLoadOrCreateAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "author.key")
	keys := make([][]byte, 8)
	errs := make([]error, len(keys))
	var wait sync.WaitGroup
	for i := range keys {
		wait.Go(func() { keys[i], errs[i] = key.LoadOrCreate(path) })
	}
	wait.Wait()
	for i := range keys {
		require.NoError(t, errs[i])
		require.Equal(t, keys[0], keys[i])
	}
}

func TestLoadOrCreateRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	short := filepath.Join(dir, "short")
	require.NoError(t, os.WriteFile(short, []byte("abc"), 0o600))
	_, err := key.LoadOrCreate(short)
	require.ErrorContains(t, err, "3 bytes, want 32")
	require.ErrorContains(t, err, short)
	_, err = key.LoadOrCreate(filepath.Join(dir, "missing", "key"))
	require.ErrorContains(t, err, "creating author key")
	if runtime.GOOS == "windows" {
		return
	}
	open := filepath.Join(dir, "open")
	require.NoError(t, os.WriteFile(open, make([]byte, keyfile.Size), 0o600))
	require.NoError(t, os.Chmod(open, 0o644))
	_, err = key.LoadOrCreate(open)
	require.ErrorContains(t, err, "chmod 600")
}

// TestWhoMayRead: what is shared is for the group too, and nothing else is left
// beside it.
func TestWhoMayRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "token")
	for _, c := range []struct {
		write   func(string, []byte) error
		content string
		mode    os.FileMode
	}{{keyfile.Replace, "own", 0o600}, {keyfile.Share, "shared", 0o640}, {keyfile.Replace, "own again", 0o600}} {
		require.NoError(t, c.write(path, []byte(c.content)))
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, c.content, string(raw))
		info, err := os.Stat(path)
		require.NoError(t, err)
		if runtime.GOOS != "windows" {
			require.Equal(t, c.mode, info.Mode().Perm(), c.content)
		}
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Len(t, left, 1)
	}
}
