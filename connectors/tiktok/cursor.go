package tiktok

import (
	"encoding/json"
	"slices"
	"time"
)

const cursorVersion = 1

// mostSeen bounds the videos of which it is remembered how far their comments
// were read, and mostDue those whose comments are still to be read: at most about
// 50 kB of cursor.
const (
	mostSeen = 500
	mostDue  = 500
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

// gap is a stretch of videos still to be read: before a time in milliseconds (0:
// from the newest), down to a time.
type gap struct {
	Before int64     `json:"before,omitempty"`
	Until  time.Time `json:"until,omitzero"`
}

// seen is a video, how many comments it had when they were last read, and the
// time of the latest.
type seen struct {
	Video    string    `json:"video"`
	Comments int64     `json:"n"`
	Newest   time.Time `json:"newest,omitzero"`
}

// due is a video whose comments are to be read, how many it is said to have, and
// in how many runs that failed.
type due struct {
	Video    string `json:"video"`
	Comments int64  `json:"n"`
	Tries    int    `json:"tries,omitempty"`
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

// comments tells how far a video's comments were read.
func (c *cursor) comments(video string) (seen, bool) {
	for _, s := range c.Seen {
		if s.Video == video {
			return s, true
		}
	}
	return seen{}, false
}

// see remembers how far a video's comments were read, and forgets the oldest.
func (c *cursor) see(s seen) {
	c.Seen = slices.DeleteFunc(c.Seen, func(old seen) bool { return old.Video == s.Video })
	c.Seen = append([]seen{s}, c.Seen[:min(len(c.Seen), mostSeen-1)]...)
}

// queue adds a video whose comments are to be read.
func (c *cursor) queue(video string, comments int64) {
	if len(c.Due) < mostDue && !slices.ContainsFunc(c.Due, func(d due) bool { return d.Video == video }) {
		c.Due = append(c.Due, due{Video: video, Comments: comments})
	}
}
