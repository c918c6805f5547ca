package threads

import (
	"context"
	"net/url"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// repliesLate is how far behind the last reading replies are read again: they
// appear late where somebody approves them.
const repliesLate = time.Hour

// repliesDue reads the replies to a post if it has another number of them than
// when they were read. Where the number may not be read, a post that has any is
// read as long as it is in the list.
func (r *run) repliesDue(ctx context.Context, p postJSON, count sdk.Metric) error {
	if !r.config.Replies || r.noReplies || r.tried[p.ID] {
		return nil
	}
	known, ok := r.cur.Talk.Known(p.ID)
	n := int64(count.Value)
	if count.Reason == "" && known.Count == n && (ok || n == 0) || count.Reason != "" && !p.HasReplies {
		delete(r.cur.Talk.Retry, p.ID) // nothing is left to try
		return nil
	}
	r.tried[p.ID] = true
	err := r.conversation(ctx, p.ID, known.Read)
	switch {
	case meta.NoPermission(err):
		r.noReplies = true
		r.Skip("replies are not read: %v", err)
		return nil
	case err != nil:
		return r.cur.Talk.Failed(r.Run, p.ID, err)
	}
	r.cur.Talk.Done(meta.Seen{ID: p.ID, Count: n, Read: r.Request.Now.UTC()})
	return nil
}

// conversation emits the replies to a post, those to replies among them, the
// newest first, down to those that were read before
// (…/documentation/threads/retrieve-and-manage-replies/replies-and-conversations).
func (r *run) conversation(ctx context.Context, post string, known time.Time) error {
	query := url.Values{"fields": {otherFields}, "reverse": {"true"}, "limit": {pageSize}}
	return meta.Each(ctx, r.graph, "/"+url.PathEscape(post)+"/conversation", query, func(page []postJSON) (bool, error) {
		more := true
		for _, p := range page {
			more = more && !p.Time.Before(known.Add(-repliesLate))
			if err := r.other(p, schema.KindReply, post); err != nil {
				return false, err
			}
		}
		return more, nil
	})
}

// other emits what somebody else wrote, once a run.
func (r *run) other(p postJSON, kind, post string) error {
	if p.ID == "" || r.found[p.ID] || r.own(p.Username) {
		return nil
	}
	r.found[p.ID] = true
	return r.Emit(sdk.Mention{
		ID: p.ID, URL: p.Permalink, MentionKind: kind, Post: post, Created: p.Time.Time, Author: p.Username, Text: p.Text,
	})
}

// retries reads the replies that failed in earlier runs.
func (r *run) retries(ctx context.Context) error {
	for _, id := range r.cur.Talk.Waiting() {
		if r.tried[id] || r.noReplies || !r.config.Replies {
			continue
		}
		p, err := r.onePost(ctx, id, postFields)
		if err == nil {
			err = r.take(ctx, p)
		}
		if err := r.cur.Talk.Failed(r.Run, id, err); err != nil {
			return err
		}
	}
	return nil
}
