package meta

import (
	"encoding/json"
	"fmt"
	"time"
)

// Time is a time as the Graph API writes it: 2026-03-10T08:00:00+0000, or
// seconds since 1970. An empty or missing one is zero.
type Time struct{ time.Time }

var _ json.Unmarshaler = (*Time)(nil)

// UnmarshalJSON implements json.Unmarshaler.
func (t *Time) UnmarshalJSON(raw []byte) error {
	var seconds int64
	if json.Unmarshal(raw, &seconds) == nil {
		if seconds != 0 {
			t.Time = time.Unix(seconds, 0).UTC()
		}
		return nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	if text == "" {
		return nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05-0700", time.RFC3339} {
		if at, err := time.Parse(layout, text); err == nil {
			t.Time = at.UTC()
			return nil
		}
	}
	return fmt.Errorf("%q is no time", text)
}
