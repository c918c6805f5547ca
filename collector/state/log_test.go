package state

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// kept is a log in memory.
type kept struct {
	changes  [][]byte
	refuse   error
	diverged int
}

func (k *kept) Append(_ string, changes []byte) error {
	if k.refuse == nil {
		k.changes = append(k.changes, append([]byte(nil), changes...))
	}
	return k.refuse
}

func (k *kept) Diverged(string) { k.diverged++ }

func logged(t testing.TB) (*Store, *kept) {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	log := &kept{}
	s.Log = log
	return s, log
}

// everything changes all that an account remembers, some of it twice.
func everything(t testing.TB, s *Store) {
	t.Helper()
	at := time.Unix(1_800_000_000, 7).UTC()
	it := Item{Created: at, Read: at, Counters: 1, Content: 2, Class: "video", Topics: "vaksinasi"}
	require.NoError(t, s.Update("m/a", func(a *Account) error {
		return errors.Join(a.PutPost("1", it), a.PutPost("2", it), a.PutMention("3", it), a.PutMention("4", it), a.PutAuthor("x", at), a.PutAuthor("y", at))
	}))
	it.Counters = 9
	require.NoError(t, s.Update("m/a", func(a *Account) error {
		return errors.Join(a.PutPost("1", it), a.ForgetPost("2"), a.ForgetAuthor("x", []string{"3"}), a.SetCursor(Cursor{At: at, Data: []byte("c")}, at))
	}))
	require.NoError(t, s.Update("m/a", func(a *Account) error { return a.ForgetMentions(at.Add(-time.Hour)) }))
}

func requireEverything(t testing.TB, s *Store) {
	t.Helper()
	require.NoError(t, s.View("m/a", func(a *Account) error {
		one, found := a.Post("1")
		require.True(t, found)
		require.Equal(t, uint64(9), one.Counters)
		require.Equal(t, "vaksinasi", one.Topics)
		_, found = a.Post("2")
		require.False(t, found)
		_, found = a.Mention("3")
		require.False(t, found)
		_, found = a.Mention("4")
		require.True(t, found)
		require.Zero(t, a.Author("x"))
		require.NotZero(t, a.Author("y"))
		return nil
	}))
	c, err := s.Cursor("m/a")
	require.NoError(t, err)
	require.Equal(t, "c", string(c.Data))
}

func TestAnotherGoesOnFromTheLog(t *testing.T) {
	t.Parallel()
	s, log := logged(t)
	everything(t, s)
	requireEverything(t, s)
	other, _ := logged(t)
	require.NoError(t, other.Update("m/a", func(a *Account) error { return a.PutPost("stale", Item{}) }))
	require.NoError(t, other.Replace("m/a", log.changes))
	requireEverything(t, other)
	require.NoError(t, other.View("m/a", func(a *Account) error {
		_, found := a.Post("stale")
		require.False(t, found, "what is not in the log is gone")
		return nil
	}))
}

func TestDumpIsALog(t *testing.T) {
	t.Parallel()
	s, _ := logged(t)
	everything(t, s)
	var pieces [][]byte
	require.NoError(t, s.Dump("m/a", 40, func(piece []byte) error { pieces = append(pieces, piece); return nil }))
	require.Greater(t, len(pieces), 1)
	other, _ := logged(t)
	require.NoError(t, other.Replace("m/a", pieces))
	requireEverything(t, other)
}

func TestWhatTheLogRefusesIsNotDone(t *testing.T) {
	t.Parallel()
	s, log := logged(t)
	everything(t, s)
	log.refuse = errors.New("no quorum")
	require.ErrorIs(t, s.Update("m/a", func(a *Account) error { return a.ForgetPost("1") }), log.refuse)
	require.Equal(t, 1, log.diverged)
	requireEverything(t, s)
}

func FuzzReplace(f *testing.F) {
	f.Add(appendChange(appendChange(nil, inPosts, []byte("1"), []byte("v")), inRoot, keyCursor, nil))
	f.Add([]byte("p\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	s, _ := logged(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := s.Replace("m/a", [][]byte{raw}); err == nil {
			require.NoError(t, s.View("m/a", func(a *Account) error { return a.EachPost(func(string, Item) {}) }))
		}
	})
}
