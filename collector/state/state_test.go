package state

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var now = time.Unix(1_795_000_000, 42).UTC()

func TestRemembers(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	s, err := Open(path)
	require.NoError(t, err)
	post := Item{Created: now.Add(-time.Hour), Read: now, Counters: 7, Content: 8, Class: "image", Topics: "|a|b|"}
	require.NoError(t, s.Update("mastodon/dinkes", func(a *Account) error {
		require.NoError(t, a.PutPost("1", post))
		require.NoError(t, a.PutMention("2", Item{Created: now, Class: "reply"}))
		return a.SetCursor(Cursor{Data: []byte("c1"), At: now}, now)
	}))
	require.NoError(t, s.Close())
	s, err = Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	require.NoError(t, s.View("mastodon/dinkes", func(a *Account) error {
		got, ok := a.Post("1")
		require.True(t, ok)
		require.Equal(t, post, got)
		_, ok = a.Mention("1")
		require.False(t, ok)
		return nil
	}))
	cursor, err := s.Cursor("mastodon/dinkes")
	require.NoError(t, err)
	require.Equal(t, Cursor{Data: []byte("c1"), At: now}, cursor)
	cursor, err = s.Cursor("mastodon/other")
	require.NoError(t, err)
	require.Zero(t, cursor)
}

func TestAnOlderCursorDoesNotReplaceANewerOne(t *testing.T) {
	t.Parallel()
	s, err := Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	for _, c := range []Cursor{{[]byte("new"), now}, {[]byte("old"), now.Add(-time.Minute)}} {
		require.NoError(t, s.Update("a/b", func(a *Account) error { return a.SetCursor(c, time.Now()) }))
	}
	got, err := s.Cursor("a/b")
	require.NoError(t, err)
	require.Equal(t, "new", string(got.Data))
}

// A clock that was ahead must not keep later cursors away until it is right.
func TestACursorOfTheFutureIsReplaced(t *testing.T) {
	t.Parallel()
	s, err := Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	now := time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC)
	ahead := now.AddDate(1, 0, 0)
	require.NoError(t, s.Update("a/b", func(a *Account) error { return a.SetCursor(Cursor{Data: []byte("ahead"), At: ahead}, ahead) }))
	require.NoError(t, s.Update("a/b", func(a *Account) error { return a.SetCursor(Cursor{Data: []byte("right"), At: now}, now) }))
	got, err := s.Cursor("a/b")
	require.NoError(t, err)
	require.Equal(t, "right", string(got.Data))
}

func TestForgets(t *testing.T) {
	t.Parallel()
	s, err := Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	require.NoError(t, s.Update("a/b", func(a *Account) error {
		require.NoError(t, a.PutPost("p", Item{Created: now}))
		require.NoError(t, a.ForgetPost("p"))
		for i, id := range []string{"old", "older", "young"} {
			require.NoError(t, a.PutMention(id, Item{Created: now.Add(time.Duration(i-2) * time.Hour)}))
		}
		require.NoError(t, a.ForgetMentions(now.Add(-30*time.Minute)))
		_, ok := a.Post("p")
		require.False(t, ok)
		_, ok = a.Mention("older")
		require.False(t, ok)
		_, ok = a.Mention("young")
		require.True(t, ok)
		return nil
	}))
}

func TestOneCollectorAtATime(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	s, err := Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	_, err = Open(path)
	require.ErrorIs(t, err, ErrInUse)
}

func TestAuthorsAreKnownSinceTheirFirstMention(t *testing.T) {
	t.Parallel()
	s, err := Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	require.NoError(t, s.View("a", func(a *Account) error {
		require.Zero(t, a.Author("x"))
		return nil
	}))
	require.NoError(t, s.Update("a", func(a *Account) error {
		require.NoError(t, a.PutAuthor("x", now))
		require.NoError(t, a.PutAuthor("x", now.Add(time.Hour)))
		return a.PutAuthor("x", now.Add(-time.Hour)) // read later, written earlier
	}))
	require.NoError(t, s.View("a", func(a *Account) error {
		require.Equal(t, now.Add(-time.Hour), a.Author("x"))
		require.Zero(t, a.Author("y"))
		return nil
	}))
}
