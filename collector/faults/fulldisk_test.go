//go:build linux

package faults

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestFullDiskUnderTheDatabase fills the disk under the database inside, makes
// room again, and kills the collector, so that only what is on the disk counts.
// That under the spool is TestFullDiskUnderTheSpoolLosesNothing.
func TestFullDiskUnderTheDatabase(t *testing.T) {
	t.Parallel()
	began, n := time.Now(), rounds(t, 1, 0.02)
	o := newOffice(t, size{accounts: 2, posts: 20, comments: 5, live: 20 * time.Minute})
	dir := t.TempDir()
	d := newDisk(t, dir, filepath.Join(dir, "data", "influxdb"), 64<<20)
	config := o.configure(t, dir, embeddedDB)
	ballast := filepath.Join(d.at, "ballast")
	for i := range n {
		p := collect(t, config)
		o.awaitAll(t, dir, time.Minute, p)
		fill(t, ballast)
		await(t, 2*time.Minute, "the disk is full", func() bool { return strings.Contains(p.said.String(), "no space left on device") }, p)
		require.NoError(t, os.Remove(ballast))
		wrote := p.meter(t, "pantau_points_written_total")
		await(t, 2*time.Minute, "it writes again", func() bool { return p.meter(t, "pantau_points_written_total") > wrote }, p)
		atRandom(2 * time.Second)
		p.kill(t)
		progress(t, i, n)
	}
	o.freeze()
	once(t, config)
	sum := o.requireStored(t, dir)
	require.Empty(t, letters(t, dir))
	table.note(t, began, n, "%+v stored once", sum)
}

// fill writes until the disk is full.
func fill(t testing.TB, path string) {
	t.Helper()
	f, err := os.Create(path)
	require.NoError(t, err)
	for size := 1 << 20; size >= 1<<10; size /= 4 {
		block := bytes.Repeat([]byte("x"), size)
		for err == nil {
			_, err = f.Write(block)
		}
		err = nil
	}
	_ = f.Close() // it may have no room for the last byte
}
