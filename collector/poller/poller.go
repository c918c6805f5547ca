// Package poller is the one loop: when an account is due it asks its connector,
// strips personal data, and puts what came into the spool. Connectors know
// nothing of intervals, budgets or retries.
package poller

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/pantau/pantau/collector/backfill"
	"github.com/pantau/pantau/collector/schema/trouble"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// overlap is how far back every run reads again: platforms deliver and correct
// late, up to 48 hours by their own word.
const overlap = 3 * 24 * time.Hour

// Collector asks a connector; the supervisor is one.
type Collector interface {
	Collect(ctx context.Context, connector, account string, req sdk.Request, take func([]*wire.Record) error) (sdk.Result, error)
}

// Queue takes messages durably; the spool is one.
type Queue interface {
	Put(ctx context.Context, m spool.Message) error
}

// Account is one account to poll.
type Account struct {
	Key       string // of spool, state and connector instance
	Connector string
	Name      string
	Interval  time.Duration
	History   time.Duration // how far back the first run goes
}

// Poller reads accounts.
type Poller struct {
	Connectors Collector
	Queue      Queue
	State      *state.Store
	Privacy    *Privacy
	Meters     *Meters
	Log        *slog.Logger
	// Jobs holds the histories that are to be fetched; nil: none.
	Jobs *backfill.Jobs
	// Now is the collector's clock; nil is time.Now.
	Now func() time.Time
	// MaxRun is how many bytes one run may put into the queue, so that an account
	// without an end leaves room for the others; 0: any.
	MaxRun int64

	mu      sync.Mutex
	reached map[string]state.Cursor
	slots   map[string]chan struct{} // by connector
}

func (p *Poller) now() time.Time {
	if p.Now != nil {
		return p.Now()
	}
	return time.Now()
}

// cursor is what an account's runs have reached: in this process ahead of what
// the sink has confirmed, so that a database that is away does not make each
// run read the same again; after a start what was confirmed.
func (p *Poller) cursor(account string) (state.Cursor, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c, ok := p.reached[account]; ok {
		return c, nil
	}
	return p.State.Cursor(account)
}

func (p *Poller) reach(account string, c state.Cursor) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reached == nil {
		p.reached = map[string]state.Cursor{}
	}
	p.reached[account] = c
}

// outcome is how a run ended, for the loop to choose the next time.
type outcome struct {
	err     error
	limited time.Time   // until when the platform wants to be left alone
	budget  *sdk.Budget // of all requests, where the server states it
}

// Poll runs one collection of an account now and queues what it gives. The
// error is the run's; it has been queued and logged too.
func (p *Poller) Poll(ctx context.Context, a Account) error {
	return p.run(ctx, a, 0).err
}

func (p *Poller) run(ctx context.Context, a Account, lag time.Duration) outcome {
	started := time.Now()
	now := p.now()
	// Aligned to the interval, so that reading twice within one gives one point.
	at := now.Truncate(a.Interval)
	req, err := p.request(a, now)
	if err != nil {
		return outcome{err: err}
	}
	records, size := 0, int64(0)
	result, err := p.Connectors.Collect(ctx, a.Connector, a.Key, req, func(batch []*wire.Record) error {
		p.Privacy.Strip(a.Connector, batch)
		batch = p.Privacy.Without(batch)
		body, err := proto.Marshal(&wire.Records{Records: batch})
		if err != nil {
			return err
		}
		if size += int64(len(body)); p.MaxRun > 0 && size > p.MaxRun {
			return sdk.Errorf(sdk.Permanent, "it gives more than %d KiB in one run, half of spool.max_bytes: the rest is left", p.MaxRun>>10)
		}
		records += len(batch)
		return p.putRecords(ctx, a, at, body)
	})
	result, err = p.Privacy.quiet(result, err)
	end := spool.RunEnd{
		Started: now, Duration: time.Since(started), Lag: lag, Records: records,
		Complete: err == nil, Cursor: result.Cursor, Requests: result.Requests, Gone: result.Gone,
	}
	describe(&end, result, err)
	if qerr := p.putEnd(ctx, a, at, end); qerr != nil {
		err = errors.Join(err, qerr)
	} else if end.Complete {
		p.reach(a.Key, state.Cursor{Data: result.Cursor, At: at})
	}
	p.Meters.ran(a, end, err)
	p.report(a, end, result, err)
	return outcome{err: err, limited: rateLimit(append(result.Failures, err)), budget: requestBudget(result.Budgets)}
}

// requestBudget is the limit that everything counts against.
func requestBudget(all []sdk.Budget) *sdk.Budget {
	for i, b := range all {
		if b.Name == sdk.BudgetRequests {
			return &all[i]
		}
	}
	return nil
}

// rateLimit finds the pause that the platform asks for: a run may have used up
// its limit and still be complete, with the rest left for the next. A budget of
// one part of the account does not stop the others.
func rateLimit(errs []error) (until time.Time) {
	for _, err := range errs {
		if at := sdk.RetryAt(err); at.After(until) && sdk.Exhausted(err) == "" {
			until = at
		}
	}
	return until
}

// request says from where to read: everything newer than the overlap, all of
// the configured history the first time.
func (p *Poller) request(a Account, now time.Time) (sdk.Request, error) {
	last, err := p.cursor(a.Key)
	if err != nil {
		return sdk.Request{}, err
	}
	req := sdk.Request{Cursor: last.Data, Now: now, Since: now.Add(-a.History)}
	if last.At.IsZero() {
		return req, nil
	}
	if last.At.After(now) {
		last.At = now // the clock was ahead then: what came meanwhile is not read yet
	}
	req.Since = last.At.Add(-overlap)
	due, err := p.dueForReread(a.Key, now, req.Since)
	req.Reread = due
	return req, err
}

func (p *Poller) putRecords(ctx context.Context, a Account, at time.Time, body []byte) error {
	return p.Queue.Put(ctx, spool.Message{Kind: spool.Records, Account: a.Key, At: at, Body: body})
}

// putEnd queues the end of a run even where the run itself was cancelled: what
// it read is in the queue already.
func (p *Poller) putEnd(ctx context.Context, a Account, at time.Time, end spool.RunEnd) error {
	body, err := end.Encode()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return p.Queue.Put(ctx, spool.Message{Kind: spool.Done, Account: a.Key, At: at, Body: body})
}

// describe puts errors, notices and budget into words.
func describe(end *spool.RunEnd, result sdk.Result, err error) {
	if err != nil {
		end.Errors++
		end.ErrorKind, end.Message = string(sdk.KindOf(err)), err.Error()
	}
	end.Errors += len(result.Failures)
	if len(result.Failures) > 0 && err == nil {
		end.ErrorKind, end.Message = string(sdk.KindOf(result.Failures[0])), result.Failures[0].Error()
	}
	for _, b := range result.Budgets {
		end.Budgets = append(end.Budgets, spool.Budget{Name: b.Name, Unit: b.Unit, Limit: b.Limit, Remaining: b.Remaining})
	}
	for _, n := range result.Notices {
		end.Notices = append(end.Notices, spool.Notice{Kind: n.Kind, Message: n.Message, Metric: n.Metric})
	}
}

func (p *Poller) report(a Account, end spool.RunEnd, result sdk.Result, err error) {
	log := p.Log.With("connector", a.Connector, "account", a.Name)
	if err != nil {
		log.Warn("reading failed", "kind", end.ErrorKind, "error", trouble.In(trouble.Account, err), "records", end.Records)
		return
	}
	for _, f := range result.Failures {
		log.Warn("reading failed in part", "kind", sdk.KindOf(f), "error", trouble.In(trouble.Account, f))
	}
	log.Debug("read", "records", end.Records, "requests", end.Requests, "took", end.Duration)
}
