//go:build linux

package faults

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// atRandom waits up to limit, a different while each time.
func atRandom(limit time.Duration) { <-time.After(rand.N(limit)) }

// strike starts a collector n times and ends it within a while of its having work,
// every fourth time while it starts. It gives how often there was work.
func strike(t *testing.T, dir, config string, n int, within time.Duration, end func(*process)) (busy int) {
	t.Helper()
	for i := range n {
		p := launch(t, nil, built(t, pantau), "run", "--config", config)
		if i%4 != 3 {
			await(t, time.Minute, "it has work", func() bool { return spooled(dir) > 0 }, p)
		}
		atRandom(within)
		if spooled(dir) > 0 {
			busy++
		}
		end(p)
		progress(t, i, n)
	}
	return busy
}

// TestKilledCollector kills the collector, and the database in it, at random
// points: while it starts, reads, writes.
func TestKilledCollector(t *testing.T) {
	t.Parallel()
	began, n := time.Now(), rounds(t, 3, 0.3)
	o := newOffice(t, size{accounts: 2, posts: 40, comments: 6, live: 20 * time.Minute})
	dir := t.TempDir()
	config := o.configure(t, dir, embeddedDB)
	busy := strike(t, dir, config, n, 700*time.Millisecond, func(p *process) { p.kill(t) })
	require.Positive(t, busy, "it was killed while it had work")
	o.freeze()
	once(t, config)
	sum := o.requireStored(t, dir)
	require.Empty(t, letters(t, dir))
	table.note(t, began, n, "%d killed at work; %+v stored once", busy, sum)
}

// TestKilledConnector kills a connector's process. The collector starts it again
// and reads what it missed; it may be asked to stop at any time.
func TestKilledConnector(t *testing.T) {
	t.Parallel()
	began, n := time.Now(), rounds(t, 1, 0.2)
	o := newOffice(t, size{accounts: 2, posts: 40, comments: 6, live: 20 * time.Minute})
	dir := t.TempDir()
	config := o.configure(t, dir, embeddedDB)
	slowest := time.Duration(0)
	for i := range n {
		p := collect(t, config) // anew each time: pauses between deaths grow
		atRandom(time.Second)
		child := children(p.pid(), "connector\x00mastodon")
		require.Len(t, child, 1)
		require.NoError(t, syscall.Kill(child[0], syscall.SIGKILL))
		await(t, time.Minute, "the connector is started again", func() bool {
			again := children(p.pid(), "connector\x00mastodon")
			return len(again) == 1 && again[0] != child[0]
		}, p)
		runs := p.meter(t, "pantau_records_total")
		await(t, time.Minute, "it reads again", func() bool { return p.meter(t, "pantau_records_total") > runs }, p)
		slowest = max(slowest, p.stop(t))
		progress(t, i, n)
	}
	require.Less(t, slowest, stopWithin(), "a stop takes too long")
	o.freeze()
	once(t, config)
	sum := o.requireStored(t, dir)
	require.Empty(t, letters(t, dir))
	table.note(t, began, n, "slowest stop %.1f s; %+v stored once", slowest.Seconds(), sum)
}

// TestKilledDatabase kills InfluxDB 2.7 while the collector writes.
func TestKilledDatabase(t *testing.T) {
	t.Parallel()
	began, n := time.Now(), rounds(t, 2, 0.25)
	db := startInfluxd(t, t.TempDir())
	o := newOffice(t, size{accounts: 2, posts: 40, comments: 6, live: 20 * time.Minute})
	dir := t.TempDir()
	config := o.configure(t, dir, db.settings())
	p := collect(t, config)
	for i := range n {
		atRandom(1500 * time.Millisecond)
		db.kill(t)
		atRandom(time.Second)
		db.start(t)
		wrote := p.meter(t, "pantau_points_written_total")
		await(t, time.Minute, "it writes again", func() bool { return p.meter(t, "pantau_points_written_total") > wrote }, p)
		progress(t, i, n)
	}
	retries := p.meter(t, "pantau_write_retries_total")
	p.stop(t)
	o.freeze()
	once(t, config)
	sum := o.requireTruth(t, db.database())
	require.Empty(t, letters(t, dir))
	table.note(t, began, n, "%.0f writes refused; %+v stored once", retries, sum)
}
