package main

import (
	"os"
	"runtime/debug"
)

// An answer makes much that nobody needs a moment later. With the usual rule, that
// the heap may double, clearing it away is a sixth of the work, since little stays.
const (
	heapGrowth = 300
	heapLimit  = 128 << 20 // from where on it is cleared away as often as it takes
)

// room lets the heap grow further, where nobody says otherwise.
func room() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(heapGrowth)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(heapLimit)
	}
}
