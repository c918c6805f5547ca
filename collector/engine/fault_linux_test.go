package engine

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFullDiskUnderTheSpoolLosesNothing gives the spool a small file system of
// its own. Reading stops with a clear word, and goes on when there is room.
func TestFullDiskUnderTheSpoolLosesNothing(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a small file system")
	}
	dir := t.TempDir()
	disk := filepath.Join(dir, "data", "spool")
	require.NoError(t, os.MkdirAll(disk, 0o700))
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=192k"); err != nil {
		t.Skipf("mounting a small file system: %v", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(disk, 0)) })
	w := smallWorld(300, 20)
	c := load(t, writeConfig(t, dir, serve(t, w).URL))
	var log bytes.Buffer
	o := options(c)
	o.Now, o.Log = at(epoch), slog.New(slog.NewTextHandler(&log, nil))
	e, err := Open(t.Context(), o)
	require.NoError(t, err)
	// Only reading, so that the spool fills up.
	err = e.pollAll(t.Context())
	require.Error(t, err, log.String())
	require.ErrorContains(t, err, "spool")
	t.Log(err)

	require.NoError(t, syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=64m"))
	require.NoError(t, e.Once(t.Context()), log.String())
	requireWhole(t, e.Database(), w)
	require.NoError(t, e.Close())
}
