// Package sink takes records from the spool, gives them meaning, and writes
// them to InfluxDB. Only when a batch stands there, with its rollups, are the
// cursors advanced and the messages acknowledged; killed at any point, it does
// the same batch again and the same points come out.
package sink

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/pause"
	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/connectors/sdk"
)

const (
	batchMessages = 4                      // of one batch, about 512 KiB each at most
	longPause     = 250 * time.Millisecond // before looking again into an empty spool
	shortPause    = 10 * time.Millisecond  // the same, while someone waits for the end
	drainTries    = 4                      // of a batch, while someone waits for the end
	drainPause    = time.Second            // between them
	// keepsUp is how many mentions of a batch are read accurately at once: what one
	// core does in a few seconds.
	keepsUp = 200
)

// Database is where to write.
type Database struct {
	URL    string
	Org    string
	Bucket string
	Token  sdk.Secret
}

// Options set up a Sink.
type Options struct {
	Database Database
	DataDir  string // holds the dead letters
	KeepText bool   // keep the masked text of mentions
	// Policies say what may be done with each account's data, by key. An account
	// without one may do everything.
	Policies map[string]policy.Policy
	// Forgotten are the authors, as keyed hashes, whose mentions are not stored.
	Forgotten map[string]bool
	// Now is the collector's clock; nil is time.Now.
	Now func() time.Time
	// Zone is the office's, for rollups by day; nil: there are none.
	Zone *time.Location
	// Enricher reads accurately. Hurried reads at once what is more than keepsUp
	// in a batch, and Run reads it again later; nil: never in a hurry.
	Enricher, Hurried *enrich.Enricher

	// Unlearn is told the texts of mentions that are deleted for their age, for
	// whoever keeps them too; nil: nobody is.
	Unlearn func(ctx context.Context, texts []string) error
	// Heal is told why a write failed before it is tried again; nil: nobody is.
	Heal func(err error)

	Spool spool.Queue
	// Leases say which accounts are ours, where several collectors share them; nil:
	// all are.
	Leases Leases
	State  *state.Store
	Meters *Meters
	Log    *slog.Logger
}

// Leases say which accounts a collector may work on.
type Leases interface {
	// Within gives a context that ends as soon as one of the accounts may no longer
	// be worked on; done says that the work is over.
	Within(ctx context.Context, accounts ...string) (within context.Context, done context.CancelFunc)
	// Ready says whether an account may be worked on now.
	Ready(account string) bool
}

// allLeases are those of a collector by itself.
type allLeases struct{}

func (allLeases) Within(ctx context.Context, _ ...string) (context.Context, context.CancelFunc) {
	return ctx, func() {}
}
func (allLeases) Ready(string) bool { return true }

// Sink is the writing half of the collector.
type Sink struct {
	opts   Options
	client influxdb2.Client
	writer *writer
	reader *reader
	broken atomic.Pointer[string]
	// announced is when each account's terms and regime breaks were last noted by
	// this process.
	announced map[string]time.Time
	read      map[owner]time.Time // when each account's counters were last read
	days      days
	again     rereading
	outdated  byWeek    // weeks that are to be listed anew
	looked    time.Time // when others were looked for; zero: not yet
}

// New makes a Sink. Close it after Run has returned.
func New(opts Options) *Sink {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	shared := opts.Leases != nil
	if !shared {
		opts.Leases = allLeases{}
	}
	client := newClient(opts.Database)
	dead := &deadLetters{dir: filepath.Join(opts.DataDir, "dead-letters")}
	return &Sink{
		opts: opts, client: client, announced: map[string]time.Time{}, read: map[owner]time.Time{}, days: days{zone: opts.Zone, shared: shared}, outdated: byWeek{}, again: rereading{wanted: opts.Hurried != nil},
		writer: &writer{
			api: client.WriteAPIBlocking(opts.Database.Org, opts.Database.Bucket), dead: dead,
			log: opts.Log, meters: opts.Meters, wait: pause.For, heal: opts.Heal,
		},
		reader: &reader{http: client.HTTPService(), bucket: opts.Database.Bucket},
	}
}

// Close lets go of the connections.
func (s *Sink) Close() { s.client.Close() }

// Run works until ctx ends. It returns nil then, and an error only for what
// trying again can't mend.
func (s *Sink) Run(ctx context.Context) error {
	var swept time.Time
	s.begin(ctx)
	for ctx.Err() == nil {
		if now := s.opts.Now(); now.Sub(swept) >= sweepEvery {
			swept = now
			if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
				s.opts.Log.Warn("retention", "error", err)
			}
		}
		n, err := s.step(ctx)
		for _, idle := range []func(context.Context) (int, error){s.listOutdated, s.reread} {
			if n == 0 && err == nil {
				n, err = idle(ctx)
			}
		}
		if n == 0 && err == nil {
			err = s.closeDays(ctx)
		}
		next := longPause
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			s.opts.Log.Error("the sink stumbled; it tries again", "error", err)
			s.broken.Store(new(err.Error()))
			next = longBackoff
		case n > 0:
			s.broken.Store(nil)
			continue
		}
		_ = pause.For(ctx, next) // ends early with ctx, which the loop sees
	}
	return nil
}

// begin lists what older collectors wrote; in most databases there is nothing yet, or
// all is listed. Where the database is away, closeDays does it later.
func (s *Sink) begin(ctx context.Context) {
	if err := s.findWeeks(ctx); err != nil {
		s.opts.Log.Debug("listing by week", "error", err)
	}
}

// Problem says why nothing is being written, or "" if all is well.
func (s *Sink) Problem() string {
	if p := s.broken.Load(); p != nil {
		return *p
	}
	return s.opts.Meters.problem()
}

// Drain works until done is closed and the spool is empty. It gives up what has
// gone wrong a few times one after the other: nobody waits for ever at a terminal.
// What stands in lists is left to Settle.
func (s *Sink) Drain(ctx context.Context, done <-chan struct{}) error {
	wrong := 0
	s.begin(ctx)
	for {
		ended := false
		select {
		case <-done:
			ended = true
		default:
		}
		n, err := s.step(ctx)
		switch {
		case err != nil:
			if wrong++; wrong == drainTries || ctx.Err() != nil {
				return err
			}
			s.opts.Log.Warn("the sink stumbled; it tries again", "error", err)
			if err := pause.For(ctx, drainPause); err != nil {
				return err
			}
			continue
		case n > 0:
			wrong = 0
			continue
		}
		if waiting, _, err := s.opts.Spool.Waiting(ctx); ended && (err != nil || waiting == 0) {
			return errors.Join(err, s.closeDays(ctx))
		}
		if err := pause.For(ctx, shortPause); err != nil {
			return err
		}
	}
}

// Settle lists all that is outdated, which Run does when nothing waits.
func (s *Sink) Settle(ctx context.Context) error {
	for n := 1; n > 0; {
		var err error
		if n, err = s.listOutdated(ctx); err != nil {
			return err
		}
	}
	return nil
}

// setAside puts records that are not stored into the dead letters, and says why.
func (s *Sink) setAside(records []letter, why string) error {
	fresh := 0
	for _, l := range records {
		isNew, err := s.writer.dead.once(l)
		if err != nil {
			return err
		}
		if isNew {
			fresh++
			s.opts.Meters.buried()
		}
	}
	if fresh > 0 {
		s.opts.Log.Error(why, "records", fresh, "first", records[0].Reason)
	}
	return nil
}
