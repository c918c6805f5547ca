package engine

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestLossesAreTold at the start after one, and at no other.
func TestLossesAreTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := smallWorld(1, 1)
	c := load(t, writeConfig(t, dir, serve(t, w).URL))
	var log bytes.Buffer
	start := func() string {
		log.Reset()
		opts := Options{Config: c, BuiltIn: []string{"mastodon"}, Executable: os.Args[0], Log: slog.New(slog.NewTextHandler(&log, nil)), AllowPrivate: true}
		e, err := Open(t.Context(), opts)
		require.NoError(t, err)
		require.NoError(t, e.Close())
		return log.String()
	}
	require.NotContains(t, start(), "data_dir has no", "it is the first")
	require.NotContains(t, start(), "data_dir has no")
	require.NoError(t, os.Truncate(filepath.Join(c.DataDir, "state.db"), 0))
	require.NoError(t, os.Remove(filepath.Join(c.DataDir, "author.key")))
	said := start()
	require.Contains(t, said, "data_dir has no memory (state.db)")
	require.Contains(t, said, "data_dir has no author.key")
	require.NotContains(t, start(), "data_dir has no")
}
