package analytics

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFollowersOn(t *testing.T) {
	t.Parallel()
	wib := time.FixedZone("WIB", 7*3600)
	day := func(d, hour int) time.Time { return time.Date(2026, 3, d, hour, 0, 0, 0, wib) }
	noon := day(10, 12)
	for name, tc := range map[string]struct {
		readings  []Reading
		estimate  bool
		want      Number
		estimated bool
	}{
		"never read":                       {nil, true, unknown(NoReading), false},
		"before":                           {[]Reading{{day(8, 0), 100}}, false, known(100), false},
		"the last before wins":             {[]Reading{{day(8, 0), 100}, {day(9, 0), 101}, {day(12, 0), 150}}, false, known(101), false},
		"later the same day":               {[]Reading{{day(10, 23), 120}}, false, known(120), false},
		"midnight is the next day":         {[]Reading{{day(11, 0), 120}}, false, unknown(AfterDay), false},
		"midnight may estimate":            {[]Reading{{day(11, 0), 120}}, true, known(120), true},
		"a reading before is no estimate":  {[]Reading{{day(1, 0), 90}, {day(11, 0), 120}}, true, known(90), false},
		"exactly 7 days after the day":     {[]Reading{{day(18, 0), 130}}, true, known(130), true},
		"more than 7 days after the day":   {[]Reading{{day(18, 1), 130}}, true, unknown(AfterDay), false},
		"exactly 30 days before the day":   {[]Reading{{day(10, 0).AddDate(0, 0, -30), 80}}, false, known(80), false},
		"more than 30 days before":         {[]Reading{{day(10, 0).AddDate(0, 0, -30).Add(-1), 80}}, false, unknown(ReadingTooOld), false},
		"too old, but one soon after":      {[]Reading{{day(1, 0).AddDate(0, -3, 0), 80}, {day(12, 0), 99}}, true, known(99), true},
		"zero followers is a number":       {[]Reading{{day(9, 0), 0}}, false, known(0), false},
		"too old and too late, estimating": {[]Reading{{day(1, 0).AddDate(0, -3, 0), 80}, {day(29, 0), 99}}, true, unknown(ReadingTooOld), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, estimated := FollowersOn(tc.readings, DayOf(noon), tc.estimate)
			require.Equal(t, tc.want, got)
			require.Equal(t, tc.estimated, estimated)
		})
	}
}

// The same moment is the 10th in Jakarta and the 9th in UTC.
func TestFollowersOnUsesTheZoneOfThePublication(t *testing.T) {
	t.Parallel()
	published := time.Date(2026, 3, 9, 20, 0, 0, 0, time.UTC)
	readings := []Reading{{published.Add(5 * time.Hour), 7}}
	utc, _ := FollowersOn(readings, DayOf(published), false)
	require.Equal(t, unknown(AfterDay), utc)
	wib, _ := FollowersOn(readings, DayOf(published.In(time.FixedZone("WIB", 7*3600))), false)
	require.Equal(t, known(7), wib)
}
