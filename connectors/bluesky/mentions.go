package bluesky

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

const notificationPages = 200

// mentions reads what others write about the account or with the words it
// follows. Whoever signs in as the account itself is told of mentions, quotes
// and replies by the server, complete and at once; for any other account, and
// for hashtags and words, there is only the search.
//
// What fails here, even for the rate limit, is a failed part: own posts and
// replies are read by now, and the cursor must keep that.
func (r *run) mentions(ctx context.Context) error {
	from := r.from(r.was.Mentions)
	own := r.session != nil && r.session.DID == r.me.DID
	var parts []part
	if own {
		parts = append(parts, part{"mentions", func() error { return r.notifications(ctx, from) }})
	}
	for _, q := range r.queries(own) {
		parts = append(parts, part{q.what, func() error { return r.search(ctx, q, from) }})
	}
	r.next.Mentions = r.next.Posts
	for _, p := range parts {
		err := p.read()
		switch {
		case err == nil:
			continue
		case r.Ended(ctx) != nil:
			return err
		case r.session == nil && isRefused(err):
			r.Skip("mentions, hashtags and keywords are not read: the server refuses search without a login; set app_password")
			r.next.Mentions = from
			return nil
		}
		r.next.Mentions = from
		r.Fail(fmt.Errorf("%s: %w", p.what, err))
		if sdk.KindOf(err) == sdk.RateLimited {
			return nil // the others would meet the same
		}
	}
	return nil
}

// part is one of the things to read about an account.
type part struct {
	what string // for messages
	read func() error
}

// notifications reads what the server tells the account, newest first. Replies
// are among it: those under posts too old to be read again come only this way.
func (r *run) notifications(ctx context.Context, from time.Time) error {
	params := url.Values{"limit": {pageSize}, "reasons": {"mention", "quote", "reply"}}
	for range notificationPages {
		var page notificationsPage
		if err := r.query(ctx, "app.bsky.notification.listNotifications", params, &page); err != nil {
			return err
		}
		older := false
		for _, n := range page.Notifications {
			older = parseTime(n.IndexedAt).Before(from)
			if n.Reason != "mention" && n.Reason != "quote" && n.Reason != "reply" {
				continue // an older server, which tells everything
			}
			if err := r.found(n.view(), false); err != nil {
				return err
			}
		}
		if page.Cursor == "" || page.Cursor == params.Get("cursor") || older {
			return nil
		}
		params.Set("cursor", page.Cursor)
	}
	r.Notice(sdk.NoticeTruncated, "more than %d pages of notifications: the older ones are not read", notificationPages)
	return nil
}

// found emits a post by somebody else. One that neither answers nor names the
// account is kept only if a followed word found it.
func (r *run) found(view postView, byWord bool) error {
	if view.Author.DID == r.me.DID || r.seen[view.URI] {
		return nil
	}
	p, err := readPost(view)
	if err != nil {
		r.Fail(err)
		return nil
	}
	m := r.othersPost(view, p)
	if m.MentionKind == schema.KindReply && !r.set.Replies || m.MentionKind == schema.KindHashtag && !byWord {
		return nil
	}
	r.first(view.URI)
	return r.Emit(m)
}
