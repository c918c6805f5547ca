package state

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"
)

// filled is a file with enough in it that it has branches.
func filled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.db")
	s, err := Open(path)
	require.NoError(t, err)
	for _, account := range []string{"mastodon/a", "rss/b"} {
		require.NoError(t, s.Update(account, func(a *Account) error {
			for i := range 500 {
				if err := a.PutMention(fmt.Sprintf("mention-%06d", i), Item{Created: time.Unix(int64(i), 0), Class: "comment"}); err != nil {
					return err
				}
			}
			return a.SetCursor(Cursor{Data: []byte("c"), At: time.Unix(9, 0)}, time.Unix(10, 0))
		}))
	}
	require.NoError(t, s.Close())
	return path
}

// TestDamagedFile breaks the file as disks and people do: whoever opens it is told
// so, and who puts a backup in its place may.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	whole, err := os.ReadFile(filled(t))
	require.NoError(t, err)
	broken := map[string][]byte{
		"cut in the middle": whole[:len(whole)/2],
		"cut to a page":     whole[:4096],
		"zeros":             make([]byte, len(whole)),
		"text":              []byte("not a database"),
	}
	for page := range len(whole) / os.Getpagesize() {
		at := page * os.Getpagesize()
		raw := bytes.Clone(whole)
		for i := range os.Getpagesize() {
			raw[at+i] = 0xff
		}
		broken[fmt.Sprintf("page %02d", page)] = raw
		raw = bytes.Clone(whole)
		copy(raw[at+64:], bytes.Repeat([]byte{0xf0}, os.Getpagesize()-64)) // its head is right
		broken[fmt.Sprintf("page %02d but its head", page)] = raw
	}
	refused := 0
	for name, raw := range broken {
		path := filepath.Join(t.TempDir(), "state.db")
		require.NoError(t, os.WriteFile(path, raw, 0o600))
		s, err := Open(path)
		if err == nil { // what is broken is a page that is free, or the older note of two
			require.NoError(t, s.Each(func(string, Cursor, Sizes) {}), name)
			require.NoError(t, s.Close())
			continue
		}
		refused++
		require.ErrorIs(t, err, ErrDamaged, name)
		require.ErrorContains(t, err, "restore it from a backup, or remove it", name)
		path = filepath.Join(t.TempDir(), "state.db") // bbolt keeps what it has panicked over
		require.NoError(t, os.WriteFile(path, raw, 0o600))
		release, err := Hold(path)
		require.ErrorIs(t, err, ErrDamaged, name)
		require.NotNil(t, release, name)
		require.NoError(t, release())
	}
	require.Greater(t, refused, len(broken)/2)
}

// TestWhatIsInUseIsNotDamaged keeps the two apart.
func TestWhatIsInUseIsNotDamaged(t *testing.T) {
	t.Parallel()
	path := filled(t)
	db, err := bbolt.Open(path, 0o600, nil)
	require.NoError(t, err)
	_, err = Open(path)
	require.ErrorIs(t, err, ErrInUse)
	require.NotErrorIs(t, err, ErrDamaged)
	require.NoError(t, db.Close())
}

func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "state.db")
	s, err := Open(path)
	require.NoError(b, err)
	for n := range 20 {
		require.NoError(b, s.Update("mastodon/a", func(a *Account) error {
			for i := range 50_000 {
				if err := a.PutMention(fmt.Sprintf("mention-%d", n*50_000+i), Item{Class: "comment", Topics: "a|b"}); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	require.NoError(b, s.Close())
	for b.Loop() {
		s, err := Open(path)
		require.NoError(b, err)
		require.NoError(b, s.Close())
	}
}
