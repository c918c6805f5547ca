package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pantau/pantau/collector/pause"
)

// Work is done on the accounts of a unit until ctx ends.
type Work func(ctx context.Context, accounts []string)

var errSlow = errors.New("it takes too long; are the NATS servers busy?")

// Run works on this collector's share of the units until ctx ends, and lets them
// go then. all: every unit that is free, whatever the others' share.
func (c *Cluster) Run(ctx context.Context, all bool, work Work) {
	for ctx.Err() == nil {
		if err := c.link().explained(c.live(ctx, all, work)); err != nil && ctx.Err() == nil {
			c.note(err)
			c.opts.Log.Warn("the cluster does not take this collector; it tries again", "error", err)
		}
		_ = pause.For(ctx, time.Second) // ends early with ctx, which the loop sees
	}
}

// live is one session.
func (c *Cluster) live(ctx context.Context, all bool, work Work) error {
	s, err := c.join(ctx)
	if err != nil {
		return err
	}
	defer s.cancel()
	c.setSession(s)
	// It is renewed until the last unit has come to rest, also after ctx has ended.
	renewing, stop := context.WithCancel(context.WithoutCancel(ctx))
	var renewal sync.WaitGroup
	renewal.Go(func() { c.renew(renewing, s) })
	renewal.Go(func() { s.guard(renewing) })
	c.rounds(s, all, work) //nolint:contextcheck // the session has a context made of ctx
	slow := time.AfterFunc(late, func() {
		c.opts.Log.Warn("work on accounts does not end; this collector joins the cluster again when it has", "session", s.id)
	})
	s.units.Wait()
	slow.Stop()
	c.dropAll(s)
	stop()
	renewal.Wait()
	c.setSession(nil)
	left := c.farewell(ctx, s.id) // one that was lost too: it works on nothing any more
	if ctx.Err() == nil {
		c.meters.lost.Inc()
		return errors.New("the membership was lost")
	}
	return left
}

func (c *Cluster) setSession(s *session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session = s
}

// farewell gives everything back, so that the others need not wait.
func (c *Cluster) farewell(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callWait)
	defer cancel()
	return persist(ctx, callWait, func() error {
		t, revision, err := c.readTable(ctx)
		if err != nil {
			return err
		}
		t = t.clone()
		t.leave(id)
		if _, err := c.changeTable(ctx, t, revision); err != nil {
			return err
		}
		return c.link().kv.Purge(ctx, memberKey(id))
	})
}

// Take takes all units, for a command that works on them by itself. It fails when
// others keep some; release gives them back.
func (c *Cluster) Take(ctx context.Context, limit time.Duration) (release func(), err error) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() {
		c.Run(ctx, true, func(ctx context.Context, _ []string) { <-ctx.Done() })
	})
	release = func() { cancel(); running.Wait() }
	missing := c.missing()
	for until := time.Now().Add(limit); len(missing) > 0 && time.Now().Before(until); missing = c.missing() {
		if err := pause.For(ctx, 50*time.Millisecond); err != nil {
			release()
			return nil, err
		}
	}
	if len(missing) > 0 {
		err := c.untaken(ctx, missing)
		release()
		return nil, err
	}
	return release, nil
}

// untaken says why units are not ready here.
func (c *Cluster) untaken(ctx context.Context, missing []string) error {
	ctx, cancel := context.WithTimeout(ctx, callWait)
	defer cancel()
	t, _, err := c.readTable(ctx)
	if err != nil {
		return fmt.Errorf("reading who holds what: %w", c.link().explained(err))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var others []string
	for _, u := range missing {
		if by, held := t.Leases[u]; held && (c.session == nil || by != c.session.id) {
			others = append(others, u)
		}
	}
	if len(others) > 0 {
		return fmt.Errorf("other collectors hold %s: stop them first, this needs every account", strings.Join(others, ", "))
	}
	return fmt.Errorf("the cluster does not give %s: %w", strings.Join(missing, ", "), cmp.Or(c.trouble, errSlow))
}

// missing lists the units that are not ready here.
func (c *Cluster) missing() []string {
	var out []string
	for _, u := range c.units {
		if !c.Ready(u.Accounts[0]) {
			out = append(out, u.Name)
		}
	}
	return out
}
