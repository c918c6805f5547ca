package tiktok

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

const (
	commentPage = 30 // the most that TikTok gives at once
	mostPages   = 20 // of one video's comments in one run
	mostTries   = 5  // runs in which a video's comments are tried
	// freshVideo is how long a video's comments are read in every run: its
	// counter, which shows that there are new ones, is up to two days late.
	freshVideo = 7 * 24 * time.Hour
	// commentLateness is how far back comments are read again: some come to
	// light late.
	commentLateness = time.Hour
)

// noteComments queues a video whose comments may have changed since they were
// last read.
func (r *run) noteComments(v video) {
	if r.business == nil || !r.config.Comments {
		return
	}
	var n int64
	if v.comments != nil {
		n = *v.comments
	}
	before, known := r.cur.comments(v.id)
	if r.now.Sub(v.created) < freshVideo || !known && n > 0 || known && before.Comments != n {
		r.cur.queue(v.id, n)
	}
}

// comments reads the comments that are due.
func (r *run) comments(ctx context.Context) error {
	if r.business == nil || !r.config.Comments {
		return nil
	}
	left := r.cur.Due
	r.cur.Due = nil
	for i, d := range left {
		err := r.thread(ctx, d)
		switch {
		case err == nil:
		case lacksScope(err):
			r.Skip("comments are not read: %v", err)
			return nil
		case r.Ended(ctx) != nil, sdk.KindOf(err) == sdk.RateLimited, tokenRefused(err):
			r.cur.Due = append(r.cur.Due, left[i:]...)
			return err
		case d.Tries+1 >= mostTries:
			r.Skip("the comments of video %s could not be read in %d runs and are given up: %v", d.Video, mostTries, err)
		default:
			r.Fail(err)
			d.Tries++
			r.cur.Due = append(r.cur.Due, d)
		}
	}
	return nil
}

// thread reads a video's comments, new to old, down to those that are known.
func (r *run) thread(ctx context.Context, d due) error {
	before, _ := r.cur.comments(d.Video)
	now := seen{Video: d.Video, Comments: d.Comments, Newest: before.Newest}
	query := url.Values{
		"video_id": {d.Video}, "status": {"PUBLIC"}, "include_replies": {"true"}, "sort_field": {"create_time"}, "sort_order": {"desc"},
	}
	complete, err := r.commentPages(ctx, "/business/comment/list/", query, func(page []*commentJSON) (more bool, err error) {
		for _, c := range page {
			if c.Created.After(now.Newest) && !c.Created.After(r.now) {
				now.Newest = c.Created.Time
			}
			more = more || c.Created.After(before.Newest.Add(-commentLateness))
		}
		return more || len(page) == 0, r.takeComments(ctx, d.Video, page)
	})
	if err != nil {
		return err
	}
	if !complete {
		r.Skip("video %s has more than %d new comments; only these were read", d.Video, mostPages*commentPage)
	}
	r.cur.see(now)
	return nil
}

// commentPages reads pages of comments until take has enough.
func (r *run) commentPages(ctx context.Context, path string, query url.Values, take func([]*commentJSON) (more bool, err error)) (complete bool, err error) {
	query.Set("max_count", strconv.Itoa(commentPage))
	for range mostPages {
		said, err := ask[commentsJSON](ctx, r.business, endpointComment, path, query)
		if err != nil {
			return false, err
		}
		more, err := take(r.decodeComments(said.Comments))
		if err != nil {
			return false, err
		}
		next := strconv.FormatInt(said.Cursor, 10)
		if !more || !said.More || next == query.Get("cursor") {
			return true, nil
		}
		query.Set("cursor", next)
	}
	return false, nil
}

func (r *run) decodeComments(raw []json.RawMessage) []*commentJSON {
	out := make([]*commentJSON, 0, len(raw))
	for _, item := range raw {
		var c commentJSON
		if err := json.Unmarshal(item, &c); err != nil {
			r.unread(err)
			continue
		}
		out = append(out, &c)
	}
	return out
}

// takeComments emits comments by others, with their answers: the first few came
// along, and where there are more all are asked for.
func (r *run) takeComments(ctx context.Context, video string, page []*commentJSON) error {
	for _, c := range page {
		if err := r.emitComments(video, c); err != nil {
			return err
		}
		if err := r.emitComments(video, r.decodeComments(c.Answers)...); err != nil {
			return err
		}
		if int(c.Replies) <= len(c.Answers) {
			continue
		}
		query := url.Values{"video_id": {video}, "comment_id": {string(c.ID)}, "status": {"PUBLIC"}}
		_, err := r.commentPages(ctx, "/business/comment/reply/list/", query, func(answers []*commentJSON) (bool, error) {
			return true, r.emitComments(video, answers...)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *run) emitComments(video string, comments ...*commentJSON) error {
	records := make([]sdk.Record, 0, len(comments))
	for _, c := range comments {
		name := "comment " + string(c.ID)
		if r.done[name] || c.Owner || c.Status != "" && c.Status != "PUBLIC" {
			continue
		}
		r.done[name] = true
		records = append(records, sdk.Mention{
			ID: string(c.ID), MentionKind: schema.KindReply, Post: video, Created: c.Created.Time, Author: c.Username, Text: c.Text,
		})
	}
	return r.Emit(records...)
}
