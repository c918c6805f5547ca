// Package demo shows Pantau at work on a fictional city: simulated platforms on
// loopback, the unchanged connectors, spool, sink and database, and the answers
// of the Grafana plugin. Only the clock is borrowed: a year passes in seconds.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/demo/world"
	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/engine"
	"github.com/pantau/pantau/collector/keyfile"
	"github.com/pantau/pantau/collector/schema/catalogue"
)

// Options set up a demonstration.
type Options struct {
	Days   int
	Once   bool   // print and stop, without staying up for Grafana
	Dir    string // data folder; empty: a temporary one, removed afterwards
	Plugin string // plugin binary; empty: look for it
	Port   int    // of the embedded database
	// GrafanaToken is a file for the token that only reads, in a folder that Grafana
	// sees and the database's other token is not in; empty: none is written.
	GrafanaToken string
	Language     catalogue.Language
	BuiltIn      []string
	Executable   string
	Out          io.Writer
	// For tests that look at a world of their choosing: when it ends, zero for now;
	// when it is read, nil for moments; and what asks instead of the questions.
	End     time.Time
	Moments func(end time.Time, days int) []time.Time
	Ask     func(ctx context.Context, p *ask.Plugin) error
	Log     *slog.Logger
}

const zone = "Asia/Jakarta"

// Run makes the world, reads it, prints the answers, and unless Once waits for
// ctx to end.
func Run(ctx context.Context, o Options) (err error) {
	binary, err := ask.Find(o.Plugin) // before the long part
	if err != nil {
		return err
	}
	dir, remove, err := dataDir(o.Dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	reader, err := o.readerToken(dir) // before Grafana may ask
	if err != nil {
		return err
	}
	end := o.End
	if end.IsZero() {
		end = time.Now().Truncate(time.Minute)
	}
	var clock atomic.Pointer[time.Time]
	clock.Store(&end)
	now := func() time.Time { return *clock.Load() }
	city := world.City(end, o.Days)
	city.SetClock(now)
	sites, err := serve(city)
	if err != nil {
		return err
	}
	defer sites.Close()
	e, err := engine.Open(ctx, engine.Options{
		Config: configuration(dir, o.Port, o.Days, sites), BuiltIn: o.BuiltIn, Executable: o.Executable, Log: o.Log, Now: now,
		AllowPrivate: true,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	o.say("demo_intro")
	if err := o.live(ctx, e, end, func(t time.Time) { clock.Store(&t) }); err != nil {
		return err
	}
	if err := o.answer(ctx, e, binary, end); err != nil || o.Once {
		return err
	}
	o.say("demo_grafana", "url", e.Database().URL, "bucket", e.Database().Bucket, "token_file", reader)
	return o.goOn(ctx, e, func() { now := time.Now(); clock.Store(&now) })
}

// goOn reads on while somebody looks: nothing new happens in the city, but the boards
// would say, and rightly, that their data is old.
func (o Options) goOn(ctx context.Context, e *engine.Engine, tick func()) error {
	ticker := time.NewTicker(often)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if err := e.Sequence(ctx, 1, func(int) { tick() }); err != nil && ctx.Err() == nil {
			o.Log.Warn("reading on failed", "error", err)
		}
	}
}

// readerToken is the file with the token that only reads: the database's own, or
// Grafana's copy of it.
func (o Options) readerToken(dir string) (string, error) {
	if o.GrafanaToken == "" {
		return filepath.Join(dir, "influxdb", embedded.ReaderFile), nil
	}
	token, err := embedded.ReaderToken(dir)
	if err != nil {
		return "", err
	}
	if err := keyfile.Share(o.GrafanaToken, []byte(token.Reveal()+"\n")); err != nil {
		return "", fmt.Errorf("--grafana-token-file: %w", err)
	}
	return o.GrafanaToken, nil
}

func (o Options) say(key string, pairs ...any) {
	_, _ = fmt.Fprintf(o.Out, "%s\n\n", catalogue.Figures(o.Language, "cli."+key, pairs...))
}

func dataDir(given string) (string, func() error, error) {
	if given != "" {
		abs, err := filepath.Abs(given)
		return abs, func() error { return nil }, err
	}
	dir, err := os.MkdirTemp("", "pantau-demo-")
	return dir, func() error { return os.RemoveAll(dir) }, err
}

// live lets the days pass: weeks at first, then days, hours and quarters of an hour,
// each time reading what is new. A follower count can't be had after the fact, so it must
// be read as time goes by, and so must the growth of a post.
func (o Options) live(ctx context.Context, e *engine.Engine, end time.Time, set func(time.Time)) error {
	plan := moments
	if o.Moments != nil {
		plan = o.Moments
	}
	times := plan(end, o.Days)
	bar := newBar(o.Out, catalogue.Text(o.Language, "cli.demo_reading"), len(times))
	started := time.Now()
	err := e.Sequence(ctx, len(times), func(i int) {
		set(times[i])
		bar.step(i, times[i])
	})
	if err != nil {
		return err
	}
	bar.done()
	o.say("demo_done", "days", o.Days, "records", e.Records(), "seconds", catalogue.Number(o.Language, time.Since(started).Seconds(), 1))
	return nil
}

const (
	// often is the gap between readings at the end, and after it.
	often = 15 * time.Minute
	// lastHours are long enough that most of an account's latest 20 readings have that
	// gap: by it the boards judge whether data is late, as they do of a real office's.
	lastHours = 3 * time.Hour
)

// moments lists when the demonstration reads.
func moments(end time.Time, days int) []time.Time {
	const day = 24 * time.Hour
	var out []time.Time
	for at := end.Add(-time.Duration(days)*day + day); at.Before(end); {
		out = append(out, at)
		switch left := end.Sub(at); {
		case left > 37*day:
			at = at.Add(7 * day)
		case left > 2*day:
			at = at.Add(day)
		case left > lastHours:
			at = at.Add(2 * time.Hour)
		default:
			at = at.Add(often)
		}
	}
	return append(out, end)
}

func configuration(dir string, port, days int, s *sites) *config.Config {
	c := config.Default()
	c.DataDir = dir
	c.HTTP.Listen = ""
	c.InfluxDB.Port = port
	c.TimeZone = zone
	c.Topics = world.Topics()
	for _, a := range s.accounts {
		a.Interval = config.Duration(5 * time.Minute)
		a.History = config.Duration(time.Duration(days+1) * 24 * time.Hour)
		a.Name = a.Account
		c.Accounts = append(c.Accounts, a)
	}
	return &c
}
