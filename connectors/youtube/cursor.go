package youtube

import (
	"encoding/json"
	"slices"
	"time"
)

const cursorVersion = 1

// mostSeen bounds the videos whose comments are remembered as read, and
// mostRetry those whose comments could not be read: at most about 40 kB of
// cursor.
const (
	mostSeen    = 500
	mostRetry   = 100
	mostAwaited = 50
)

// cursor is what one run leaves for the next.
type cursor struct {
	Version  int                  `json:"v"`
	Uploads  track                `json:"uploads"`
	Seen     []seen               `json:"seen,omitempty"`
	Retry    map[string]int       `json:"retry,omitempty"`    // videos whose comments could not be read: in how many runs
	Awaited  []string             `json:"awaited,omitempty"`  // videos that have not started yet
	Searched map[string]time.Time `json:"searched,omitempty"` // when each search was last made
	Audience string               `json:"audience,omitempty"` // last day of the breakdowns that were read
	// Reportless says that the Analytics API failed in this run.
	Reportless bool `json:"reportless,omitempty"`
}

// track is how far the list of uploads was read. Everything is read from Newest
// down to the beginning, but for what was Left from the page Rest on, where a run
// was cut off.
type track struct {
	Newest time.Time `json:"newest,omitzero"`
	Left   bool      `json:"left,omitempty"`
	Rest   string    `json:"rest,omitempty"` // token of the page to go on with; empty: the first
	Until  time.Time `json:"until,omitzero"` // how far back the rest is to be read
}

// seen is a video whose comments were read.
type seen struct {
	ID    string    `json:"id"`
	Count int64     `json:"n"` // comments that it was said to have
	Read  time.Time `json:"at"`
}

// readCursor reads a cursor. One of another version, or unreadable, counts as
// none: everything is read again, which costs quota and nothing else.
func readCursor(raw []byte) cursor {
	var c cursor
	if err := json.Unmarshal(raw, &c); err != nil || c.Version != cursorVersion {
		c = cursor{}
	}
	c.Version = cursorVersion
	if c.Retry == nil {
		c.Retry = map[string]int{}
	}
	if c.Searched == nil {
		c.Searched = map[string]time.Time{}
	}
	return c
}

func (c cursor) encode() ([]byte, error) { return json.Marshal(c) }

// await keeps the videos that have not started, to be looked at again: when one
// starts, its place in the list of uploads may be far down. Those that this run
// did not look at are kept too.
func (c *cursor) await(upcoming []string, looked map[string]bool) {
	for _, id := range c.Awaited {
		if !looked[id] {
			upcoming = append(upcoming, id)
		}
	}
	slices.Sort(upcoming)
	upcoming = slices.Compact(upcoming)
	c.Awaited = upcoming[:min(len(upcoming), mostAwaited)]
}

// comments gives what is known of a video's comments.
func (c *cursor) comments(video string) (seen, bool) {
	for _, s := range c.Seen {
		if s.ID == video {
			return s, true
		}
	}
	return seen{}, false
}

// remember adds videos whose comments were read now, first things first, and
// forgets the oldest.
func (c *cursor) remember(read []seen) {
	kept := make([]seen, 0, mostSeen)
	have := map[string]bool{}
	for _, s := range append(read, c.Seen...) {
		if len(kept) < mostSeen && !have[s.ID] {
			have[s.ID] = true
			kept = append(kept, s)
		}
	}
	c.Seen = kept
}
