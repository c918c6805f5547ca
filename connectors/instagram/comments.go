package instagram

import (
	"context"
	"math"
	"net/url"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

const (
	// mostOlder is how many pages are read behind what is known, to find answers
	// to old comments.
	mostOlder = 5
	// commentsLate is how far behind the last reading comments are read again:
	// they appear late where somebody approves them.
	commentsLate = time.Hour
)

// commentsDue reads the comments on a medium if it has another number of them
// than when they were read.
func (r *run) commentsDue(ctx context.Context, m mediaJSON) error {
	if !r.config.Comments || r.noComments || r.tried[m.ID] || m.Comments == nil {
		return nil
	}
	if before, ok := r.cur.Talk.Known(m.ID); before.Count == *m.Comments && (ok || *m.Comments == 0) {
		return nil
	}
	return r.talkOn(ctx, m.ID, m.Comments)
}

// retries reads the comments that failed in earlier runs.
func (r *run) retries(ctx context.Context) error {
	for _, id := range r.cur.Talk.Waiting() {
		if r.tried[id] || r.noComments || !r.config.Comments {
			continue
		}
		if err := r.talkOn(ctx, id, nil); err != nil {
			return err
		}
	}
	return nil
}

// talkOn reads the comments on a medium. It returns an error only if the run
// can't go on with other posts.
func (r *run) talkOn(ctx context.Context, id string, total *int64) error {
	err := r.commentsOn(ctx, id, total)
	if meta.NoPermission(err) {
		r.noComments = true
		r.Skip("comments are not read: %v", err)
		return nil
	}
	return r.cur.Talk.Failed(r.Run, id, err)
}

// commentsOn reads a medium's comments, the newest first: the first time all of
// them, later those that are newer than what is known or than the collector's
// Since, and some more where the number of comments says that answers came to
// older ones. Instagram can't be asked for comments since a time. total is nil
// where it is not known.
func (r *run) commentsOn(ctx context.Context, id string, total *int64) error {
	r.tried[id] = true
	known, again := r.cur.Talk.Known(id)
	stop := known.Read.Add(-commentsLate)
	if r.Request.Since.Before(stop) {
		stop = r.Request.Since
	}
	missing := int64(math.MaxInt64)
	if total != nil {
		missing = *total - known.Count
	}
	older, got := 0, 0
	query := url.Values{"fields": {commentFields}, "limit": {"50"}}
	err := meta.Each(ctx, r.graph, "/"+url.PathEscape(id)+"/comments", query, func(page []commentJSON) (bool, error) {
		fresh, err := r.thread(ctx, id, page, known.Read)
		if err != nil {
			return false, err
		}
		missing -= fresh
		got += len(page)
		if again && len(page) > 0 && page[len(page)-1].Time.Before(stop) {
			older++
		}
		return older == 0 || missing > 0 && older <= mostOlder, nil
	})
	if err != nil {
		return err
	}
	switch {
	case total != nil && *total > 0 && got == 0:
		r.kept++ // to be read when the permission is there
	case total != nil:
		r.cur.Talk.Done(meta.Seen{ID: id, Count: *total, Read: r.Request.Now.UTC()})
	default:
		r.cur.Talk.Done(meta.Seen{ID: id, Count: known.Count, Read: known.Read})
	}
	return nil
}

// thread emits a page of comments with their answers, and counts those that came
// since the last reading. The account's own are left out.
func (r *run) thread(ctx context.Context, id string, page []commentJSON, known time.Time) (fresh int64, err error) {
	var records []sdk.Record
	for _, c := range page {
		answers := c.Replies.Data
		if c.Replies.Paging.Next != "" {
			if answers, err = r.answers(ctx, c.ID); err != nil {
				return 0, err
			}
		}
		for _, c := range append([]commentJSON{c}, answers...) {
			if c.Time.After(known) {
				fresh++
			}
			if c.ID != "" && !r.ownHandle(c.author()) {
				records = append(records, sdk.Mention{
					ID: c.ID, MentionKind: schema.KindReply, Post: id, Created: c.Time.Time, Author: c.author(), Text: c.Text,
				})
			}
		}
	}
	return fresh, r.Emit(records...)
}

// answers reads all answers to a comment; with the comment come only some.
func (r *run) answers(ctx context.Context, parent string) (all []commentJSON, err error) {
	query := url.Values{"fields": {answerFields}, "limit": {"50"}}
	err = meta.Each(ctx, r.graph, "/"+url.PathEscape(parent)+"/replies", query, func(page []commentJSON) (bool, error) {
		all = append(all, page...)
		return true, nil
	})
	if meta.NotFound(err) {
		return all, nil // deleted meanwhile
	}
	return all, err
}
