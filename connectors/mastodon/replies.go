package mastodon

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"slices"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

const (
	publicReplies = 60 // of one thread are shown without a token
	mostBroken    = 3  // threads in a row that fail before it is the server's fault
	mostTries     = 5  // runs in which a thread is tried
)

// repliesTo reads the replies to those of the posts that may have new ones. A
// thread that fails is left for the next run; when several fail in a row, the
// error is returned.
func (r *run) repliesTo(ctx context.Context, posts []*statusJSON) error {
	broken := 0
	for _, post := range posts {
		if !r.due(post) {
			continue
		}
		err := r.thread(ctx, post.ID, replyCount(post))
		if err == nil {
			broken = 0
			continue
		}
		if err := r.threadFailed(string(post.ID), err); err != nil {
			return err
		}
		if broken++; broken >= mostBroken && sdk.KindOf(err) == sdk.Transient {
			return err
		}
	}
	return nil
}

// replyCount is a post's number of replies, −1 where the server does not say.
func replyCount(post *statusJSON) int {
	if post.Replies == nil {
		return -1
	}
	return int(*post.Replies)
}

// due tells whether a post's replies are to be read: if it has any, and is
// recent (an answer to a reply is not in the post's own count) or has got more
// since they were last read.
func (r *run) due(post *statusJSON) bool {
	n := replyCount(post)
	if n == 0 || r.noReplies || !r.config.Replies {
		return false
	}
	if !r.Request.Since.IsZero() && !post.Created.Before(r.Request.Since) {
		return true
	}
	known, ok := r.cur.replies(string(post.ID))
	return !ok || known != n
}

// threadFailed decides what becomes of a thread that could not be read. It
// returns the error if the run can't go on with other threads.
func (r *run) threadFailed(post string, err error) error {
	tries, waiting := r.cur.Retry[post]
	switch kind := sdk.KindOf(err); {
	case r.Over() || kind == sdk.RateLimited:
		return err
	case kind == sdk.Auth:
		r.noReplies = true
		r.Skip("replies are not read: %v", err)
	case missing(err): // the post, or the whole call: nothing to read
		delete(r.cur.Retry, post)
	case kind == sdk.Permanent:
		delete(r.cur.Retry, post)
		r.Fail(err)
	case tries+1 >= mostTries:
		delete(r.cur.Retry, post)
		r.Skip("the replies to post %s could not be read in %d runs and are given up: %v", post, mostTries, err)
	case !waiting && len(r.cur.Retry) >= mostRetry:
		return err
	default:
		r.Fail(err)
		r.cur.Retry[post] = tries + 1
	}
	return nil
}

// retries reads the threads that failed in earlier runs.
func (r *run) retries(ctx context.Context) error {
	for _, post := range slices.Sorted(maps.Keys(r.cur.Retry)) {
		if r.tried[id(post)] || r.noReplies || !r.config.Replies {
			continue
		}
		if err := r.thread(ctx, id(post), -1); err != nil {
			if err := r.threadFailed(post, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// thread reads all replies to one own post, nested ones too, and emits those by
// others.
func (r *run) thread(ctx context.Context, post id, replies int) error {
	r.tried[post] = true
	var thread contextJSON
	if _, err := r.ask(ctx, "/api/v1/statuses/"+url.PathEscape(string(post))+"/context", nil, &thread); err != nil {
		return err
	}
	all := r.decodeAll(thread.Descendants)
	byID := make(map[id]*statusJSON, len(all))
	for _, s := range all {
		byID[s.ID] = s
	}
	direct := 0
	records := make([]sdk.Record, 0, len(all))
	for _, s := range all {
		if s.ReplyTo == post {
			direct++
		}
		if s.ownPost(r.self.ID) {
			continue // a part of a thread of the account's own, read as a post
		}
		r.postOf[s.ID] = r.answered(s, post, byID)
		if s.Account.ID == r.self.ID || !s.public() || s.Reblog != nil || r.done[s.ID] {
			continue
		}
		r.done[s.ID] = true
		records = append(records, mentionRecord(s, schema.KindReply, string(r.postOf[s.ID])))
	}
	if r.config.Token == "" && (len(all) == publicReplies || direct < replies) {
		r.shortened++
	}
	delete(r.cur.Retry, string(post))
	if replies >= 0 {
		r.read = append(r.read, seen{ID: string(post), Replies: replies})
	}
	return r.Emit(records...)
}

// answered is the own post that a reply answers: the nearest one above it. A
// thread of the account's own has several. Where the chain is broken, because
// something in between was deleted, it is the thread's root.
func (r *run) answered(s *statusJSON, root id, byID map[id]*statusJSON) id {
	for range byID { // no chain is longer, even if it goes in circles
		parent := byID[s.ReplyTo]
		switch {
		case parent == nil:
			return root
		case parent.ownPost(r.self.ID):
			return parent.ID
		}
		s = parent
	}
	return root
}

// decodeAll reads the statuses that can be read.
func (r *run) decodeAll(raw []json.RawMessage) []*statusJSON {
	out := make([]*statusJSON, 0, len(raw))
	for _, item := range raw {
		e, err := decodeStatus(item)
		if err != nil {
			r.unread(err)
			continue
		}
		out = append(out, e.status)
	}
	return out
}
