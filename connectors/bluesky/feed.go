package bluesky

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

const (
	pageSize    = "100"  // the most a page may have
	feedPages   = 10_000 // no account has a million posts; a server that turns in circles might
	postsAtOnce = 25     // the most that getPosts takes
)

// feed reads the account's posts, newest first, back to where they are known.
// Reposts of others are left out. Posts in which the account goes on from its
// own post are replies to the server; the thread brings them. The server has a
// filter for them, but it loses those whose beginning is on another page.
func (r *run) feed(ctx context.Context) error {
	from := r.from(r.was.Posts)
	params := url.Values{"actor": {r.me.DID}, "filter": {"posts_no_replies"}, "limit": {pageSize}}
	for range feedPages {
		var page authorFeed
		if err := r.query(ctx, "app.bsky.feed.getAuthorFeed", params, &page); err != nil {
			return err
		}
		older := false
		for _, item := range page.Feed {
			if item.Reason != nil && item.Reason.Type == reasonPin {
				continue // out of its turn; it comes again where it belongs
			}
			at, err := r.feedItem(ctx, item, from)
			if err != nil {
				return err
			}
			older = at.Before(from)
		}
		if page.Cursor == "" || page.Cursor == params.Get("cursor") || older {
			return nil
		}
		params.Set("cursor", page.Cursor)
	}
	r.Notice(sdk.NoticeTruncated, "the account's feed did not end: what is older is not read")
	return nil
}

// feedItem takes an item of the feed and says where in time the feed is there.
func (r *run) feedItem(ctx context.Context, item feedItem, from time.Time) (time.Time, error) {
	if item.Reason != nil && item.Reason.Type == reasonRepost {
		return parseTime(item.Reason.IndexedAt), nil
	}
	if item.Post.Author.DID != r.me.DID {
		return parseTime(item.Post.IndexedAt), nil
	}
	p, err := readPost(item.Post)
	if err != nil {
		r.Fail(err)
		return parseTime(item.Post.IndexedAt), nil
	}
	at := published(p, item.Post)
	return at, r.own(ctx, item.Post, p, !at.Before(from))
}

// own emits an own post and reads the replies under it, if they are due: always
// for a post in the window, or else when the number of direct replies is
// another than when they were last read.
func (r *run) own(ctx context.Context, view postView, p post, inWindow bool) error {
	if !r.first(view.URI) {
		return nil
	}
	if err := r.Emit(ownPost(view, p)); err != nil {
		return err
	}
	key := recordKey(view.URI)
	switch {
	case !r.set.Replies, view.replies() == 0, !inWindow && r.was.Replies[key] == view.replies():
		return nil
	case !r.room():
		r.next.Due = append(r.next.Due, key)
		return nil
	}
	return r.thread(ctx, view.URI)
}

// reread reads the counters of older posts that are due. One that the server
// leaves out of its answer is gone.
func (r *run) reread(ctx context.Context) error {
	var due []string
	for _, id := range r.Request.Reread {
		if repository(id) == r.me.DID && !r.seen[id] && !slices.Contains(due, id) {
			due = append(due, id)
		}
	}
	for ids := range slices.Chunk(due, postsAtOnce) {
		var page postsPage
		if err := r.query(ctx, "app.bsky.feed.getPosts", url.Values{"uris": ids}, &page); err != nil {
			return err
		}
		found := map[string]bool{}
		for _, view := range page.Posts {
			found[view.URI] = true
			p, err := readPost(view)
			if err != nil {
				r.Fail(err)
				continue
			}
			if err := r.own(ctx, view, p, false); err != nil {
				return err
			}
		}
		for _, id := range ids {
			if !found[id] {
				r.Result.Gone = append(r.Result.Gone, id)
				delete(r.next.Replies, recordKey(id))
			}
		}
	}
	return nil
}

// postURI is the address of an own post.
func (r *run) postURI(key string) string {
	return "at://" + r.me.DID + "/app.bsky.feed.post/" + key
}
