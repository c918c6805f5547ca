package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/correct"
	"github.com/pantau/pantau/collector/enrich/scrub"
	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// TestForgottenAuthorsLeaveNothing erases one of five authors: from the database,
// the spool, dead letters, corrections and state, down to the bytes on the disk.
func TestForgottenAuthorsLeaveNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const said = "kalimatpenandaorangini tidak ada duanya"
	w := smallWorld(10, 5)
	for _, p := range w.Accounts[0].Posts {
		p.Comments[2].Text = said // warga2
	}
	c := load(t, writeConfig(t, dir, serve(t, w).URL))
	data := filepath.Join(dir, "data")
	w.SetClock(at(epoch.Add(-10 * time.Hour)))
	e := open(t, c, at(epoch.Add(-10*time.Hour)))
	require.NoError(t, e.Once(t.Context()))
	w.SetClock(at(epoch))
	e.poller.Now = at(epoch)
	require.NoError(t, e.pollAll(t.Context()), "some of it waits in the spool")
	hash := scrub.AuthorKey(e.poller.Privacy.Key, "mastodon", "warga2")
	require.NoError(t, os.MkdirAll(filepath.Join(data, "dead-letters"), 0o700))
	letters := filepath.Join(data, "dead-letters", "2026-11.jsonl")
	require.NoError(t, os.WriteFile(letters, []byte(`{"line":"author=\"`+hash+`\" `+said+`"}`+"\n"+`{"line":"other"}`+"\n"), 0o600))
	require.NoError(t, correct.NewStore(data).Add(t.Context(),
		correct.Correction{Text: said, Label: sentiment.Negative, Annotator: "a", Time: epoch},
		correct.Correction{Text: "ramah sekali", Label: sentiment.Positive, Annotator: "a", Time: epoch}))

	for _, part := range []string{"influxdb", "spool", "dead-letters"} {
		require.True(t, holds(t, filepath.Join(data, part), said[:22]), "it stands in %s before", part)
	}
	require.True(t, holds(t, filepath.Join(data, "state.db"), hash))

	n, err := e.Forget(t.Context(), "mastodon", "warga2")
	require.NoError(t, err)
	require.Positive(t, n)
	require.Len(t, column(t, e.Database(), `SELECT id FROM mention`), 40)
	require.Equal(t, []any{float64(40)}, column(t, e.Database(), `SELECT sum(mentions) FROM sentiment_1h WHERE topic = '_all'`))
	require.Equal(t, []any{float64(40)}, column(t, e.Database(), `SELECT sum(mentions) FROM topic_10m`))
	require.NoError(t, e.Close())
	require.NoError(t, Compact(data))
	requireNowhere(t, data, said, hash, "warga2")
	kept, err := os.ReadFile(letters)
	require.NoError(t, err)
	require.JSONEq(t, `{"line":"other"}`, string(kept))
	left, err := correct.NewStore(data).Load()
	require.NoError(t, err)
	require.Len(t, left, 1)

	e = open(t, c, at(epoch.Add(time.Minute)))
	require.NoError(t, e.Once(t.Context()))
	require.Len(t, column(t, e.Database(), `SELECT id FROM mention`), 40, "read again, the author stays away")
	require.NoError(t, e.Close())
	requireNowhere(t, data, said, hash, "warga2")
}

// requireNowhere looks through the bytes of all files but the list of the
// forgotten. A marker of one long word stands whole in what is compressed, too.
func requireNowhere(t *testing.T, dir, said, hash, name string) {
	t.Helper()
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		require.NotContains(t, string(raw), said[:22], path)
		require.NotContains(t, string(raw), name, path)
		if filepath.Base(path) != "forgotten" {
			require.NotContains(t, string(raw), hash, path)
		}
		return err
	})
	require.NoError(t, err)
}

// holds tells whether a file in a folder has a marker in its bytes.
func holds(t *testing.T, dir, marker string) (found bool) {
	t.Helper()
	require.NoError(t, filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		found = found || strings.Contains(string(raw), marker)
		return err
	}))
	return found
}
