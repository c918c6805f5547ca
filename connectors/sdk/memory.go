package sdk

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"sync"
)

// Keeper is implemented by connectors that keep something between runs besides
// their cursor: a token that was refreshed, a ledger, a metric that died.
type Keeper interface {
	// Keep hands over the memories, once after Configure and again after a
	// restart: the account's own, and the one that all accounts of the connector
	// share. They hold what was kept as soon as Check or Collect is called.
	Keep(own, shared *Memory)
}

// Memory is what a connector keeps between runs. The collector stores what is
// put there at once, encrypted, however the run ends. Its values are JSON. It
// may be used from several goroutines.
type Memory struct {
	mu     sync.Mutex
	values map[string][]byte
	kept   func(name string, value []byte)
}

// NewMemory makes a memory that holds values already and calls kept for each
// change; both may be nil. The collector's side makes a connector's memories;
// tests make their own.
func NewMemory(values map[string][]byte, kept func(name string, value []byte)) *Memory {
	m := &Memory{values: map[string][]byte{}, kept: kept}
	maps.Copy(m.values, values)
	return m
}

// Get reads what is kept under a name into out, a pointer. It reports false if
// there is nothing, or nothing readable.
func (m *Memory) Get(name string, out any) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	raw, ok := m.values[name]
	return ok && json.Unmarshal(raw, out) == nil
}

// Put keeps a value; nil forgets it.
func (m *Memory) Put(name string, value any) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.put(name, value)
}

// Update reads what is kept into value, a pointer, lets change work on it and
// keeps it again, unless change fails. Nobody else changes it meanwhile.
func (m *Memory) Update(name string, value any, change func() error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if raw, ok := m.values[name]; ok {
		if err := json.Unmarshal(raw, value); err != nil {
			return fmt.Errorf("reading what was kept as %s: %w", name, err)
		}
	}
	if err := change(); err != nil {
		return err
	}
	return m.put(name, value)
}

func (m *Memory) put(name string, value any) error {
	if value == nil {
		delete(m.values, name)
		m.tell(name, nil)
		return nil
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("keeping %s: %w", name, err)
	}
	if old, ok := m.values[name]; ok && bytes.Equal(old, raw) {
		return nil
	}
	m.values[name] = raw
	m.tell(name, raw)
	return nil
}

func (m *Memory) tell(name string, value []byte) {
	if m.kept != nil {
		m.kept(name, value)
	}
}

// load replaces what is held by what the collector has stored, and sends
// changes to kept from now on.
func (m *Memory) load(values map[string][]byte, kept func(name string, value []byte)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values, m.kept = map[string][]byte{}, kept
	maps.Copy(m.values, values)
}

// learn adds what is not held yet: what this process has changed itself is
// newer than what the collector sent.
func (m *Memory) learn(values map[string][]byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for name, value := range values {
		if _, known := m.values[name]; !known {
			m.values[name] = value
		}
	}
}
