package poller

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/connectors/sdk"
)

const (
	// parallel is how many accounts of a connector are read at the same time: one
	// that hangs holds up its own only.
	parallel = 4
	// jitter is the part of an interval by which runs are spread, so that a
	// hundred accounts do not ask in the same second.
	jitter       = 0.1
	firstBackoff = 15 * time.Second
	forgetAfter  = 90 * 24 * time.Hour // mentions older than this are not remembered
)

// Loop polls all accounts at their intervals until ctx ends, the first time at
// once.
func (p *Poller) Loop(ctx context.Context, accounts []Account) {
	var wg sync.WaitGroup
	for _, a := range accounts {
		own := p.slotsOf(a.Connector)
		wg.Go(func() { p.loopOne(ctx, a, own) })
	}
	wg.Wait()
}

func (p *Poller) slotsOf(connector string) chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.slots == nil {
		p.slots = map[string]chan struct{}{}
	}
	if p.slots[connector] == nil {
		p.slots[connector] = make(chan struct{}, parallel)
	}
	return p.slots[connector]
}

// Resume forgets what the accounts' runs have reached in this process: they go on
// from what the sink has confirmed.
func (p *Poller) Resume(accounts []Account) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range accounts {
		delete(p.reached, a.Key)
	}
}

func (p *Poller) loopOne(ctx context.Context, a Account, slots chan struct{}) {
	failures := 0
	due := p.now()
	nextForget := due.Add(time.Duration(rand.Int64N(int64(24 * time.Hour))))
	for {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		out := p.run(ctx, a, p.now().Sub(due))
		if _, _, err := p.Backfill(ctx, a); err != nil && ctx.Err() == nil {
			p.Log.Warn("fetching history", "account", a.Key, "error", err)
		}
		<-slots
		if out.err != nil {
			failures++
		} else {
			failures = 0
		}
		if p.now().After(nextForget) {
			p.forget(a)
			nextForget = nextForget.Add(24 * time.Hour)
		}
		wait := nextWait(a.Interval, out, failures, p.now(), rand.Float64())
		due = p.now().Add(wait)
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
	}
}

// nextWait chooses the pause before the next run. roll is a random number in
// 0…1.
func nextWait(interval time.Duration, out outcome, failures int, now time.Time, roll float64) time.Duration {
	wait := interval
	if out.err != nil && sdk.KindOf(out.err) == sdk.Transient {
		wait = min(firstBackoff<<min(failures-1, 10), interval)
	}
	spread := time.Duration(float64(wait) * jitter * roll)
	wait -= spread
	if until := waitUntil(out); until.After(now) {
		// A little later than the platform says: its clock is not ours.
		wait = max(wait, until.Sub(now)+time.Second+spread)
	}
	return max(wait, time.Second)
}

// waitUntil is when the platform allows more: after a rate limit, or when
// nearly nothing of the budget is left.
func waitUntil(out outcome) time.Time {
	if b := out.budget; b != nil && b.Limit > 0 && b.Remaining*20 < b.Limit && b.Reset.After(out.limited) {
		return b.Reset
	}
	return out.limited
}

func (p *Poller) forget(a Account) {
	before := p.now().Add(-forgetAfter)
	err := p.State.Update(a.Key, func(known *state.Account) error { return known.ForgetMentions(before) })
	if err != nil {
		p.Log.Warn("forgetting old mentions", "account", a.Key, "error", err)
	}
}
