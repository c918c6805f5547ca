//go:build linux

package cluster

import (
	"bytes"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/cluster/clustertest"
	"github.com/pantau/pantau/collector/spool"
)

// A server whose disk is full answers nothing, also when there is room again, until it
// is started anew. That is said, and what it took is still there.
func TestAFullDiskUnderAServerLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=3m"); err != nil {
		t.Skipf("NO DISK WAS TRIED: only root can mount a file system: %v", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(dir, syscall.MNT_DETACH)) })
	node := clustertest.Plan(t, "127.0.0.1")[0]
	node.Dir = filepath.Join(dir, "store")
	running := node.Start(t)
	o := newOffice(t, node.URL())
	o.spool.MaxBytes = 1 << 30
	a := o.take(t, "a")
	big := message("m/1", 0)
	big.Body = bytes.Repeat([]byte("x"), 400<<10)
	taken := 0
	var err error
	for taken < 20 {
		if err = a.Put(t.Context(), big); err != nil {
			break
		}
		taken++
	}
	require.ErrorContains(t, err, diskFull)
	running.Shutdown()
	running.WaitForShutdown()
	require.NoError(t, syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=64m"))
	node.Start(t)
	require.Eventually(t, func() bool { return a.Put(t.Context(), big) == nil }, time.Minute, 100*time.Millisecond)
	got := a.fetch(t, taken+1)
	require.NoError(t, spool.Ack(t.Context(), got...))
}
