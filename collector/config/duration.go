package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// Duration is a time span as people write it: 90s, 5m, 36h, 30d.
type Duration time.Duration

// UnmarshalYAML implements yaml.Unmarshaler.
func (d *Duration) UnmarshalYAML(n *yaml.Node) error {
	span, ok := parseSpan(n.Value)
	if n.Kind != yaml.ScalarNode || !ok {
		return fmt.Errorf("line %d: %q is no time span; write one like 5m, 12h or 30d", n.Line, n.Value)
	}
	*d = Duration(span)
	return nil
}

// mostDays is a hundred years: what is much longer is no number that a time span
// can hold.
const mostDays = 36525

func parseSpan(raw string) (span time.Duration, ok bool) {
	if whole, rest, found := strings.Cut(raw, "d"); found {
		count, err := strconv.Atoi(strings.TrimSpace(whole))
		if err != nil || max(count, -count) > mostDays {
			return 0, false
		}
		span, raw = time.Duration(count)*24*time.Hour, rest
	}
	if raw == "" {
		return span, true
	}
	more, err := time.ParseDuration(raw)
	sum := span + more
	return sum, err == nil && more.Abs() <= mostDays*24*time.Hour
}

// String implements fmt.Stringer.
func (d Duration) String() string { return time.Duration(d).String() }
