package sdktest

import (
	"maps"

	"github.com/pantau/pantau/connectors/sdk"
)

// Stored is what the collector keeps for an account from one process to the
// next, by name. The zero value is that of an account that never ran.
//
//	var stored sdktest.Stored
//	stored.Open(first)
//	got.Collect(t, first, sdk.Request{})
//	stored.Open(second) // what another process has
type Stored struct {
	Own, Shared map[string][]byte
}

// Open gives a connector its memories as a fresh process has them. What it keeps
// in them is stored.
func (s *Stored) Open(c sdk.Keeper) {
	if s.Own == nil {
		s.Own = map[string][]byte{}
	}
	if s.Shared == nil {
		s.Shared = map[string][]byte{}
	}
	c.Keep(memory(s.Own), memory(s.Shared))
}

func memory(stored map[string][]byte) *sdk.Memory {
	return sdk.NewMemory(maps.Clone(stored), func(name string, value []byte) { stored[name] = value })
}
