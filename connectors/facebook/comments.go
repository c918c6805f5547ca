package facebook

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// commentsLate is how far behind the last reading comments are read again: they
// appear late where somebody approves them.
const commentsLate = time.Hour

// commentsDue reads the comments on a post if it has another number of them than
// when they were read.
func (r *run) commentsDue(ctx context.Context, p postJSON) error {
	n := p.Comments.Summary.Total
	if !r.config.Comments || r.noComments || r.tried[p.ID] || n == nil {
		return nil
	}
	known, ok := r.cur.Talk.Known(p.ID)
	if known.Count == *n && (ok || *n == 0) {
		delete(r.cur.Talk.Retry, p.ID) // nothing is left to try
		return nil
	}
	r.tried[p.ID] = true
	got, err := r.commentsOn(ctx, p.ID, known.Read)
	switch {
	case meta.NoPermission(err):
		r.noComments = true
		r.Skip("comments are not read: %v", err)
	case err != nil:
		return r.cur.Talk.Failed(r.Run, p.ID, err)
	case got == 0 && !ok && *n > 0:
		r.kept++ // to be read when the permission is there
	default:
		r.cur.Talk.Done(meta.Seen{ID: p.ID, Count: *n, Read: r.Request.Now.UTC()})
	}
	return nil
}

// commentsOn emits the comments on a post, answers among them, and counts them.
// since is when they were read last, or zero.
func (r *run) commentsOn(ctx context.Context, post string, since time.Time) (got int, err error) {
	query := url.Values{"fields": {commentFields}, "filter": {"stream"}, "order": {"chronological"}, "limit": {pageSize}}
	if !since.IsZero() {
		query.Set("since", strconv.FormatInt(since.Add(-commentsLate).Unix(), 10))
	}
	err = meta.Each(ctx, r.graph, "/"+url.PathEscape(post)+"/comments", query, func(page []saidJSON) (bool, error) {
		got += len(page)
		return true, r.Emit(r.mentions(page, schema.KindReply, post)...)
	})
	return got, err
}

// mentions makes the records of what others wrote. The Page's own are left out.
func (r *run) mentions(said []saidJSON, kind, post string) (out []sdk.Record) {
	for _, s := range said {
		if s.ID != "" && s.From.ID != r.page.ID {
			out = append(out, sdk.Mention{
				ID: s.ID, URL: s.Link, MentionKind: kind, Post: post, Created: s.Created.Time, Author: s.From.ID, Text: s.Message,
			})
		}
	}
	return out
}

// retries reads the comments that failed in earlier runs.
func (r *run) retries(ctx context.Context) error {
	for _, id := range r.cur.Talk.Waiting() {
		if r.tried[id] || r.noComments || r.plain || !r.config.Comments {
			continue
		}
		p, err := r.onePost(ctx, id)
		if err == nil {
			err = r.commentsDue(ctx, p)
		}
		if err := r.cur.Talk.Failed(r.Run, id, err); err != nil {
			return err
		}
	}
	return nil
}

// tagged reads others' posts that tag the Page (…/graph-api/reference/page/tagged).
func (r *run) tagged(ctx context.Context) (err error) {
	if !r.config.Tagged || r.plain {
		return nil
	}
	query := url.Values{"fields": {commentFields}, "limit": {pageSize}}
	r.cur.Tagged.Left, err = meta.EachIn(ctx, r.graph, "/"+r.page.ID+"/tagged", query, r.cur.Tagged.Left,
		func(s saidJSON) time.Time { return s.Created.Time },
		func(s saidJSON) (bool, error) {
			return true, r.Emit(r.mentions([]saidJSON{s}, schema.KindMention, "")...)
		})
	if meta.NoPermission(err) || meta.NotFound(err) {
		r.Skip("posts that tag the Page are not read: %v", err)
		return nil
	}
	return err
}
