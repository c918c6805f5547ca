package scrub_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/scrub"
)

func TestAuthorKey(t *testing.T) {
	t.Parallel()
	key := bytes.Repeat([]byte{7}, scrub.KeySize)
	// By hand: printf '\0\0\0\0\0\0\0\010mastodonbudi' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07
	require.Equal(t, "7b997caae0efaae8", scrub.AuthorKey(key, "mastodon", "budi"))
	require.NotEqual(t, scrub.AuthorKey(key, "ab", "c"), scrub.AuthorKey(key, "a", "bc"))
	require.NotEqual(t, scrub.AuthorKey(key, "mastodon", "budi"), scrub.AuthorKey(key, "bluesky", "budi"))
	require.NotEqual(t, scrub.AuthorKey(key, "mastodon", "budi"), scrub.AuthorKey(bytes.Repeat([]byte{8}, scrub.KeySize), "mastodon", "budi"))
}

func TestLoadOrCreateKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "author.key")
	key, err := scrub.LoadOrCreateKey(path)
	require.NoError(t, err)
	require.Len(t, key, scrub.KeySize)
	again, err := scrub.LoadOrCreateKey(path)
	require.NoError(t, err)
	require.Equal(t, key, again)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	other, err := scrub.LoadOrCreateKey(filepath.Join(t.TempDir(), "author.key"))
	require.NoError(t, err)
	require.NotEqual(t, key, other)
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, entries, 1, "a temporary file was left")
}

// Several processes that start at once agree on one key.
func TestLoadOrCreateKeyAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "author.key")
	keys := make([][]byte, 8)
	errs := make([]error, len(keys))
	var wait sync.WaitGroup
	for i := range keys {
		wait.Go(func() { keys[i], errs[i] = scrub.LoadOrCreateKey(path) })
	}
	wait.Wait()
	for i := range keys {
		require.NoError(t, errs[i])
		require.Equal(t, keys[0], keys[i])
	}
}

func TestLoadOrCreateKeyRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	short := filepath.Join(dir, "short")
	require.NoError(t, os.WriteFile(short, []byte("abc"), 0o600))
	_, err := scrub.LoadOrCreateKey(short)
	require.ErrorContains(t, err, "3 bytes, want 32")
	require.ErrorContains(t, err, short)
	_, err = scrub.LoadOrCreateKey(filepath.Join(dir, "missing", "key"))
	require.ErrorContains(t, err, "creating author key")
	if runtime.GOOS == "windows" {
		return
	}
	open := filepath.Join(dir, "open")
	require.NoError(t, os.WriteFile(open, make([]byte, scrub.KeySize), 0o600))
	require.NoError(t, os.Chmod(open, 0o644))
	_, err = scrub.LoadOrCreateKey(open)
	require.ErrorContains(t, err, "chmod 600")
}

func BenchmarkAuthorKey(b *testing.B) {
	key := make([]byte, scrub.KeySize)
	b.ReportAllocs()
	for b.Loop() {
		scrub.AuthorKey(key, "mastodon", "109348213749812374")
	}
}
