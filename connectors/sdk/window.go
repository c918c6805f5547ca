package sdk

import "time"

// Window says when a limit starts anew.
type Window interface {
	// start is when the window that holds now began: what was taken before it
	// does not count any more.
	start(now time.Time) time.Time
	// reset is when something taken at a time stops to count.
	reset(taken time.Time) time.Time
}

// Daily windows begin at midnight in a zone.
func Daily(zone *time.Location) Window { return calendar{zone: zone, days: 1} }

// Monthly windows begin at midnight of the first of a month in a zone.
func Monthly(zone *time.Location) Window { return calendar{zone: zone, months: 1} }

// Rolling windows are the last so many seconds, minutes or days at any time.
func Rolling(length time.Duration) Window { return rolling(length) }

type calendar struct {
	zone         *time.Location
	days, months int
}

func (c calendar) start(now time.Time) time.Time {
	y, m, d := now.In(c.zone).Date()
	if c.months > 0 {
		d = 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, c.zone)
}

func (c calendar) reset(taken time.Time) time.Time {
	y, m, d := c.start(taken).Date()
	return time.Date(y, m+time.Month(c.months), d+c.days, 0, 0, 0, 0, c.zone)
}

type rolling time.Duration

func (r rolling) start(now time.Time) time.Time   { return now.Add(-time.Duration(r)) }
func (r rolling) reset(taken time.Time) time.Time { return taken.Add(time.Duration(r)) }
