package sdk

import (
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
type teller struct{ tell func(*wire.Kept) }

// memories is the memory that the accounts of one process share, and the calls
// that can tell the collector of a change to it.
type memories struct {
	shared *Memory

	mu      sync.Mutex
	tellers map[*teller]bool  // of the calls that are under way
	waiting map[string][]byte // changed while none was
}

func newMemories() *memories {
	s := &memories{tellers: map[*teller]bool{}, waiting: map[string][]byte{}}
	s.shared = NewMemory(nil, s.changed)
	return s
}

// changed passes a change of the shared memory to every call that is under way:
// the collector of one may have gone, and storing a value twice does no harm.
func (s *memories) changed(name string, value []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for t := range s.tellers {
		t.tell(&wire.Kept{Shared: true, Name: name, Value: value})
	}
	if len(s.tellers) == 0 {
		s.waiting[name] = value
	}
}

// during gives a connector what the collector has stored, and lets it tell what
// is to be kept, until the returned function is called.
func (s *memories) during(c *configured, stored *wire.Memory, tell func(*wire.Kept)) (end func()) {
	t := &teller{tell: tell}
	c.own.load(stored.GetOwn(), func(name string, value []byte) { tell(&wire.Kept{Name: name, Value: value}) })
	s.shared.learn(stored.GetShared())
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, value := range s.waiting {
		tell(&wire.Kept{Shared: true, Name: name, Value: value})
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
