package sdk

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// Limit is one thing that a platform allows so much of in a window.
type Limit struct {
	Name   string  // "search", "money"
	Unit   string  // "requests", "units", "USD"
	Max    float64 // in each window
	Window Window
}

// Ledger counts what was taken of a platform's limits, where the platform does
// not say itself what is left. It is kept between runs, and shared fairly by
// the accounts that share an application:
//
// an account may always take up to its equal share of a window. Beyond that it
// takes from what the others are not expected to need: of what they have left
// of their own shares, the part of the window that is still to come is held
// back for them. So in the last minutes of a window everybody may take
// everything that is left.
type Ledger struct {
	shared  *Memory
	app     string
	account string
	limits  []Limit
}

// book is what is kept of one limit.
type book struct {
	Accounts map[string]time.Time `json:"accounts"` // who shares it, and when last seen
	Entries  []entry              `json:"entries"`
}

// entry is something taken.
type entry struct {
	At      time.Time `json:"at"`
	Account string    `json:"account"`
	Key     string    `json:"key,omitempty"`
	N       float64   `json:"n"`
}

// absent is how long an account may be silent before its share goes to the
// others.
const absent = 36 * time.Hour

// NewLedger opens the ledger of an application's limits for one account. app
// tells applications apart; it is stored, so it must be no secret.
func NewLedger(shared *Memory, app, account string, limits ...Limit) *Ledger {
	return &Ledger{shared: shared, app: app, account: account, limits: limits}
}

// Take takes n of a limit, or gives a RateLimited error that names the limit
// and when there is more. now is the run's time.
func (l *Ledger) Take(now time.Time, limit string, n float64) error {
	return l.TakeOnce(now, limit, "", n)
}

// TakeOnce is Take for what costs only once in a window: a key that was taken
// in this window already is free.
func (l *Ledger) TakeOnce(now time.Time, limit, key string, n float64) error {
	lim, err := l.limit(limit)
	if err != nil {
		return err
	}
	return l.update(lim, now, func(b *book) error {
		if key != "" && slices.ContainsFunc(b.Entries, func(e entry) bool { return e.Key == key }) {
			return nil
		}
		all, own := b.spent("")+n, b.spent(l.account)+n
		if all > lim.Max || own > b.share(lim) && all > lim.Max-b.heldBack(lim, l.account, now) {
			return l.exhausted(lim, b, now)
		}
		b.add(entry{At: now, Account: l.account, Key: key, N: n}, lim, now)
		return nil
	})
}

// Give gives back n of what this account took last and did not use.
func (l *Ledger) Give(now time.Time, limit string, n float64) {
	lim, err := l.limit(limit)
	if err != nil {
		return
	}
	_ = l.update(lim, now, func(b *book) error { // only an unreadable book fails, which Take reports
		for i := len(b.Entries) - 1; i >= 0 && n > 0; i-- {
			if e := &b.Entries[i]; e.Account == l.account && e.Key == "" {
				back := min(n, e.N)
				e.N -= back
				n -= back
			}
		}
		b.Entries = slices.DeleteFunc(b.Entries, func(e entry) bool { return e.N <= 0 && e.Key == "" })
		return nil
	})
}

// Budgets says what is left of each limit, for all accounts together.
func (l *Ledger) Budgets(now time.Time) []Budget {
	out := make([]Budget, 0, len(l.limits))
	for _, lim := range l.limits {
		var b book
		l.shared.Get(l.name(lim), &b)
		b.forget(lim, now)
		out = append(out, Budget{
			Name: lim.Name, Unit: lim.Unit, Limit: lim.Max,
			Remaining: max(0, lim.Max-b.spent("")), Reset: b.next(lim, now),
		})
	}
	return out
}

func (l *Ledger) limit(name string) (Limit, error) {
	for _, lim := range l.limits {
		if lim.Name == name {
			return lim, nil
		}
	}
	return Limit{}, Errorf(Permanent, "ledger: there is no limit %q", name)
}

func (l *Ledger) name(lim Limit) string { return "ledger/" + l.app + "/" + lim.Name }

// update changes the limit's book, after what no longer counts has been struck
// out and this account noted as one that shares it.
func (l *Ledger) update(lim Limit, now time.Time, change func(*book) error) error {
	var b book
	err := l.shared.Update(l.name(lim), &b, func() error {
		b.forget(lim, now)
		if b.Accounts == nil {
			b.Accounts = map[string]time.Time{}
		}
		b.Accounts[l.account] = now.Truncate(time.Hour)
		return change(&b)
	})
	if err == nil {
		return nil
	}
	if _, known := errors.AsType[*Error](err); known {
		return err
	}
	return Errorf(Permanent, "ledger: %w", err)
}

func (l *Ledger) exhausted(lim Limit, b *book, now time.Time) error {
	after := b.next(lim, now)
	return &Error{Kind: RateLimited, After: after, Budget: lim.Name, Err: fmt.Errorf(
		"the budget %s of %s %s is used up; there is more from %s", lim.Name, plain(lim.Max), lim.Unit, after.UTC().Format(time.RFC3339))}
}

// plain writes a number without needless digits.
func plain(v float64) string {
	if v == math.Trunc(v) {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// forget strikes out what no longer counts.
func (b *book) forget(lim Limit, now time.Time) {
	start := lim.Window.start(now)
	b.Entries = slices.DeleteFunc(b.Entries, func(e entry) bool { return e.At.Before(start) })
	for name, seen := range b.Accounts {
		if now.Sub(seen) > absent {
			delete(b.Accounts, name)
		}
	}
}

// add writes an entry. Entries without a key that lie close together become
// one, so that a book stays small.
func (b *book) add(e entry, lim Limit, now time.Time) {
	const parts = 96 // of a window, within which entries become one
	length := lim.Window.reset(now).Sub(lim.Window.start(now))
	for i := len(b.Entries) - 1; i >= 0 && e.Key == ""; i-- {
		if old := &b.Entries[i]; old.Account == e.Account && old.Key == "" {
			if e.At.Sub(old.At) >= length/parts {
				break
			}
			old.N += e.N
			return
		}
	}
	b.Entries = append(b.Entries, e)
}

// spent is what an account has taken; "" asks for all.
func (b *book) spent(account string) (sum float64) {
	for _, e := range b.Entries {
		if account == "" || e.Account == account {
			sum += e.N
		}
	}
	return sum
}

func (b *book) share(lim Limit) float64 { return lim.Max / float64(max(1, len(b.Accounts))) }

// heldBack is what is kept for the other accounts.
func (b *book) heldBack(lim Limit, account string, now time.Time) (sum float64) {
	start, end := lim.Window.start(now), lim.Window.reset(now)
	if _, slides := lim.Window.(rolling); slides {
		start = now // a window that slides never nears its end
	}
	toCome := float64(end.Sub(now)) / float64(end.Sub(start))
	for other := range b.Accounts {
		if other != account {
			sum += toCome * max(0, b.share(lim)-b.spent(other))
		}
	}
	return sum
}

// next is when something is given free again.
func (b *book) next(lim Limit, now time.Time) time.Time {
	if len(b.Entries) == 0 {
		return lim.Window.reset(now)
	}
	oldest := slices.MinFunc(b.Entries, func(x, y entry) int { return cmp.Compare(x.At.UnixNano(), y.At.UnixNano()) })
	return lim.Window.reset(oldest.At)
}
