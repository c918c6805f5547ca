package cluster

import (
	"context"
	"errors"
	"time"

	"github.com/pantau/pantau/collector/pause"
)

func (c *Cluster) open(ctx context.Context) (l *link, err error) {
	if c.opts.Wait == nil {
		if l, err = connect(c.opts, c.dial); err != nil {
			return nil, err
		}
	}
	if c.opts.Look {
		return l, l.explained(l.prepare(ctx))
	}
	err = c.insist(ctx, func() (err error) {
		l, err = c.ready(ctx, l)
		return err
	})
	return l, err
}

// insist tries until the cluster does what a start needs.
func (c *Cluster) insist(ctx context.Context, do func() error) error {
	if c.opts.Wait == nil {
		return persist(ctx, startWait, do)
	}
	var failing lasting
	for {
		err := do()
		if _, settings := errors.AsType[settingsError](err); err == nil || settings {
			return err
		}
		c.opts.Wait(err)
		if failing.note(time.Now(), true) {
			c.opts.Log.Warn("the NATS servers of spool.url can't be worked with; waiting for them", "error", err)
		}
		if err := pause.For(ctx, againAfter); err != nil {
			return err
		}
	}
}

// persist tries until it succeeds, ctx ends or the time is over.
func persist(ctx context.Context, limit time.Duration, do func() error) error {
	until := time.Now().Add(limit)
	for {
		err := do()
		if err == nil || ctx.Err() != nil || time.Now().After(until) {
			return err
		}
		if pause.For(ctx, time.Second) != nil {
			return err
		}
	}
}
