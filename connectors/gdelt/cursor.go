package gdelt

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// cursor is what a run leaves for the next one.
type cursor struct {
	Settings string    `json:"settings"`       // fingerprint of the queries
	Until    time.Time `json:"until"`          // everything before is read, or in Rest
	Rest     []span    `json:"rest,omitempty"` // still to be read
}

// span is a stretch of time in which one query is to be asked.
type span struct {
	Search int       `json:"search"` // index into connector.searches
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
}

// shortest is the shortest window that is asked for: GDELT is reported to refuse
// windows of less than an hour.
const shortest = time.Hour

// divisible tells whether both halves would be long enough.
func (s span) divisible() bool { return s.To.Sub(s.From) >= 2*shortest }

// halves cuts a span in two that share their border, since it is not documented
// to which of them it would belong.
func (s span) halves() (newer, older span) {
	middle := s.From.Add(s.To.Sub(s.From) / 2).Truncate(time.Second)
	return span{s.Search, middle, s.To}, span{s.Search, s.From, middle}
}

// readCursor reads a cursor. One that can't be read, or that was made with other
// queries, counts as none: reading again is harmless.
func readCursor(raw []byte, searches []string) cursor {
	settings := fingerprint(searches)
	var c cursor
	if json.Unmarshal(raw, &c) != nil || c.Settings != settings || c.Until.IsZero() {
		return cursor{Settings: settings}
	}
	c.Rest = slices.DeleteFunc(c.Rest, func(s span) bool {
		return s.Search < 0 || s.Search >= len(searches) || !s.From.Before(s.To)
	})
	return c
}

func (c cursor) encode() ([]byte, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encoding the cursor: %w", err)
	}
	return raw, nil
}

// merged joins the spans of a query that overlap. Those that only share a border
// stay apart: they are halves of one that was too full to be asked for again.
func merged(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int {
		if a.Search != b.Search {
			return a.Search - b.Search
		}
		return a.From.Compare(b.From)
	})
	var out []span
	for _, s := range spans {
		last := len(out) - 1
		if last < 0 || out[last].Search != s.Search || !s.From.Before(out[last].To) {
			out = append(out, s)
			continue
		}
		if s.To.After(out[last].To) {
			out[last].To = s.To
		}
	}
	return out
}

func fingerprint(searches []string) string {
	sum := sha256.Sum256([]byte(strings.Join(searches, "\n")))
	return hex.EncodeToString(sum[:8])
}
