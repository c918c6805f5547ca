package instagram

import (
	"encoding/json"

	"github.com/pantau/pantau/connectors/meta"
)

const cursorVersion = 1

// mostStories bounds the stories that are remembered: at most about 10 kB of
// cursor.
const mostStories = 400

// cursor is what one run leaves for the next.
type cursor struct {
	Version  int             `json:"v"`
	Media    meta.Track      `json:"media"`
	Tagged   meta.Track      `json:"tagged"`
	Talk     meta.Talk       `json:"talk"`
	Stories  []string        `json:"stories,omitempty"`  // those that were read; they can't be read again
	Audience string          `json:"audience,omitempty"` // day on which breakdowns were read
	Broken   map[string]bool `json:"broken,omitempty"`   // objects whose insights failed in this run
}

// readCursor reads a cursor. One of another version, or unreadable, counts as
// none: everything is read again, which costs calls and nothing else.
func readCursor(raw []byte) cursor {
	var c cursor
	if err := json.Unmarshal(raw, &c); err != nil || c.Version != cursorVersion {
		c = cursor{}
	}
	c.Version = cursorVersion
	return c
}

func (c cursor) encode() ([]byte, error) { return json.Marshal(c) }

// rememberStories adds stories, the newest first.
func (c *cursor) rememberStories(ids []string) {
	have := map[string]bool{}
	var kept []string
	for _, id := range append(ids, c.Stories...) {
		if len(kept) < mostStories && !have[id] {
			have[id] = true
			kept = append(kept, id)
		}
	}
	c.Stories = kept
}
