// Package store makes the store that Pantau is measured on: the points that years
// of collecting leave behind, in the sink's own layout and with its rollups, of
// offices and people that do not exist. The same options give the same points.
//
// It is larger than what an office has, and less lifelike than the demonstration's
// city: what counts here is how many points there are, of what kind, and where in
// time. Mentions come by day more than by night, gather around posts and around
// episodes, and few accounts have most of them.
package store

import (
	"errors"
	"time"
)

// Options say how large the store is.
type Options struct {
	Seed     uint64
	Accounts int
	Days     int
	Posts    int           // of all accounts together
	Mentions int           // the same
	Every    time.Duration // between two readings of an account
	End      time.Time     // of the store, a midnight of the office
}

// Zone is the office's.
var Zone = func() *time.Location {
	zone, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		panic(err) // the programs carry the time zone database
	}
	return zone
}()

// Full is the size that the promises are about.
func Full() Options {
	return Options{
		Seed: 1, Accounts: 60, Days: 3 * 365, Posts: 200_000, Mentions: 5_000_000, Every: time.Hour,
		End: time.Date(2026, 11, 1, 0, 0, 0, 0, Zone),
	}
}

func (o Options) check() error {
	switch {
	case o.Accounts < 1 || o.Days < 1:
		return errors.New("accounts, days: must be at least 1")
	case o.Posts < 0 || o.Mentions < 0:
		return errors.New("posts, mentions: must not be negative")
	case o.Every < time.Minute:
		return errors.New("every: must be at least 1m")
	case o.End.IsZero():
		return errors.New("end: is not set")
	}
	return nil
}

func (o Options) start() time.Time { return o.End.AddDate(0, 0, -o.Days) }

// stretch is what is made at once: windows of rollups end where it ends.
const stretch = 30 * 24 * time.Hour

// stretches cuts the days of the store.
func (o Options) stretches() [][2]time.Time {
	var out [][2]time.Time
	for from := o.start(); from.Before(o.End); {
		to := from.Add(stretch)
		if to.After(o.End) {
			to = o.End
		}
		out = append(out, [2]time.Time{from, to})
		from = to
	}
	return out
}
