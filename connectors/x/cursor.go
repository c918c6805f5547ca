package x

import (
	"encoding/json"
	"net/url"
	"time"
)

const cursorVersion = 1

// cursor is what one run leaves for the next.
type cursor struct {
	Version  int                  `json:"v"`
	Posts    track                `json:"posts"`
	Mentions track                `json:"mentions"`
	Searches map[string]track     `json:"searches,omitempty"` // by query
	Counted  map[string]time.Time `json:"counted,omitempty"`  // by query: the hour up to which it was counted
	Replies  time.Time            `json:"replies,omitzero"`   // up to when replies were searched for
	Roots    map[string]time.Time `json:"roots,omitempty"`    // own posts of the last days, and when published
}

// track is how far a feed was read. Everything is read from the newest post
// down, but for what a run that was cut off has left.
type track struct {
	Newest string    `json:"newest,omitempty"` // id
	At     time.Time `json:"at,omitzero"`      // its time
	Gap    *gap      `json:"gap,omitempty"`
}

// bound is how far down a feed is read: to a post that is known, or else to a
// time; to the beginning if there is neither.
type bound struct {
	Since string    `json:"since,omitempty"`
	From  time.Time `json:"from,omitzero"`
}

// gap is a stretch that is still to be read: below a post, or else before a
// time, down to a bound.
type gap struct {
	Until string    `json:"until,omitempty"`
	Below time.Time `json:"below,omitzero"`
	Bound bound     `json:"bound"`
}

// readCursor reads a cursor. One of another version, or unreadable, counts as
// none: everything is read again.
func readCursor(raw []byte) cursor {
	var c cursor
	if err := json.Unmarshal(raw, &c); err != nil || c.Version != cursorVersion {
		c = cursor{}
	}
	c.Version = cursorVersion
	if c.Searches == nil {
		c.Searches = map[string]track{}
	}
	if c.Counted == nil {
		c.Counted = map[string]time.Time{}
	}
	if c.Roots == nil {
		c.Roots = map[string]time.Time{}
	}
	return c
}

func (c cursor) encode() ([]byte, error) { return json.Marshal(c) }

// narrow adds the bound to a query. A feed that looks back only to oldest
// refuses what is older.
func (b bound) narrow(query url.Values, oldest time.Time) {
	switch {
	case b.Since != "" && !b.From.Before(oldest):
		query.Set("since_id", b.Since)
	case !oldest.IsZero() && b.From.Before(oldest):
		query.Set("start_time", stamp(oldest))
	case !b.From.IsZero():
		query.Set("start_time", stamp(b.From))
	}
}

// narrow adds the stretch to a query. X refuses an end that is not before
// latest; nothing lies behind it.
func (g *gap) narrow(query url.Values, oldest, latest time.Time) {
	g.Bound.narrow(query, oldest)
	switch {
	case g.Until != "":
		query.Set("until_id", g.Until)
	case g.Below.Before(latest):
		query.Set("end_time", stamp(g.Below))
	}
}

// stamp writes a time as X wants it: whole seconds.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
