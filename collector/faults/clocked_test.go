//go:build linux

package faults

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/engine"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/connectors"
)

// clock is a time that goes faster or slower and jumps. It lies in a file, which
// two processes read.
type clock struct{ path string }

func newClock(t testing.TB, dir string, at time.Time, speed float64) clock {
	t.Helper()
	c := clock{filepath.Join(dir, "clock")}
	c.set(t, at, speed)
	return c
}

// set lets the clock go on from a time, speed times as fast as ours.
func (c clock) set(t testing.TB, at time.Time, speed float64) {
	t.Helper()
	require.NoError(t, os.WriteFile(c.path+".new", fmt.Appendf(nil, "%d %d %g", at.UnixNano(), time.Now().UnixNano(), speed), 0o600))
	require.NoError(t, os.Rename(c.path+".new", c.path))
}

// now is safe for concurrent use.
func (c clock) now() time.Time {
	raw, err := os.ReadFile(c.path)
	if err != nil {
		panic(err) // it lies in the test's own folder
	}
	var at, since int64
	var speed float64
	if _, err := fmt.Sscan(string(raw), &at, &since, &speed); err != nil {
		panic(err) // we wrote it
	}
	return time.Unix(0, at).Add(time.Duration(float64(time.Now().UnixNano()-since) * speed)).UTC()
}

// clocked is a collector whose clock is a file beside its configuration: the
// built one has no other clock than the system's. It reads sentiment quickly.
func clocked(path string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := runClocked(ctx, path); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func runClocked(ctx context.Context, path string) error {
	c, err := config.Load(path)
	if err != nil {
		return err
	}
	program := os.Getenv("PANTAU_TEST_CONNECTORS") // whose connectors are as small as installed
	e, err := engine.Open(ctx, engine.Options{
		Config: c, BuiltIn: connectors.IDs(), Executable: program, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
		Now: clock{filepath.Join(filepath.Dir(path), "clock")}.now, Accurate: sentiment.Fast(),
	})
	if err != nil {
		return err
	}
	work := e.Run
	if os.Getenv(singly) != "" {
		work = e.Once
	}
	err = work(ctx)
	if cerr := e.Close(); cerr != nil {
		return cerr
	}
	return err
}

// singly lets a collector with a clock of ours read every account once, and end.
const singly = "PANTAU_TEST_ONCE"

// onceClocked collects every account a single time, by a clock of ours.
func onceClocked(t testing.TB, config string) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	p := launch(t, []string{"PANTAU_TEST_CONNECTORS=" + built(t, pantau), singly + "=1"}, self, "clocked", config)
	p.await(t, 5*time.Minute)
	require.NoError(t, p.err, p.said)
}

// collectClocked starts a collector with a clock of ours.
func collectClocked(t testing.TB, config string) *process {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	p := launch(t, []string{"PANTAU_TEST_CONNECTORS=" + built(t, pantau)}, self, "clocked", config)
	await(t, time.Minute, "the collector starts", func() bool { return health.MatchString(p.said.String()) }, p)
	return p
}

// TestClockThatJumps sets the collector's clock a day ahead, a year ahead, and
// back by an hour, in one run and across a start. The platform's clock goes on.
func TestClockThatJumps(t *testing.T) {
	t.Parallel()
	began := time.Now()
	o := newOffice(t, size{accounts: 1, posts: 20, comments: 4, live: 10 * time.Minute})
	dir := t.TempDir()
	c := newClock(t, dir, time.Now(), 1)
	config := o.configure(t, dir, embeddedDB)
	jumps := []time.Duration{24 * time.Hour, -time.Hour, 400 * 24 * time.Hour, 0}
	for _, jump := range jumps {
		p := collectClocked(t, config)
		o.awaitAll(t, dir, time.Minute, p)
		c.set(t, time.Now().Add(jump), 1) // while it runs
		read := p.meter(t, "pantau_records_total")
		await(t, time.Minute, "it reads by the new clock", func() bool { return p.meter(t, "pantau_records_total") > read }, p)
		p.stop(t)
	}
	// By the right clock again, without a look at what is old.
	p := collectClocked(t, config)
	o.awaitAll(t, dir, time.Minute, p)
	o.freeze()
	o.awaitAll(t, dir, time.Minute, p)
	o.awaitMentions(t, dir, p)
	p.stop(t)
	once(t, config)
	sum := o.requireStored(t, dir)
	require.Empty(t, letters(t, dir))
	table.note(t, began, len(jumps), "a day and a year ahead, an hour back: %+v stored once", sum)
}

// awaitMentions waits until a running collector has stored all mentions.
func (o *office) awaitMentions(t testing.TB, dir string, p *process) {
	t.Helper()
	want := 0
	for _, a := range o.world.Accounts {
		for _, post := range a.PostsBy(o.world.Now()) {
			want += len(post.CommentsBy(o.world.Now()))
		}
	}
	await(t, time.Minute, "all mentions are read", func() bool {
		return len(rows(t, running(t, dir), `SELECT id FROM mention WHERE platform = 'mastodon'`)) == want
	}, p)
}

// TestDatabaseAwayForADay collects for a simulated day while the database is
// away, then lets it come back.
func TestDatabaseAwayForADay(t *testing.T) {
	t.Parallel()
	began := time.Now()
	g, db := gatedDB(t)
	dir := t.TempDir()
	speed, accounts := 7200.0, 2
	if full() {
		speed, accounts = 300, 10 // a run every five minutes of each account
	}
	start := time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC)
	c := newClock(t, dir, start, speed)
	o := newOfficeAt(t, size{accounts: accounts, posts: 10, comments: 5, live: 30 * time.Hour, every: 20 * time.Minute}, start, c.now)
	config := o.configure(t, dir, g.through(db))
	g.set(refuse(http.StatusServiceUnavailable))
	p := collectClocked(t, config)
	var once sync.Once
	most := 0.0
	await(t, 10*time.Minute, "a day passes", func() bool {
		if c.now().Sub(start) > 12*time.Hour {
			once.Do(func() { // it may be killed as well
				p.kill(t)
				p = collectClocked(t, config)
			})
		}
		most = max(most, p.meter(t, "pantau_spool_messages"))
		return c.now().Sub(start) > 24*time.Hour
	})
	polls := p.meter(t, "pantau_polls_total")
	o.freeze()
	c.set(t, o.world.Now(), 1)
	g.open()
	back := time.Now()
	await(t, 5*time.Minute, "the backlog is written", func() bool { return p.meter(t, "pantau_spool_messages") == 0 }, p)
	took := time.Since(back)
	p.stop(t)
	p = collectClocked(t, config)
	reads := p.meter(t, "pantau_polls_total")
	await(t, time.Minute, "it reads once more", func() bool { return p.meter(t, "pantau_polls_total") >= reads+2*float64(accounts) }, p)
	await(t, time.Minute, "all is written", func() bool { return p.meter(t, "pantau_spool_messages") == 0 }, p)
	p.stop(t)
	require.NotContains(t, p.said.String(), "dead letters")
	sum := o.requireTruth(t, db)
	require.Empty(t, letters(t, dir))
	table.note(t, began, 1, "24 h, %.0f runs since the half, %.0f messages waiting, written in %.1f s; %+v stored once", polls, most, took.Seconds(), sum)
}
