// Package spool is the durable queue between reading and writing: NATS
// JetStream as a library, in this process, without a network port. What Put has
// accepted is on disk, fsynced, and stays until the sink acknowledges it.
package spool

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/pantau/pantau/collector/schema/trouble"
)

const (
	streamName = "pantau"
	subject    = "pantau.records"
	consumer   = "sink"
	maxPayload = MaxMessage
	startWait  = 30 * time.Second
	// ackWait is long because the sink waits for a database that is away; it
	// renews the wait as it does.
	ackWait = 5 * time.Minute
	putWait = 5 * time.Second
)

// ErrFull means that the spool has reached its size and the database must take
// something first.
var ErrFull = trouble.In(trouble.Database, errors.New("the spool is full"))

// Spool is the open queue. A disk that says no ends the server inside; the
// next call starts it anew, so that the spool recovers by itself.
type Spool struct {
	dir      string
	maxBytes int64

	mu      sync.Mutex
	current *session
}

// Open opens or makes the queue in dir, which holds at most maxBytes.
func Open(ctx context.Context, dir string, maxBytes int64) (*Spool, error) {
	s := &Spool{dir: dir, maxBytes: maxBytes}
	if _, err := s.session(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// session gives the running server, started if need be.
func (s *Spool) session(ctx context.Context) (*session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil {
		return s.current, nil
	}
	ses, err := start(ctx, s.dir, s.maxBytes)
	if err != nil {
		return nil, fmt.Errorf("opening the spool in %s: %w", s.dir, err)
	}
	s.current = ses
	return ses, nil
}

// drop ends a server that has stopped working.
func (s *Spool) drop(ses *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == ses {
		s.current = nil
		ses.close()
	}
}

// Close stops the queue; nothing in it is lost.
func (s *Spool) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil {
		s.current.close()
		s.current = nil
	}
}

// Put adds a message. It is durable when Put returns without an error.
func (s *Spool) Put(ctx context.Context, m Message) error {
	ses, err := s.session(ctx)
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, putWait)
	defer cancel()
	_, err = ses.js.PublishMsg(limited, m.To(subject))
	if full := Full(err); full != nil {
		return full
	}
	if err != nil && ctx.Err() == nil {
		s.drop(ses)
		return fmt.Errorf("%w: writing to %s failed; is the disk full? (%w)", ErrFull, s.dir, err)
	}
	return err
}

// Fetch gives up to n messages in order; none if there are none now. It does
// not wait for one: a pull request that runs out of time can lose sight of a
// message that is under way. On a busy machine even this can, so it must be
// called only when all that it gave is acknowledged or returned: what else is
// under way then comes again at once, and not only after ackWait.
func (s *Spool) Fetch(ctx context.Context, n int) ([]Delivery, error) {
	return s.fetch(ctx, n, (*session).findLost)
}

// More implements Queue. What is under way it does not take for lost.
func (s *Spool) More(ctx context.Context, n int) ([]Delivery, error) {
	return s.fetch(ctx, n, func(*session, context.Context) error { return nil })
}

// fetch gives messages, and does what is to be done where there are none.
func (s *Spool) fetch(ctx context.Context, n int, none func(*session, context.Context) error) ([]Delivery, error) {
	ses, err := s.session(ctx)
	if err != nil {
		return nil, err
	}
	batch, err := ses.consumer.FetchNoWait(n)
	if err != nil {
		s.drop(ses)
		return nil, fmt.Errorf("taking records from the spool: %w", err)
	}
	var out []Delivery
	for msg := range batch.Messages() {
		out = append(out, Deliver(ses.conn, msg))
	}
	if err := batch.Error(); err != nil && !errors.Is(err, nats.ErrTimeout) {
		s.drop(ses)
		return nil, fmt.Errorf("taking records from the spool: %w", err)
	}
	if len(out) > 0 {
		return out, nil
	}
	return nil, none(ses, ctx)
}

// Wipe removes the files of an empty queue: what was acknowledged stands in them
// until they are written over.
func (s *Spool) Wipe(ctx context.Context) error {
	ses, err := s.session(ctx)
	if err != nil {
		return err
	}
	if waiting, _, err := s.Waiting(ctx); err != nil || waiting > 0 {
		return errors.Join(err, fmt.Errorf("wiping the spool: %d messages wait in it", waiting))
	}
	if err := ses.js.DeleteStream(ctx, streamName); err != nil {
		return fmt.Errorf("wiping the spool: %w", err)
	}
	s.drop(ses) // the next session makes it anew
	return nil
}

// Waiting is what is in the queue, delivered or not.
func (s *Spool) Waiting(ctx context.Context) (messages, bytes uint64, err error) {
	ses, err := s.session(ctx)
	if err != nil {
		return 0, 0, err
	}
	info, err := ses.stream.Info(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("looking into the spool: %w", err)
	}
	return info.State.Msgs, info.State.Bytes, nil
}
