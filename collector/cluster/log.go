package cluster

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/pantau/pantau/collector/pause"
	"github.com/pantau/pantau/collector/state"
)

const (
	tendEvery = time.Minute
	// A log is rewritten when it is twice what there is to know, and then some.
	slack = 4 << 20
	piece = 256 << 10
)

// accountLog is where the log of an account's changes ends.
type accountLog struct {
	mu    sync.Mutex
	last  uint64 // sequence of the last change
	bytes int    // of the log
	whole int    // bytes of the log when it was last rewritten
}

var _ state.Log = (*Cluster)(nil)

func nameOf(account string) string { return strings.ReplaceAll(token(account), ".", "-") }

// Append implements state.Log. It is refused where another has appended since:
// then the account is no longer ours.
func (c *Cluster) Append(account string, changes []byte) error {
	h := c.holder(account)
	if h == nil {
		return fmt.Errorf("%s: %w", account, ErrNotHeld)
	}
	l := h.logs[account]
	l.mu.Lock()
	defer l.mu.Unlock()
	// What was written must be kept, also where the work is told to end.
	return c.append(context.Background(), account, l, changes)
}

func (c *Cluster) append(ctx context.Context, account string, l *accountLog, changes []byte) error {
	ctx, cancel := context.WithTimeout(ctx, callWait)
	defer cancel()
	ack, err := c.link().js.Publish(ctx, stateSubject+token(account), changes, jetstream.WithExpectLastSequencePerSubject(l.last))
	if err != nil {
		return fmt.Errorf("keeping what is known of %s in the cluster: %w", account, c.link().explained(err))
	}
	l.last = ack.Sequence
	l.bytes += len(changes)
	return nil
}

// Diverged implements state.Log: what is remembered is made anew.
func (c *Cluster) Diverged(account string) { c.restart(account) }

// tend rewrites the logs of a unit that have grown, until ctx ends.
func (c *Cluster) tend(ctx context.Context, h *holding) {
	for pause.For(ctx, tendEvery) == nil {
		for account, l := range h.logs {
			l.mu.Lock()
			grown := l.bytes > 2*l.whole+slack
			l.mu.Unlock()
			if !grown {
				continue
			}
			if err := c.rewrite(ctx, account, l); err != nil && ctx.Err() == nil {
				c.opts.Log.Warn("rewriting what is known in the cluster", "account", account, "error", err)
				h.again()
			}
		}
	}
}

// rewrite writes down what is remembered, and then removes what was there before.
// Cut off at any point, the log says the same.
func (c *Cluster) rewrite(ctx context.Context, account string, l *accountLog) error {
	first, size := uint64(0), 0
	err := c.memory.Dump(account, piece, func(changes []byte) error { // keeps others from appending
		l.mu.Lock()
		defer l.mu.Unlock()
		size += len(changes)
		err := c.append(ctx, account, l, changes)
		if first == 0 {
			first = l.last
		}
		return err
	})
	if err != nil || first == 0 {
		return err
	}
	err = c.link().states.Purge(ctx, jetstream.WithPurgeSubject(stateSubject+token(account)), jetstream.WithPurgeSequence(first))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bytes, l.whole = size, size
	return err
}

// Compact rewrites the logs of all accounts that are held, so that what was
// deleted from them is gone from the servers too.
func (c *Cluster) Compact(ctx context.Context) error {
	var errs []error
	for account := range c.unitOf {
		if h := c.holder(account); h != nil {
			errs = append(errs, c.rewrite(ctx, account, h.logs[account]))
		}
	}
	return errors.Join(errs...)
}
