package mastodon

import (
	"encoding/json"
	"time"
)

const cursorVersion = 1

// mostSeen bounds the posts whose replies are remembered as read, and mostRetry
// those whose replies could not be read: at most about 20 kB of cursor.
const (
	mostSeen  = 400
	mostRetry = 100
)

// cursor is what one run leaves for the next.
type cursor struct {
	Version  int              `json:"v"`
	Posts    track            `json:"posts"`
	Tags     map[string]track `json:"tags,omitempty"`
	Mentions track            `json:"mentions"`
	Seen     []seen           `json:"seen,omitempty"`
	Retry    map[string]int   `json:"retry,omitempty"` // posts whose replies could not be read: in how many runs
}

// track is how far one timeline was read. Everything is read from Newest down
// to the beginning, but for what lies behind Rest, where a run was cut off.
type track struct {
	Newest time.Time `json:"newest,omitzero"`
	Rest   string    `json:"rest,omitempty"` // query of the page to go on with
	Until  time.Time `json:"until,omitzero"` // how far back the rest is to be read
}

// seen is a post whose replies were read when it had so many.
type seen struct {
	ID      string `json:"id"`
	Replies int    `json:"n"`
}

// readCursor reads a cursor. One of another version, or unreadable, counts as
// none: everything is read again, which costs time and nothing else.
func readCursor(raw []byte) cursor {
	var c cursor
	if err := json.Unmarshal(raw, &c); err != nil || c.Version != cursorVersion {
		c = cursor{}
	}
	c.Version = cursorVersion
	if c.Tags == nil {
		c.Tags = map[string]track{}
	}
	if c.Retry == nil {
		c.Retry = map[string]int{}
	}
	return c
}

func (c cursor) encode() ([]byte, error) { return json.Marshal(c) }

// replies gives how many replies a post had when they were last read.
func (c *cursor) replies(post string) (int, bool) {
	for _, s := range c.Seen {
		if s.ID == post {
			return s.Replies, true
		}
	}
	return 0, false
}

// remember adds posts whose replies were read now, first things first, and
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
