package threads

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/pantau/pantau/connectors/meta"
)

const cursorVersion = 1

// cursor is what one run leaves for the next.
type cursor struct {
	Version  int                   `json:"v"`
	Posts    meta.Track            `json:"posts"`
	Mentions meta.Track            `json:"mentions"`
	Found    map[string]meta.Track `json:"found,omitempty"` // by query
	Talk     meta.Talk             `json:"talk"`
	Audience string                `json:"audience,omitempty"` // day on which breakdowns were read
	Broken   map[string]bool       `json:"broken,omitempty"`   // objects whose insights failed in this run
}

// readCursor reads a cursor. One of another version, or unreadable, counts as
// none: everything is read again, which costs calls and nothing else.
func readCursor(raw []byte) cursor {
	var c cursor
	if err := json.Unmarshal(raw, &c); err != nil || c.Version != cursorVersion {
		c = cursor{}
	}
	c.Version = cursorVersion
	if c.Found == nil {
		c.Found = map[string]meta.Track{}
	}
	return c
}

// forget drops the queries that are no longer configured.
func (c *cursor) forget(queries []query) {
	maps.DeleteFunc(c.Found, func(key string, _ meta.Track) bool {
		return !slices.ContainsFunc(queries, func(q query) bool { return q.key() == key })
	})
}

func (c cursor) encode() ([]byte, error) { return json.Marshal(c) }
