package meta

import (
	"net/url"
	"strconv"
	"time"
	_ "time/tzdata" // also where the system has no time zones
)

// pacific is the zone of Meta's days.
var pacific = func() *time.Location {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		panic(err) // it is built in
	}
	return zone
}()

// SettledDay asks for the latest of Meta's days that ended at least some time
// ago: its numbers are complete.
func SettledDay(now time.Time, late time.Duration) url.Values {
	y, m, d := now.Add(-late).In(pacific).Date()
	start, end := time.Date(y, m, d-1, 0, 0, 0, 0, pacific), time.Date(y, m, d, 0, 0, 0, 0, pacific)
	return url.Values{
		"since": {strconv.FormatInt(start.Unix(), 10)}, "until": {strconv.FormatInt(end.Unix(), 10)},
	}
}
