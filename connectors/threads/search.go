package threads

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// budgetSearch is the limit of searches: of a person, whatever the app
// (…/documentation/threads/keyword-search, January 2026). Searches that find
// nothing don't count.
const (
	budgetSearch = "search"
	mostSearches = 2200
	searchWindow = 24 * time.Hour
)

// mostFound bounds what is read of one query in a run; the rest comes in the
// next one.
const mostFound = 500

func newLedger(own *sdk.Memory, account string) *sdk.Ledger {
	return sdk.NewLedger(own, "threads", account, sdk.Limit{
		Name: budgetSearch, Unit: "queries", Max: mostSearches, Window: sdk.Rolling(searchWindow),
	})
}

// query is something to look for: words, or a topic.
type query struct {
	text  string
	topic bool
}

// key names a query in the cursor.
func (q query) key() string {
	if q.topic {
		return "#" + q.text
	}
	return q.text
}

func (c *config) queries() (all []query) {
	for _, text := range c.Keywords {
		all = append(all, query{text: text})
	}
	for _, text := range c.Topics {
		all = append(all, query{text: text, topic: true})
	}
	return all
}

// values is the query as the platform takes it.
func (q query) values() url.Values {
	v := url.Values{"q": {q.text}, "search_type": {"RECENT"}, "fields": {otherFields}, "limit": {pageSize}}
	if q.topic {
		v.Set("search_mode", "TAG")
	}
	return v
}

// searches reads public posts with the configured words and topics.
func (r *run) searches(ctx context.Context) error {
	for _, q := range r.config.queries() {
		err := r.search(ctx, q)
		if meta.NoPermission(err) {
			r.Skip("nothing is looked for: %v", err)
			return nil
		}
		if sdk.KindOf(err) == sdk.Permanent && err != nil {
			r.Fail(sdk.Errorf(sdk.Permanent, "query %s: %w", q.key(), err))
			continue
		}
		if err != nil {
			return err
		}
	}
	if r.foundOwn && !r.foundOthers {
		r.Skip("searches found the account's own posts only; if it stays so, the app's %s is not approved yet", permissionSearch)
	}
	return nil
}

// search reads what one query finds, the newest first, and pays for each page.
func (r *run) search(ctx context.Context, q query) error {
	if err := r.ledger.Take(r.Request.Now, budgetSearch, 1); err != nil {
		return err
	}
	before, got := r.graph.Requests()-r.lookups, 0
	track := r.cur.Found[q.key()]
	var err error
	track.Left, err = meta.EachIn(ctx, r.graph, "/keyword_search", q.values(), track.Left,
		func(p postJSON) time.Time { return p.Time.Time },
		func(p postJSON) (bool, error) {
			if got++; got > mostFound {
				return false, nil
			}
			if r.own(p.Username) {
				r.foundOwn = true
				return true, nil
			}
			r.foundOthers = true
			if answers, err := r.answersOwn(ctx, p); answers || err != nil {
				return true, err
			}
			return true, r.other(p, r.foundKind(p), "")
		})
	r.cur.Found[q.key()] = track
	if got == 0 && (err == nil || meta.NoPermission(err)) {
		r.ledger.Give(r.Request.Now, budgetSearch, 1)
		return err
	}
	if more := r.graph.Requests() - r.lookups - before - 1; more > 0 && err == nil {
		return r.ledger.Take(r.Request.Now, budgetSearch, float64(more))
	}
	return err
}

// foundKind is what a post is that a search found. One that names the account is
// the same mention whichever list has it: that of mentions may lack it, as long
// as the app's permission is not approved.
func (r *run) foundKind(p postJSON) string {
	if r.config.Mentions && strings.Contains(strings.ToLower(p.Text), "@"+strings.ToLower(r.self.Username)) {
		return schema.KindMention
	}
	return schema.KindHashtag
}
