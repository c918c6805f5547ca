package cluster

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/pantau/pantau/collector/pause"
)

// ErrNotHeld means that another collector may hold the account by now.
var ErrNotHeld = errors.New("this collector does not hold the account")

// holding is a unit in this collector's hands.
type holding struct {
	name     string
	accounts []string
	session  *session
	letGo    context.CancelFunc
	rested   chan struct{} // closed when nothing works on it any more

	// Guarded by Cluster.mu.
	ready   bool
	ctx     context.Context //nolint:containedctx // its end is the end of the work on the unit
	again   context.CancelFunc
	uses    sync.WaitGroup
	sources map[string]jetstream.Consumer // by account

	logs map[string]*accountLog
}

// take begins to work on a unit, unless it does.
func (c *Cluster) take(s *session, name string, work Work) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.units, func(u Unit) bool { return u.Name == name })
	if _, working := c.held[name]; working || i < 0 {
		return
	}
	ctx, letGo := context.WithCancel(s.ctx)
	h := &holding{name: name, accounts: c.units[i].Accounts, session: s, letGo: letGo, rested: make(chan struct{}), logs: map[string]*accountLog{}}
	for _, a := range h.accounts {
		h.logs[a] = &accountLog{}
	}
	c.held[name] = h
	s.units.Go(func() {
		defer letGo()
		c.hold(ctx, h, work)
		close(h.rested)
	})
}

// hold works on a unit until ctx ends; what it remembers is made anew whenever
// that is in doubt.
func (c *Cluster) hold(ctx context.Context, h *holding, work Work) {
	for ctx.Err() == nil {
		if err := c.link().explained(c.resume(ctx, h)); err != nil {
			if ctx.Err() == nil {
				c.note(err)
				c.opts.Log.Warn("taking over accounts", "unit", h.name, "error", err)
				c.link().lookForStreams(ctx)
				_ = pause.For(ctx, time.Second) // ends early with ctx, which the loop sees
			}
			continue
		}
		doing, again := context.WithCancel(ctx)
		c.mu.Lock()
		h.ctx, h.again, h.ready, c.trouble = doing, again, true, nil //nolint:fatcontext // it is of this round alone
		c.mu.Unlock()
		c.meters.held.Add(float64(len(h.accounts)))
		context.AfterFunc(doing, func() { c.meters.held.Sub(float64(len(h.accounts))) })
		c.opts.Log.Info("working on accounts", "unit", h.name, "accounts", len(h.accounts))
		var tending sync.WaitGroup
		tending.Go(func() { c.tend(doing, h) })
		work(doing, h.accounts)
		again() // work may have come to its end by itself
		tending.Wait()
		c.mu.Lock()
		h.ready = false
		c.mu.Unlock()
		h.uses.Wait()
	}
	// Work that was told to end is over here before its connector has let go of what it
	// asked the platform: the next holder must not ask beside it.
	_ = pause.For(context.WithoutCancel(ctx), lingers)
}

// resume makes ready for work: what the last holder had in its hands comes again,
// and what it knew is known here.
func (c *Cluster) resume(ctx context.Context, h *holding) error {
	sources := map[string]jetstream.Consumer{}
	for _, a := range h.accounts {
		source, err := c.source(ctx, a)
		if err != nil {
			return err
		}
		sources[a] = source
		if err := c.replay(ctx, a, h.logs[a]); err != nil {
			return err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	h.sources = sources
	return nil
}

func (c *Cluster) letGo(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if h := c.held[name]; h != nil {
		h.letGo()
	}
}

func (c *Cluster) drop(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, name)
}

// dropAll forgets the units of a session that is over, also what had come to rest and
// was not given back yet: as long as it stands here it is not taken again.
func (c *Cluster) dropAll(s *session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	maps.DeleteFunc(c.held, func(_ string, h *holding) bool { return h.session == s })
}

// rested lists the units that were let go and on which nothing works any more.
func (c *Cluster) rested(leaving map[string]time.Time) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for name := range leaving {
		h := c.held[name]
		if h == nil {
			out = append(out, name)
			continue
		}
		select {
		case <-h.rested:
			out = append(out, name)
		default:
		}
	}
	return out
}

// holder gives the holding of an account; nil if it is not held for certain.
func (c *Cluster) holder(account string) *holding {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.held[c.unitOf[account]]
	if h == nil || !h.session.valid() {
		return nil
	}
	return h
}

// Ready says whether this collector may work on an account.
func (c *Cluster) Ready(account string) bool {
	h := c.holder(account)
	if h == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return h.ready && h.ctx.Err() == nil
}

// Within gives a context that ends as soon as one of the accounts may no longer
// be worked on. Call done when the work is over: only then is the account given
// to another.
func (c *Cluster) Within(ctx context.Context, accounts ...string) (within context.Context, done context.CancelFunc) {
	within, cancel := context.WithCancel(ctx)
	ends := []func(){cancel}
	c.mu.Lock()
	defer c.mu.Unlock()
	used := map[*holding]bool{}
	for _, a := range accounts {
		h := c.held[c.unitOf[a]]
		if h == nil || !h.ready || h.ctx.Err() != nil || !h.session.valid() {
			cancel()
			break
		}
		if used[h] {
			continue
		}
		used[h] = true
		h.uses.Add(1)
		stop := context.AfterFunc(h.ctx, cancel)
		ends = append(ends, func() { stop(); h.uses.Done() })
	}
	return within, sync.OnceFunc(func() {
		for _, end := range ends {
			end()
		}
	})
}
