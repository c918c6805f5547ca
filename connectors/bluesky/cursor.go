package bluesky

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// Bounds of what the cursor remembers, so that it stays small.
const (
	maxReplies = 2000
	maxBacklog = 20_000
)

// cursor is what one run leaves for the next.
type cursor struct {
	Version  int            `json:"v"`
	Posts    time.Time      `json:"posts"`         // own posts are unread from here on
	Mentions time.Time      `json:"mentions"`      // what others write is unread from here on; zero: from the beginning
	Replies  map[string]int `json:"replies"`       // by record key: direct replies when the thread was last read
	Due      []string       `json:"due,omitempty"` // record keys of threads there was no room for
}

const cursorVersion = 1

// parseCursor reads what encode wrote. What can't be read counts as a first run.
func parseCursor(raw []byte) (c cursor, readable bool) {
	if len(raw) == 0 {
		return cursor{}, true
	}
	if err := json.Unmarshal(raw, &c); err != nil || c.Version != cursorVersion {
		return cursor{}, false
	}
	return c, true
}

// successor is the cursor of a run that goes well up to its threads.
func (c cursor) successor(unread time.Time) cursor {
	next := cursor{Version: cursorVersion, Posts: unread.UTC(), Mentions: c.Mentions, Replies: maps.Clone(c.Replies)}
	if next.Replies == nil {
		next.Replies = map[string]int{}
	}
	return next
}

// encode keeps the newest threads: record keys ascend with time.
func (c cursor) encode() []byte {
	if keys := slices.Sorted(maps.Keys(c.Replies)); len(keys) > maxReplies {
		for _, key := range keys[:len(keys)-maxReplies] {
			delete(c.Replies, key)
		}
	}
	raw, err := json.Marshal(c)
	if err != nil {
		panic(err) // numbers, texts and times always encode
	}
	return raw
}
