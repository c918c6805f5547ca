// Package engine puts the collector together: database, spool, state, sink,
// supervisor and poller, opened in the order in which they need each other and
// closed in the reverse.
package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/pantau/pantau/collector/backup"
	"github.com/pantau/pantau/collector/cluster"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/enrich/correct"
	"github.com/pantau/pantau/collector/enrich/scrub"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/enrich/topics"
	"github.com/pantau/pantau/collector/forgotten"
	"github.com/pantau/pantau/collector/health"
	"github.com/pantau/pantau/collector/keyfile"
	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/poller"
	"github.com/pantau/pantau/collector/schema/trouble"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/collector/supervisor"
)

// Options set up an Engine.
type Options struct {
	Config     *config.Config
	BuiltIn    []string // ids of the connectors in Executable
	Executable string
	Log        *slog.Logger
	// Now is the collector's clock; nil is time.Now. Only the demo has another.
	Now func() time.Time
	// Accurate reads what people feel; nil is the built-in accurate reader.
	Accurate sentiment.Reader
	// AllowPrivate lets every account ask this machine and the inner network, as
	// the demo must, whose platforms are here.
	AllowPrivate bool
	// Wait lets Open wait for a cluster that can't be worked with yet, and /readyz say
	// so; without it that is an error.
	Wait bool

	cluster *cluster.Cluster // set by Open
}

// authorKey hashes authors. It must be kept: with another one, the authors
// stored so far are strangers.
var authorKey = keyfile.Key{Name: "author key", Loss: "authors get new keys"}

// Engine is a collector, ready to run.
type Engine struct {
	opts     Options
	database sink.Database
	accounts []Account

	embedded   *embedded.Server
	spool      spool.Queue
	cluster    *cluster.Cluster // nil: this collector is by itself
	state      *state.Store
	sink       *sink.Sink
	supervisor *supervisor.Supervisor
	poller     *poller.Poller
	corrected  *corrected
	forgotten  forgotten.Authors
	registry   *prometheus.Registry
}

// Open opens everything and configures every account. A *ConfigError means
// that the configuration must be changed.
func Open(ctx context.Context, opts Options) (*Engine, error) {
	e := &Engine{opts: opts, registry: prometheus.NewRegistry()}
	if err := e.open(ctx); err != nil {
		return nil, trouble.In(trouble.Start, errors.Join(err, e.Close()))
	}
	return e, nil
}

// readers gives the two enrichers, which read as the office has corrected them.
func (e *Engine) readers(matcher *topics.Matcher) (accurate, hurried *enrich.Enricher, err error) {
	best := e.opts.Accurate
	if best == nil {
		best = sentiment.Accurate()
	}
	fast := correct.Wrap(sentiment.Quickly, sentiment.Fast())
	slow := correct.Wrap(sentiment.Accurately, best)
	e.corrected, err = openCorrected(e.opts.Config.DataDir, e.registry, slow, fast)
	return enrich.New(matcher, slow), enrich.New(matcher, fast), err
}

func (e *Engine) open(ctx context.Context) error {
	c := e.opts.Config
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return fmt.Errorf("data_dir: %w", err)
	}
	if err := backup.Interrupted(c.DataDir); err != nil {
		return err
	}
	if err := noteFormat(c.DataDir); err != nil {
		return err
	}
	matcher, err := topics.New(c.Topics)
	if err != nil {
		return &ConfigError{Err: fmt.Errorf("topics: %w", err)}
	}
	if e.opts.cluster, err = dial(ctx, e.opts); err != nil {
		return err
	}
	e.cluster = e.opts.cluster
	if e.supervisor, e.accounts, err = Accounts(ctx, e.opts); err != nil {
		return err
	}
	for _, loss := range losses(c.DataDir) {
		e.opts.Log.Warn(loss)
	}
	if e.state, err = state.Open(filepath.Join(c.DataDir, "state.db")); err != nil {
		return err
	}
	key, err := authorKey.LoadOrCreate(filepath.Join(c.DataDir, "author.key"))
	if err != nil {
		return err
	}
	if err := e.openDatabase(); err != nil {
		return err
	}
	if e.forgotten, err = forgotten.Load(c.DataDir); err != nil {
		return err
	}
	if err := e.openQueue(ctx, key); err != nil {
		return err
	}
	if err := e.connect(matcher, key); err != nil {
		return err
	}
	if e.poller.Jobs, err = Jobs(e.opts); err != nil {
		return err
	}
	e.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	health.RegisterGauges(e.registry, e.spool, e.supervisor)
	return nil
}

// connect makes the reading and the writing half.
func (e *Engine) connect(matcher *topics.Matcher, key []byte) error {
	c := e.opts.Config
	policies := map[string]policy.Policy{}
	for _, a := range e.accounts {
		policies[a.Key] = a.Policy
	}
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return fmt.Errorf("time_zone: %w", err)
	}
	accurate, hurried, err := e.readers(matcher)
	if err != nil {
		return err
	}
	options := sink.Options{
		Policies: policies, Now: e.opts.Now, Zone: zone, Heal: e.heal, Forgotten: e.forgotten,
		Unlearn: correct.NewStore(c.DataDir).Forget, Database: e.database, DataDir: c.DataDir, KeepText: c.Text.Store,
		Enricher: accurate, Hurried: hurried,
		Spool: e.spool, State: e.state, Meters: sink.NewMeters(e.registry), Log: e.opts.Log,
	}
	if e.cluster != nil {
		options.Leases = e.cluster
	}
	e.sink = sink.New(options)
	meters := poller.NewMeters(e.registry)
	e.poller = &poller.Poller{
		Connectors: e.supervisor, Queue: e.spool, State: e.state, Meters: meters,
		Privacy: &poller.Privacy{
			Key: key, Forgotten: e.forgotten, Meters: meters, Scrubber: scrub.New(slices.Concat(slices.Collect(maps.Values(c.Topics))...)),
		}, Log: e.opts.Log, Now: e.opts.Now, MaxRun: c.Spool.MaxBytes / 2,
	}
	return nil
}

func (e *Engine) openDatabase() error {
	db := e.opts.Config.InfluxDB
	if !db.Embedded() {
		e.database = sink.Database{URL: db.URL, Org: db.Org, Bucket: db.Bucket, Token: db.Token}
		return nil
	}
	server, err := embedded.Start(e.opts.Config.DataDir, db.Bucket, db.Port, e.opts.Log)
	if err != nil {
		return err
	}
	e.embedded = server
	e.database = sink.Database{URL: server.URL, Org: db.Org, Bucket: db.Bucket, Token: server.Token}
	return nil
}

// heal opens the embedded database anew after its disk was full: there may be
// room by now.
func (e *Engine) heal(err error) {
	if e.embedded == nil || !strings.Contains(err.Error(), "no space left") && !strings.Contains(err.Error(), "connection refused") {
		return
	}
	if err := e.embedded.Restart(); err != nil {
		e.opts.Log.Warn("opening the embedded database again", "error", err)
	}
}

// Database is where the data stand.
func (e *Engine) Database() sink.Database { return e.database }

// Records is how many records have been read since Open.
func (e *Engine) Records() int { return e.poller.Meters.Records() }

// Once polls every account once, and returns when all is written. Accounts
// that failed are the error; the others' data stand nonetheless.
func (e *Engine) Once(ctx context.Context) error {
	err := e.Sequence(ctx, 1, func(int) {})
	return errors.Join(err, e.measure(ctx))
}

// Sequence polls every account n times in a row, calling before each time, and
// returns when all is written.
func (e *Engine) Sequence(ctx context.Context, n int, before func(i int)) error {
	release, err := e.takeAll(ctx)
	if err != nil {
		return err
	}
	defer release()
	polled := make(chan struct{})
	var pollErr error
	go func() {
		defer close(polled)
		for i := range n {
			before(i)
			if pollErr = e.pollAll(ctx); pollErr != nil || ctx.Err() != nil {
				return
			}
		}
	}()
	err = e.sink.Drain(ctx, polled)
	<-polled
	if err == nil {
		err = e.sink.Settle(ctx)
	}
	return errors.Join(err, pollErr)
}

func (e *Engine) pollAll(ctx context.Context) error {
	var wg sync.WaitGroup
	errs := make([]error, len(e.accounts))
	for i, a := range e.accounts {
		wg.Go(func() {
			if err := e.poller.Poll(ctx, a.Account); err != nil {
				errs[i] = trouble.In(trouble.Account, fmt.Errorf("%s: %w", a.Key, err))
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// Run polls and writes until ctx ends, then stops in order: what is in the
// spool stays there for the next start.
func (e *Engine) Run(ctx context.Context) error {
	server, err := health.Listen(e.opts.Config.HTTP, e.registry, e.problem)
	if err != nil {
		return trouble.In(trouble.Start, err)
	}
	defer server.Close()
	e.opts.Log.Info("pantau is running", "accounts", len(e.accounts), "influxdb", e.database.URL, "health", server.URL())
	if len(e.accounts) == 0 {
		e.opts.Log.Warn("there are no accounts in the configuration: nothing is read")
	}
	var wg sync.WaitGroup
	wg.Go(func() { e.poll(ctx) })
	wg.Go(func() { e.watchCorrections(ctx) })
	err = e.sink.Run(ctx)
	wg.Wait()
	return err
}

// poll reads the accounts until ctx ends: all, or those that are leased.
func (e *Engine) poll(ctx context.Context) {
	if e.cluster == nil {
		e.poller.Loop(ctx, e.pollAccounts(nil))
		return
	}
	e.cluster.Run(ctx, false, e.pollLeased)
}

// pollAccounts gives the accounts of these keys; nil: all.
func (e *Engine) pollAccounts(keys []string) []poller.Account {
	out := make([]poller.Account, 0, len(e.accounts))
	for _, a := range e.accounts {
		if keys == nil || slices.Contains(keys, a.Key) {
			out = append(out, a.Account)
		}
	}
	return out
}

// Close stops everything that was opened.
func (e *Engine) Close() error {
	var errs []error
	if e.supervisor != nil {
		e.supervisor.Close()
	}
	if e.sink != nil {
		e.sink.Close()
	}
	if e.spool != nil {
		e.spool.Close()
	}
	if e.cluster != nil {
		e.cluster.Close()
	}
	if e.embedded != nil {
		errs = append(errs, e.embedded.Close())
	}
	if e.state != nil {
		errs = append(errs, e.state.Close())
	}
	return errors.Join(errs...)
}
