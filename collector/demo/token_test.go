package demo

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/embedded"
)

// TestGrafanaGetsTheTokenBeforeTheDatabase: what is written for Grafana is what
// the database, opened afterwards, takes for the user that only reads.
func TestGrafanaGetsTheTokenBeforeTheDatabase(t *testing.T) {
	t.Parallel()
	dir, shared := t.TempDir(), filepath.Join(t.TempDir(), "token")
	named, err := Options{GrafanaToken: shared}.readerToken(dir)
	require.NoError(t, err)
	require.Equal(t, shared, named)
	db, err := embedded.Start(dir, "pantau", 0, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	own, err := Options{}.readerToken(dir)
	require.NoError(t, err)
	given, err := os.ReadFile(shared)
	require.NoError(t, err)
	kept, err := os.ReadFile(own)
	require.NoError(t, err)
	require.Equal(t, string(kept), string(given))
	require.Regexp(t, "^"+embedded.Reader+":.{32}\n$", string(given), "the other one may do everything")
	require.NoError(t, db.Close())
	again, err := Options{GrafanaToken: shared}.readerToken(dir)
	require.NoError(t, err)
	require.Equal(t, shared, again, "a second start finds it")

	_, err = Options{GrafanaToken: filepath.Join(dir, "nowhere", "token")}.readerToken(dir)
	require.ErrorContains(t, err, "--grafana-token-file: ")
}
