package rss

import (
	"context"
	"fmt"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// maxItems is how many items of one feed are looked at, the first ones: feeds
// begin with the newest. It bounds the cursor.
const maxItems = 2000

// ahead is how far a publisher's clock may be ahead without a word about it.
const ahead = 5 * time.Minute

// run is one run of Collect.
type run struct {
	c     *connector
	req   sdk.Request
	known map[string]seen // of all feeds, from the last run
	old   cursor
	next  cursor
	taken map[string]bool // items that an earlier feed of this run shows

	requests int
	notices  []sdk.Notice
	failures []error
	budgets  []sdk.Budget // the scarcest one
}

func newRun(c *connector, req sdk.Request) *run {
	r := &run{
		c: c, req: req, old: decodeCursor(req.Cursor, c.set.fingerprint()),
		known: map[string]seen{}, taken: map[string]bool{},
	}
	r.next = cursor{Settings: r.old.Settings, Feeds: map[string]feedState{}, Wait: map[string]time.Time{}}
	for server, until := range r.old.Wait {
		if until.After(req.Now) {
			r.next.Wait[server] = until
		}
	}
	for _, src := range c.sources {
		for id, item := range r.old.Feeds[src.key].Items {
			if _, have := r.known[id]; !have {
				r.known[id] = item
			}
		}
	}
	return r
}

// read asks for one feed and gives the records to emit. On an error the feed's
// state stays as it was.
func (r *run) read(ctx context.Context, src source) ([]sdk.Record, error) {
	if until, wait := r.next.Wait[src.server]; wait {
		return nil, sdk.RateLimitedUntil(until, "feed %s: not asked, its server said to wait", src.name)
	}
	got, err := fetch(ctx, src, r.old.Feeds[src.key])
	r.requests += got.requests
	if b := got.budget; b != nil && (len(r.budgets) == 0 || b.Remaining < r.budgets[0].Remaining) {
		r.budgets = []sdk.Budget{*b}
	}
	if err != nil {
		return nil, err
	}
	if got.unchanged {
		r.keep(src, got.state)
		return nil, nil
	}
	return r.items(src, got), nil
}

// fail notes that a feed could not be read.
func (r *run) fail(src source, err error) {
	r.failures = append(r.failures, err)
	if sdk.KindOf(err) == sdk.RateLimited {
		r.next.Wait[src.server] = sdk.RetryAt(err) // zero: for this run
	}
	if state, ok := r.old.Feeds[src.key]; ok {
		r.keep(src, state)
	}
}

// keep hands a feed's state on.
func (r *run) keep(src source, state feedState) {
	r.next.Feeds[src.key] = state
	for id := range state.Items {
		r.taken[id] = true
	}
}

// tally counts what the operator should know about one feed.
type tally struct{ undated, future, empty, doubled, beyond int }

// items goes through what a feed shows.
func (r *run) items(src source, got answer) []sdk.Record {
	var (
		count   tally
		records []sdk.Record
		items   = map[string]seen{}
		first   = map[string]article{}
	)
	articles := got.articles(r.c.set.Account)
	if len(articles) > maxItems {
		count.beyond = len(articles) - maxItems
		articles = articles[:maxItems]
	}
	for _, a := range articles {
		key := hashOf(a.id)
		if other, doubled := first[key]; a.id == "" || doubled {
			count.leftOut(a, other)
			continue
		}
		first[key] = a
		item, record := r.item(src, a, key, &count)
		items[key] = item
		if record != nil {
			records = append(records, record)
		}
	}
	state := got.state
	before := state.Skipped
	state.Skipped = count.empty + count.doubled + count.beyond
	if len(items) > 0 { // a feed that is empty for a moment must not lose the times
		state.Items = items
	}
	r.keep(src, state)
	r.report(src, count, state.Skipped != before)
	return records
}

func (t *tally) leftOut(a, other article) {
	switch {
	case a.id == "":
		t.empty++
	case a.link != other.link || a.title != other.title:
		t.doubled++
	}
}

// item fixes an item's time and decides whether there is something to emit: not
// if its record is known already, not if an earlier feed shows it, and at the
// first read not if it is older than asked for.
func (r *run) item(src source, a article, key string, count *tally) (seen, sdk.Record) {
	before, known := r.known[key]
	item := seen{At: before.At}
	if !known {
		item.At = r.firstSight(a, count).Unix()
	}
	if !r.c.wants(src, a) {
		return item, nil
	}
	at := time.Unix(item.At, 0).UTC()
	record := a.record(at, r.c.set.Own)
	item.Sum = hashOf(a.link, a.outlet, a.text())
	if r.taken[key] || item.Sum == before.Sum || r.req.Cursor == nil && at.Before(r.req.Since) {
		return item, nil
	}
	return item, record
}

// firstSight gives the time of an item that was not seen before: the stated one
// if there is one and it has come.
func (r *run) firstSight(a article, count *tally) time.Time {
	switch {
	case a.stated.IsZero():
		count.undated++
		return r.req.Now
	case a.stated.After(r.req.Now.Add(ahead)):
		count.future++
		return r.req.Now
	case a.stated.After(r.req.Now):
		return r.req.Now
	}
	return a.stated
}

// report makes notices of a tally: of times when they are first set, of what is
// left out when that changes.
func (r *run) report(src source, t tally, changed bool) {
	note := func(kind string, n int, what string) {
		if n > 0 {
			r.notices = append(r.notices, sdk.Notice{Kind: kind, Message: fmt.Sprintf("feed %s: %s: %d", src.name, what, n)})
		}
	}
	note(sdk.NoticeTimeEstimated, t.undated, "items without a readable date, which get the time they were first seen")
	note(sdk.NoticeTimeEstimated, t.future, "items dated in the future, which get the time they were first seen")
	if !changed {
		return
	}
	note(sdk.NoticeSkipped, t.empty, "items left out for having neither title nor summary nor link")
	note(sdk.NoticeSkipped, t.doubled, "items left out for having the id of another one")
	note(sdk.NoticeTruncated, t.beyond, fmt.Sprintf("items left out after the first %d", maxItems))
}
