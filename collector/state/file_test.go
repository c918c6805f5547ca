package state

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"
)

// change writes into the file as another version might.
func change(t *testing.T, path string, write func(*bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Update(write))
	require.NoError(t, db.Close())
}

func TestFormOfTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	change(t, path, func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("mastodon/old")); return err })
	s, err := Open(path)
	require.NoError(t, err, "of before there was a note")
	require.NoError(t, s.Update("mastodon/new", func(*Account) error { return nil }))
	require.NoError(t, s.Close())
	require.NoError(t, Compact(path))
	s, err = Open(path)
	require.NoError(t, err)
	accounts, err := s.Accounts()
	require.NoError(t, err)
	require.Equal(t, []string{"mastodon/new", "mastodon/old"}, accounts, "the note is no account")
	require.NoError(t, s.Close())

	was := "1" // noted with the first change, kept by Compact
	for _, c := range []struct{ form, want string }{{"2", "has form 2, this one knows 1"}, {"x", `its form "x" is unreadable`}} {
		change(t, path, func(tx *bbolt.Tx) error {
			require.Equal(t, was, string(tx.Bucket(ofFile).Get(keyForm)))
			was = c.form
			return tx.Bucket(ofFile).Put(keyForm, []byte(c.form))
		})
		_, err = Open(path)
		require.ErrorContains(t, err, c.want)
		require.ErrorContains(t, Compact(path), c.want)
		release, err := Hold(path)
		require.NoError(t, err, "who puts a backup in its place may")
		_, err = Open(path)
		require.ErrorIs(t, err, ErrInUse)
		require.NoError(t, release())
	}
}
