package facebook

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"github.com/pantau/pantau/connectors/meta"
)

const cursorVersion = 1

// cursor is what one run leaves for the next.
type cursor struct {
	Version int        `json:"v"`
	Posts   meta.Track `json:"posts"`
	Reels   meta.Track `json:"reels"`
	Tagged  meta.Track `json:"tagged"`
	// ReelOf holds the video of posts that are reels and don't say so.
	ReelOf   map[string]string `json:"reel_of,omitempty"`
	Talk     meta.Talk         `json:"talk"`
	Audience string            `json:"audience,omitempty"` // day on which breakdowns were read
	Broken   map[string]bool   `json:"broken,omitempty"`   // objects whose insights failed in this run
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

// mostReels bounds the reels that are remembered: about 25 kB of cursor.
const mostReels = 500

// rememberReel notes the video of a post, and forgets the post with the lowest
// id where there are too many.
func (c *cursor) rememberReel(post, video string) {
	if c.ReelOf == nil {
		c.ReelOf = map[string]string{}
	}
	c.ReelOf[post] = video
	if len(c.ReelOf) > mostReels {
		delete(c.ReelOf, slices.MinFunc(slices.Collect(maps.Keys(c.ReelOf)), func(a, b string) int {
			return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
		}))
	}
}

func (c cursor) encode() ([]byte, error) { return json.Marshal(c) }
