package cluster

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/pantau/pantau/collector/pause"
)

const (
	renewEvery = time.Second
	renewWait  = 2 * time.Second
	roundEvery = time.Second
	guardEvery = 100 * time.Millisecond
	// stopAfter is how long after its last renewal a member stops by itself,
	// strikeAfter how long the others wait. Between them lies what a request that
	// is under way may still take.
	stopAfter   = 9 * time.Second
	strikeAfter = 14 * time.Second

	tableKey = "table"
	struck   = "struck off"
)

// session is one membership. Its name is never used again.
type session struct {
	id     string
	ctx    context.Context //nolint:containedctx // its end is the end of all that the session may do
	cancel context.CancelFunc
	units  sync.WaitGroup
	table  uint64 // newest revision of the table that the rounds have seen

	mu       sync.Mutex
	revision uint64
	deadline time.Time
	wall     time.Time // the deadline by the wall clock: the other stands still while the machine sleeps
	lost     bool
}

func memberKey(id string) string { return "member." + id }

var errUnreachable = errors.New("no NATS server of spool.url can be reached")

// join begins a session, unless it would have to wait for a server: what is asked now
// and done later is a member that nobody is.
func (c *Cluster) join(ctx context.Context) (*session, error) {
	if !c.link().conn.IsConnected() {
		return nil, errUnreachable
	}
	s := &session{id: rand.Text()}
	asked := time.Now()
	revision, err := c.link().kv.Create(ctx, memberKey(s.id), []byte(c.opts.Name))
	if err != nil {
		c.link().lookForStreams(ctx)
		return nil, fmt.Errorf("joining the cluster: %w", err)
	}
	s.ctx, s.cancel = context.WithCancel(ctx)
	s.renewed(revision, asked)
	return s, nil
}

// renewed moves the end of the session. asked is when the renewal was sent: the
// others can't have seen it before.
func (s *session) renewed(revision uint64, asked time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revision, s.deadline = revision, asked.Add(stopAfter)
	s.wall = s.deadline.Round(0)
}

// lose ends the session before its time.
func (s *session) lose() {
	s.mu.Lock()
	s.lost = true
	s.mu.Unlock()
	s.cancel()
}

// valid says whether what the session holds is still its own. It looks at the clocks
// too: a process that stood still, or a machine that slept, has not been told yet. A
// wall clock that was set forward ends the session early, and it joins again.
func (s *session) valid() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	return !s.lost && now.Before(s.deadline) && now.Round(0).Before(s.wall)
}

// guard ends the session when it is not valid any more. It looks again and again, since
// a timer stands still while the machine sleeps.
func (s *session) guard(ctx context.Context) {
	for pause.For(ctx, guardEvery) == nil {
		if !s.valid() {
			s.lose()
			return
		}
	}
}

// renew keeps the membership alive until ctx ends, or it is lost.
func (c *Cluster) renew(ctx context.Context, s *session) {
	for pause.For(ctx, renewEvery) == nil {
		s.mu.Lock()
		revision := s.revision
		s.mu.Unlock()
		asked := time.Now()
		limited, cancel := context.WithTimeout(ctx, renewWait)
		next, err := c.link().kv.Update(limited, memberKey(s.id), []byte(c.opts.Name), revision)
		if errors.Is(err, jetstream.ErrKeyRevisionMismatch) {
			next, err = c.mine(limited, s)
		}
		cancel()
		switch {
		case errors.Is(err, errStruck):
			c.opts.Log.Warn("the others have struck this collector off", "session", s.id)
			s.lose()
			return
		case !s.valid():
			s.lose()
			return
		case err == nil:
			s.renewed(next, asked)
		default:
			c.opts.Log.Debug("renewing the membership", "error", err)
		}
	}
}

var errStruck = errors.New(struck)

// mine gives the revision of a renewal whose answer was lost.
func (c *Cluster) mine(ctx context.Context, s *session) (uint64, error) {
	e, err := c.link().kv.Get(ctx, memberKey(s.id))
	switch {
	case errors.Is(err, jetstream.ErrKeyNotFound), err == nil && string(e.Value()) == struck:
		return 0, errStruck
	case err != nil:
		return 0, err
	}
	// That it stands there does not say when it was written: the next renewal does.
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revision = e.Revision()
	return 0, errors.New("the answer to a renewal was lost")
}

// seen is since when a member has stood unrenewed.
type seen struct {
	revision uint64
	since    time.Time
}

// strike strikes off the members that have stood unrenewed for too long, and
// gives all that are.
func (c *Cluster) strike(ctx context.Context, t table, self string, known map[string]seen) ([]string, error) {
	var dead []string
	for id := range t.Members {
		if id == self {
			continue
		}
		e, err := c.link().kv.Get(ctx, memberKey(id))
		if err != nil && !errors.Is(err, jetstream.ErrKeyNotFound) {
			return nil, err
		}
		if err == nil && string(e.Value()) == struck {
			dead = append(dead, id)
			continue
		}
		revision := uint64(0)
		if err == nil {
			revision = e.Revision()
		}
		if was, found := known[id]; !found || was.revision != revision {
			known[id] = seen{revision, time.Now()}
			continue
		}
		if time.Since(known[id].since) < strikeAfter {
			continue
		}
		if err := c.strikeOff(ctx, id, revision); err != nil {
			delete(known, id) // it lives after all, or another was faster
			continue
		}
		c.opts.Log.Warn("a collector has not been heard of; its accounts are taken over", "machine", t.Members[id], "session", id)
		c.meters.struck.Inc()
		dead = append(dead, id)
	}
	return dead, nil
}

// strikeOff marks a member as struck off, unless it was renewed since. One that woke
// up after that may have written itself in again: its key has gone.
func (c *Cluster) strikeOff(ctx context.Context, id string, revision uint64) error {
	var err error
	if revision == 0 {
		_, err = c.link().kv.Create(ctx, memberKey(id), []byte(struck))
	} else {
		_, err = c.link().kv.Update(ctx, memberKey(id), []byte(struck), revision)
	}
	return err
}

func (c *Cluster) readTable(ctx context.Context) (table, uint64, error) {
	var t table
	e, err := c.link().kv.Get(ctx, tableKey)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return t, 0, nil
	}
	if err != nil {
		return t, 0, err
	}
	return t, e.Revision(), json.Unmarshal(e.Value(), &t)
}

// changeTable changes the table by compare-and-set; a change by another in the
// meantime is an error.
func (c *Cluster) changeTable(ctx context.Context, t table, revision uint64) (uint64, error) {
	raw, err := json.Marshal(t)
	if err != nil {
		return revision, err
	}
	return c.link().kv.Update(ctx, tableKey, raw, revision)
}
