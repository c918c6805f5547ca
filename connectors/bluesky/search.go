package bluesky

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// searchPages bounds one search: servers' search is not meant for bulk reading.
const searchPages = 20

// query is one search.
type query struct {
	what   string // for messages
	params url.Values
	byWord bool // whatever is found is wanted, not only what concerns the account
}

// queries are the searches for posts that name the account, unless it is told
// of them, and for followed hashtags and keywords. Servers that know the
// parameters mentions and tag go by those; for others the text must do.
func (r *run) queries(told bool) []query {
	var all []query
	if !told {
		all = append(all, query{what: "mentions", params: url.Values{"q": {"@" + r.me.Handle}, "mentions": {r.me.DID}}})
	}
	for _, tag := range r.set.Hashtags {
		all = append(all, query{what: "hashtag " + tag, byWord: true, params: url.Values{"q": {"#" + tag}, "tag": {tag}}})
	}
	for _, word := range r.set.Keywords {
		q := word
		if strings.Contains(q, " ") && !strings.Contains(q, `"`) {
			q = `"` + q + `"`
		}
		all = append(all, query{what: "keyword " + word, byWord: true, params: url.Values{"q": {q}}})
	}
	return all
}

// search reads what a search finds, newest first, back to from.
func (r *run) search(ctx context.Context, q query, from time.Time) error {
	q.params.Set("sort", "latest")
	q.params.Set("limit", pageSize)
	if !from.IsZero() {
		q.params.Set("since", from.UTC().Format(time.RFC3339))
	}
	for range searchPages {
		var page postsPage
		if err := r.query(ctx, "app.bsky.feed.searchPosts", q.params, &page); err != nil {
			return err
		}
		older := len(page.Posts) == 0
		for _, view := range page.Posts {
			older = parseTime(view.IndexedAt).Before(from)
			if err := r.found(view, q.byWord); err != nil {
				return err
			}
		}
		if page.Cursor == "" || page.Cursor == q.params.Get("cursor") || older {
			return nil
		}
		q.params.Set("cursor", page.Cursor)
	}
	r.Notice(sdk.NoticeTruncated, "%s: more than %d pages of results: the older ones are not read", q.what, searchPages)
	return nil
}

// isRefused says whether a server wants a login for this.
func isRefused(err error) bool {
	status := sdk.Status(err)
	return status == http.StatusForbidden || status == http.StatusUnauthorized
}
