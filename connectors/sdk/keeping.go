package sdk

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/pantau/pantau/connectors/sdk/wire"
)

// Vault is where the collector stores what connectors keep (see Memory).
type Vault interface {
	// Load gives what is kept for an account, and for all accounts of its
	// connector.
	Load(instance string) (own, shared map[string][]byte, err error)
	// Keep stores one value durably; nil forgets it.
	Keep(instance string, shared bool, name string, value []byte) error
}

// teller tells the collector, during one call, what is to be kept.
type teller struct {
	tell func(*wire.Kept)
	// over is closed when the call is over; nil where the collector does not say when
	// something is kept.
	over <-chan struct{}
}

// memories is the memory that the accounts of one process share, and the calls
// that can tell the collector of a change to it.
type memories struct {
	shared *Memory

	mu      sync.Mutex
	tellers map[*teller]bool         // of the calls that are under way
	waiting map[string][]byte        // changed while nobody could be told
	last    uint64                   // number that was given
	open    map[uint64]chan struct{} // told and not yet said to be kept
}

func newMemories() *memories {
	s := &memories{tellers: map[*teller]bool{}, waiting: map[string][]byte{}, open: map[uint64]chan struct{}{}}
	s.shared = NewMemory(nil, s.changed)
	return s
}

// changed returns when a change of the shared memory is kept, as far as the collector
// says so: a request must not go out before it is counted where it outlives this
// process and that collector. It is told through one call after the other, since
// each may be over; a collector that does not say so is told through all of them.
func (s *memories) changed(name string, value []byte) {
	s.mu.Lock()
	calls := slices.Collect(maps.Keys(s.tellers))
	s.mu.Unlock()
	kept := false
	for _, t := range calls {
		kept = s.keep(t, &wire.Kept{Shared: true, Name: name, Value: value}) || kept
		if kept && t.over != nil {
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.waiting, name) // it was older
	if !kept {
		s.waiting[name] = value
	}
}

// keep tells one thing through a call and waits until it is kept. It reports false
// where the call is over before.
func (s *memories) keep(t *teller, k *wire.Kept) bool {
	if t.over == nil {
		t.tell(k)
		return true
	}
	done := make(chan struct{})
	s.mu.Lock()
	s.last++
	k.Number = s.last
	s.open[k.Number] = done
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.open, k.Number)
	}()
	t.tell(k)
	select {
	case <-done:
		return true
	case <-t.over:
		return false
	}
}

// Confirm implements the call by which the collector says that something is kept.
func (s *server) Confirm(_ context.Context, req *wire.ConfirmRequest) (*wire.ConfirmReply, error) {
	m := s.memories
	m.mu.Lock()
	defer m.mu.Unlock()
	if done := m.open[req.GetNumber()]; done != nil {
		delete(m.open, req.GetNumber())
		close(done)
	}
	return &wire.ConfirmReply{}, nil
}

// during gives a connector what the collector has stored, and lets it tell what
// is to be kept, until the returned function is called.
func (s *memories) during(c *configured, stored *wire.Memory, t *teller) (end func()) {
	c.own.load(stored.GetOwn(), func(name string, value []byte) { s.keep(t, &wire.Kept{Name: name, Value: value}) })
	s.shared.learn(stored.GetShared())
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, value := range s.waiting {
		t.tell(&wire.Kept{Shared: true, Name: name, Value: value})
	}
	clear(s.waiting)
	s.tellers[t] = true
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.tellers, t)
	}
}

// gathered collects what a call without a stream is told, for its answer.
type gathered struct {
	mu   sync.Mutex
	kept []*wire.Kept
}

func (g *gathered) tell(k *wire.Kept) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.kept = append(g.kept, k)
}

func (g *gathered) all() []*wire.Kept {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.kept
}
