package telegram

import (
	"cmp"
	"encoding/json"
)

const cursorVersion = 1

// position is a place in a bot's queue: that of the next update.
type position struct {
	// Lap counts how often Telegram has started to number anew, which it does
	// after a week without updates; the numbers may then be lower.
	Lap  int   `json:"lap,omitempty"`
	Next int64 `json:"next"` // update_id; 0: the beginning
}

func (p position) compare(q position) int {
	return cmp.Or(cmp.Compare(p.Lap, q.Lap), cmp.Compare(p.Next, q.Next))
}

func later(p, q position) position {
	if p.compare(q) < 0 {
		return q
	}
	return p
}

// cursor is what one run leaves for the next: up to where it has handed over
// everything of its channel.
type cursor struct {
	Version int `json:"v"`
	position
}

// readCursor reads a cursor. One of another version, or unreadable, counts as
// none: what Telegram still has, and what is held, is read again.
func readCursor(raw []byte) cursor {
	var c cursor
	if err := json.Unmarshal(raw, &c); err != nil || c.Version != cursorVersion || c.Next < 0 || c.Lap < 0 {
		c = cursor{}
	}
	c.Version = cursorVersion
	return c
}

func (c cursor) encode() ([]byte, error) { return json.Marshal(c) }
