package timerange

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	t.Parallel()
	wib := time.FixedZone("WIB", 7*3600)
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, wib)
	for in, want := range map[string]time.Time{
		"now":                       now,
		"now-90m":                   now.Add(-90 * time.Minute),
		"now-30d":                   now.Add(-720 * time.Hour),
		"now-2w":                    now.Add(-336 * time.Hour),
		"now-1M":                    time.Date(2026, 10, 23, 12, 0, 0, 0, wib),
		"now-1y":                    time.Date(2025, 11, 23, 12, 0, 0, 0, wib),
		"2026-11-01":                time.Date(2026, 11, 1, 0, 0, 0, 0, wib),
		"2026-11-01T08:00:00+07:00": time.Date(2026, 11, 1, 8, 0, 0, 0, wib),
	} {
		got, err := parse(in, now)
		require.NoError(t, err, in)
		require.True(t, want.Equal(got), "%s: %s", in, got)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, r := range [][2]string{{"yesterday", "now"}, {"now-30x", "now"}, {"now", "soon"}, {"now", "now-1d"}, {"now--1d", "now"}} {
		_, _, err := Parse(r[0], r[1], time.Now())
		require.ErrorContains(t, err, "--", r)
	}
}
