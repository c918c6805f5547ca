package engine

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/backup"
	"github.com/pantau/pantau/collector/state"
)

// Half is written and half waits in the spool when the backup is made; after the
// loss of everything all of it is there once.
func TestBackupAndRestoreLoseNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := smallWorld(20, 5)
	c := load(t, writeConfig(t, dir, serve(t, w).URL))
	e := open(t, c, at(epoch.Add(-20*time.Hour)))
	w.SetClock(at(epoch.Add(-20 * time.Hour)))
	require.NoError(t, e.Once(t.Context()))
	w.SetClock(at(epoch))
	e.poller.Now = at(epoch)
	require.NoError(t, e.pollAll(t.Context()), "only read: it waits in the spool")
	var file bytes.Buffer
	require.ErrorIs(t, backup.Write(&file, c, backup.Manifest{}), state.ErrInUse, "not while a collector works")
	require.NoError(t, e.Close())

	file.Reset()
	require.NoError(t, backup.Write(&file, c, backup.Manifest{Made: epoch, Version: "x", Keys: true}))
	key, err := os.ReadFile(filepath.Join(c.DataDir, "author.key"))
	require.NoError(t, err)
	_, err = backup.Restore(bytes.NewReader(file.Bytes()), c, false)
	require.ErrorIs(t, err, backup.ErrOccupied)
	_, err = backup.Restore(bytes.NewReader(file.Bytes()[:file.Len()-100]), c, true)
	require.ErrorIs(t, err, backup.ErrDamaged)
	require.FileExists(t, filepath.Join(c.DataDir, "state.db"), "a damaged backup changes nothing")

	require.NoError(t, os.RemoveAll(c.DataDir))
	m, err := backup.Restore(bytes.NewReader(file.Bytes()), c, false)
	require.NoError(t, err)
	require.Equal(t, "x", m.Version)
	again, err := os.ReadFile(filepath.Join(c.DataDir, "author.key"))
	require.NoError(t, err)
	require.Equal(t, key, again)
	for range 2 { // the second time over what is there
		e = open(t, c, at(epoch))
		done := make(chan struct{})
		close(done)
		require.NoError(t, e.sink.Drain(t.Context(), done), "without asking the platform again")
		requireWhole(t, e.Database(), w)
		requireRollups(t, e, w)
		require.NoError(t, e.Close())
		_, err = backup.Restore(bytes.NewReader(file.Bytes()), c, true)
		require.NoError(t, err)
	}
	left, err := filepath.Glob(filepath.Join(c.DataDir, ".re*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

// archive makes a backup by hand: names and contents in turn.
func archive(t *testing.T, parts ...string) *bytes.Buffer {
	t.Helper()
	var out bytes.Buffer
	zipped := gzip.NewWriter(&out)
	files := tar.NewWriter(zipped)
	for i := 0; i+1 < len(parts); i += 2 {
		require.NoError(t, files.WriteHeader(&tar.Header{Name: parts[i], Mode: 0o600, Size: int64(len(parts[i+1]))}))
		_, err := files.Write([]byte(parts[i+1]))
		require.NoError(t, err)
	}
	require.NoError(t, files.Close())
	require.NoError(t, zipped.Close())
	return &out
}

func TestRestoreRefusesWhatItCannotTrust(t *testing.T) {
	t.Parallel()
	const manifest, end = "pantau-backup.json", "pantau-backup.end"
	for name, c := range map[string]struct {
		parts []string
		want  error
	}{
		"a newer format":     {[]string{manifest, `{"format":99}`, end, ""}, backup.ErrNewer},
		"a way out":          {[]string{manifest, `{"format":1}`, "data/../../escaped", "x", end, ""}, backup.ErrDamaged},
		"an absolute path":   {[]string{manifest, `{"format":1}`, "data//etc/escaped", "x", end, ""}, backup.ErrDamaged},
		"a foreign file":     {[]string{manifest, `{"format":1}`, "etc/passwd", "x", end, ""}, backup.ErrDamaged},
		"no end":             {[]string{manifest, `{"format":1}`, "data/state.db", "x"}, backup.ErrDamaged},
		"no manifest":        {[]string{"data/state.db", "x", end, ""}, backup.ErrDamaged},
		"the oldest is read": {[]string{manifest, `{"format":1}`, "data/corrections.csv", "text,label\n", end, ""}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			config := load(t, writeConfig(t, dir, "http://127.0.0.1:1"))
			_, err := backup.Restore(archive(t, c.parts...), config, false)
			require.ErrorIs(t, err, c.want)
			require.NoFileExists(t, filepath.Join(dir, "escaped"))
			entries, err := os.ReadDir(config.DataDir)
			require.NoError(t, err)
			require.Equal(t, c.want == nil, len(entries) == 1, entries)
		})
	}
}
