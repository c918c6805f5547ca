// Package timerange reads time ranges as Grafana's users write them: now,
// now-30d, now-6h, a date, or a full time stamp.
package timerange

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

var relative = regexp.MustCompile(`^now(?:-(\d{1,6})([smhdwMy]))?$`)

// Parse reads both ends of a range.
func Parse(from, to string, now time.Time) (time.Time, time.Time, error) {
	start, err := parse(from, now)
	if err != nil {
		return time.Time{}, time.Time{}, fmt.Errorf("--from: %w", err)
	}
	end, err := parse(to, now)
	if err != nil {
		return time.Time{}, time.Time{}, fmt.Errorf("--to: %w", err)
	}
	if !start.Before(end) {
		return time.Time{}, time.Time{}, fmt.Errorf("--from: %s is not before --to %s", from, to)
	}
	return start, end, nil
}

// Since reads a time in the past.
func Since(s string, now time.Time) (time.Time, error) {
	at, err := parse(s, now)
	switch {
	case err != nil:
		return time.Time{}, fmt.Errorf("--since: %w", err)
	case !at.Before(now):
		return time.Time{}, fmt.Errorf("--since: %s is not in the past", s)
	}
	return at, nil
}

func parse(s string, now time.Time) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, now.Location()); err == nil {
			return t, nil
		}
	}
	m := relative.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, fmt.Errorf("%q is no time; write one like now-30d, now-6h, 2026-11-01 or 2026-11-01T08:00:00+07:00", s)
	}
	n, _ := strconv.Atoi("0" + m[1]) // digits only
	switch m[2] {
	case "M":
		return now.AddDate(0, -n, 0), nil
	case "y":
		return now.AddDate(-n, 0, 0), nil
	}
	unit := map[string]time.Duration{
		"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour,
	}[m[2]]
	return now.Add(-time.Duration(n) * unit), nil
}
