package threads

import (
	"context"
	"net/url"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
)

// mentions reads others' posts that name the account
// (…/documentation/threads/threads-mentions).
func (r *run) mentions(ctx context.Context) (err error) {
	if !r.config.Mentions {
		return nil
	}
	query := url.Values{"fields": {otherFields}, "limit": {pageSize}}
	r.cur.Mentions.Left, err = meta.EachIn(ctx, r.graph, "/me/mentions", query, r.cur.Mentions.Left,
		func(p postJSON) time.Time { return p.Time.Time },
		func(p postJSON) (bool, error) {
			if answers, err := r.answersOwn(ctx, p); answers || err != nil {
				return true, err
			}
			return true, r.other(p, schema.KindMention, "")
		})
	if meta.NoPermission(err) {
		r.Skip("posts that name the account are not read: %v", err)
		return nil
	}
	return err
}

// answersOwn tells whether something stands under one of the account's posts: it
// is a reply then, and read as one. Only of own posts does Threads give the owner.
func (r *run) answersOwn(ctx context.Context, p postJSON) (bool, error) {
	root := p.Root.ID
	if !p.IsReply || root == "" || !r.config.Replies || r.noReplies {
		return false, nil
	}
	if _, ok := r.cur.Talk.Known(root); ok {
		return true, nil
	}
	own, ok := r.roots[root]
	if ok {
		return own, nil
	}
	before := r.graph.Requests()
	post, err := r.onePost(ctx, root, "id,owner")
	r.lookups += r.graph.Requests() - before
	if err != nil && !meta.NotFound(err) && !meta.NoPermission(err) {
		return false, err
	}
	r.roots[root] = err == nil && post.Owner.ID != "" && post.Owner.ID == r.self.ID
	return r.roots[root], nil
}
