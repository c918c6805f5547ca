package poller

import (
	"cmp"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/state"
)

// maxReread bounds the old posts of one run; the most overdue come first.
const maxReread = 100

// rereadEvery is how often the counters of a post of some age are read again.
// Engagement decays: most of it comes in the first days, so an old post is
// looked at less and less, and in the end not at all. Younger posts are within
// every run's overlap. Zero means never.
func rereadEvery(age time.Duration) time.Duration {
	const day = 24 * time.Hour
	switch {
	case age < 7*day:
		return 6 * time.Hour
	case age < 30*day:
		return day
	case age < 90*day:
		return 7 * day
	case age < 365*day:
		return 30 * day
	default:
		return 0
	}
}

// dueForReread lists the posts older than the overlap whose counters are due.
func (p *Poller) dueForReread(account string, now, since time.Time) ([]string, error) {
	type overdue struct {
		id string
		by time.Duration
	}
	var due []overdue
	err := p.State.View(account, func(known *state.Account) error {
		return known.EachPost(func(id string, it state.Item) {
			every := rereadEvery(now.Sub(it.Created))
			by := now.Sub(it.Read) - every
			if it.Read.After(now) {
				by = 0 // by a clock that was ahead
			}
			if every > 0 && by >= 0 && it.Created.Before(since) {
				due = append(due, overdue{id, by})
			}
		})
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(due, func(a, b overdue) int {
		return cmp.Or(cmp.Compare(b.by, a.by), cmp.Compare(a.id, b.id))
	})
	ids := make([]string, 0, min(len(due), maxReread))
	for _, d := range due[:min(len(due), maxReread)] {
		ids = append(ids, d.id)
	}
	return ids, nil
}
