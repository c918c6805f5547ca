//go:build linux

package faults

import (
	"cmp"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// sample is what a collector holds at some time.
type sample struct {
	at                        time.Duration // since the start, by its clock
	collector, connectors     int64         // bytes resident
	files, goroutines, readAt int
	waiting                   int // messages in the spool
}

func sampleOf(t testing.TB, p *process, at time.Duration) sample {
	t.Helper()
	s := sample{at: at, collector: resident(p.pid()), files: descriptors(p.pid()), goroutines: int(p.meter(t, "go_goroutines"))}
	for _, child := range children(p.pid(), "connector\x00") {
		s.connectors += resident(child)
		s.files += descriptors(child)
	}
	s.readAt, s.waiting = int(p.meter(t, "pantau_polls_total")), int(p.meter(t, "pantau_spool_messages"))
	return s
}

// TestSoak runs 72 simulated hours at 100 accounts in SOAK (8m) of ours. Memory,
// descriptors and goroutines of the last third are those of the second, and no
// account has fallen behind. The accurate reader and the database are elsewhere.
func TestSoak(t *testing.T) {
	onlyFull(t)
	began := time.Now()
	length, err := time.ParseDuration(cmp.Or(os.Getenv("SOAK"), "8m"))
	require.NoError(t, err, "SOAK")
	const hours = 72 * time.Hour
	_, db := gatedDB(t)
	dir := t.TempDir()
	start := time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC)
	speed := hours.Seconds() / length.Seconds()
	c := newClock(t, dir, start, speed)
	o := newOfficeAt(t, size{accounts: 100, posts: 3, comments: 3, live: hours + 24*time.Hour, every: 3 * time.Hour}, start, c.now)
	config := o.configure(t, dir, strings.Replace(outside(db.URL), influxToken, db.Token.Reveal(), 1))
	p := collectClocked(t, config)
	var series []sample
	for next := time.Duration(0); next <= hours; next += 3 * time.Hour {
		await(t, length, "time passes", func() bool { return c.now().Sub(start) >= next }, p)
		s := sampleOf(t, p, next)
		t.Logf("%3.0f h: collector %d MB, connectors %d MB, %d descriptors, %d goroutines, %d runs, %d messages waiting",
			s.at.Hours(), s.collector>>20, s.connectors>>20, s.files, s.goroutines, s.readAt, s.waiting)
		series = append(series, s)
	}
	o.freeze()
	c.set(t, o.world.Now(), 1)
	runs := p.meter(t, "pantau_polls_total")
	await(t, 5*time.Minute, "everything is read", func() bool { return p.meter(t, "pantau_polls_total") > runs+300 }, p)
	lag := o.requireNobodyBehind(t, dir, p)
	took := p.stop(t)
	require.Less(t, took, stopWithin())
	requireFlat(t, series)
	last := series[len(series)-1]
	table.note(t, began, 1, "72 h, 100 accounts, %d runs: collector %d MB, connectors %d MB, %d descriptors, %d goroutines at the end; no account behind by more than %s; stopped in %.1f s",
		last.readAt, last.collector>>20, last.connectors>>20, last.files, last.goroutines, lag, took.Seconds())
	onceClocked(t, config) // what still waited when it was stopped
	o.requireTruth(t, db)
}

// requireNobodyBehind looks when each account was last read well.
func (o *office) requireNobodyBehind(t testing.TB, _ string, p *process) time.Duration {
	t.Helper()
	failed := strings.Count(p.said.String(), "reading failed")
	require.Zero(t, failed, "runs failed")
	require.Zero(t, int(p.meter(t, "pantau_dead_letters_total")))
	oldest := time.Now()
	require.Positive(t, p.meter(t, "pantau_last_success_timestamp_seconds"))
	for _, at := range p.meters(t, "pantau_last_success_timestamp_seconds") {
		if read := time.Unix(int64(at), 0); read.Before(oldest) {
			oldest = read
		}
	}
	behind := time.Since(oldest).Round(time.Second)
	require.Less(t, behind, time.Minute, "an account has fallen behind")
	return behind
}

// requireFlat compares the second third of a series with the last.
func requireFlat(t testing.TB, series []sample) {
	t.Helper()
	third := len(series) / 3
	middle := func(of []sample, what func(sample) int64) int64 {
		var all []int64
		for _, s := range of {
			all = append(all, what(s))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	for name, it := range map[string]struct {
		what  func(sample) int64
		slack int64
	}{
		"memory of the collector":  {func(s sample) int64 { return s.collector }, 24 << 20},
		"memory of the connectors": {func(s sample) int64 { return s.connectors }, 16 << 20},
		"descriptors":              {func(s sample) int64 { return int64(s.files) }, 10},
		"goroutines":               {func(s sample) int64 { return int64(s.goroutines) }, 40},
	} {
		before, after := middle(series[third:2*third], it.what), middle(series[2*third:], it.what)
		require.LessOrEqual(t, after, before+it.slack, "%s grows from %d to %d", name, before, after)
	}
}
