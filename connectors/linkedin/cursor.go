package linkedin

import (
	"encoding/json"
	"slices"
	"time"
)

const cursorVersion = 1

// mostSeen bounds the posts whose number of comments is remembered, and mostDue
// those whose comments are still to be read: at most about 40 kB of cursor.
const (
	mostSeen = 400
	mostDue  = 200
)

// cursor is what one run leaves for the next.
type cursor struct {
	Version  int       `json:"v"`
	Newest   time.Time `json:"newest,omitzero"` // everything is read from here down
	Gap      *gap      `json:"gap,omitempty"`   // … but for what a run that was cut off has left
	Audience string    `json:"audience,omitempty"`
	Seen     []seen    `json:"seen,omitempty"`
	Due      []due     `json:"due,omitempty"`
}

// gap is the rest of the list of posts: from an element on, down to a time.
type gap struct {
	Start int       `json:"start"`
	Until time.Time `json:"until,omitzero"`
}

// seen is a post and how many comments it had when they were last looked at.
type seen struct {
	Post     string `json:"post"`
	Comments int    `json:"n"`
}

// due is a post whose comments are to be read, and in how many runs that failed.
type due struct {
	Post  string `json:"post"`
	Tries int    `json:"tries,omitempty"`
}

// readCursor reads a cursor. One of another version, or unreadable, counts as
// none: everything is read again.
func readCursor(raw []byte) cursor {
	var c cursor
	if err := json.Unmarshal(raw, &c); err != nil || c.Version != cursorVersion {
		c = cursor{}
	}
	c.Version = cursorVersion
	return c
}

func (c cursor) encode() ([]byte, error) { return json.Marshal(c) }

// comments gives how many comments a post had when they were last looked at.
func (c *cursor) comments(post string) (int, bool) {
	for _, s := range c.Seen {
		if s.Post == post {
			return s.Comments, true
		}
	}
	return 0, false
}

// see remembers a post's number of comments, and forgets the oldest.
func (c *cursor) see(post string, comments int) {
	c.Seen = slices.DeleteFunc(c.Seen, func(s seen) bool { return s.Post == post })
	c.Seen = append([]seen{{post, comments}}, c.Seen[:min(len(c.Seen), mostSeen-1)]...)
}

// queue adds a post whose comments are to be read.
func (c *cursor) queue(post string) {
	if len(c.Due) < mostDue && !slices.ContainsFunc(c.Due, func(d due) bool { return d.Post == post }) {
		c.Due = append(c.Due, due{Post: post})
	}
}
