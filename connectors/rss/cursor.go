package rss

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// cursor is what a run leaves for the next one. It grows with what the feeds
// show, not with time.
type cursor struct {
	Settings string               `json:"settings"`       // fingerprint of the settings that decide what is emitted
	Feeds    map[string]feedState `json:"feeds"`          // by source.key
	Wait     map[string]time.Time `json:"wait,omitempty"` // servers, and until when they asked to be left alone
}

// feedState is what is known of one feed.
type feedState struct {
	ETag     string          `json:"etag,omitempty"`
	Modified string          `json:"modified,omitempty"` // Last-Modified, as the server wrote it
	Skipped  int             `json:"skipped,omitempty"`  // items left out at the last read
	Items    map[string]seen `json:"items,omitempty"`    // what the feed shows, by hash of the id
}

// seen is what is known of one item.
type seen struct {
	At  int64  `json:"t"`           // its time, fixed at first sight, in seconds since 1970
	Sum string `json:"s,omitempty"` // hash of the record; empty: not wanted by the settings
}

// decodeCursor reads a cursor. One that can't be read, or that another version
// wrote, counts as none: reading all again is harmless. Under other settings
// everything that the feeds show is looked at again.
func decodeCursor(raw []byte, fingerprint string) cursor {
	var c cursor
	if json.Unmarshal(raw, &c) != nil || c.Feeds == nil {
		return cursor{Settings: fingerprint, Feeds: map[string]feedState{}}
	}
	if c.Settings == fingerprint {
		return c
	}
	for key, f := range c.Feeds {
		for id, item := range f.Items {
			f.Items[id] = seen{At: item.At}
		}
		c.Feeds[key] = feedState{Items: f.Items}
	}
	c.Settings = fingerprint
	return c
}

func (c cursor) encode() ([]byte, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encoding the cursor: %w", err)
	}
	return raw, nil
}

// fingerprint stands for the settings that decide what is emitted.
func (s *settings) fingerprint() string {
	keywords := slices.Sorted(slices.Values(s.Keywords))
	return hashOf(strconv.FormatBool(s.Own), strings.Join(keywords, "\n"))
}

// hashOf is a short hash of texts: 16 characters, enough to tell some thousand
// items apart.
func hashOf(parts ...string) string { return longHashOf(parts...)[:16] }

// longHashOf is a hash of texts that may serve as an id: 32 characters.
func longHashOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}
