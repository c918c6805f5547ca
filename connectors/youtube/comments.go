package youtube

import (
	"context"
	"maps"
	"math"
	"net/url"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

const (
	mostBroken = 3 // videos in a row whose comments fail before it is the server's fault
	mostTries  = 5 // runs in which a video's comments are tried
	// mostOlder is how many pages are read behind what is known, to find replies
	// that came to old threads.
	mostOlder = 5
	// commentsLate is how far behind the last reading comments are read again:
	// they appear late where somebody approves them.
	commentsLate = time.Hour
)

// comments reads the comments on those of the videos that may have new ones.
func (r *run) comments(ctx context.Context, videos []video) error {
	broken := 0
	for _, v := range videos {
		if !r.due(v) {
			continue
		}
		err := r.commentsOn(ctx, v.id, v.stats.Comments)
		if err == nil {
			broken = 0
			continue
		}
		if err := r.commentsFailed(v.id, err); err != nil {
			return err
		}
		if broken++; broken >= mostBroken && sdk.KindOf(err) == sdk.Transient {
			return err
		}
	}
	return nil
}

// due tells whether a video has another number of comments than when they were
// read. Without a number they are off.
func (r *run) due(v video) bool {
	if !r.readsComments() || v.stats.Comments == nil || r.tried[v.id] {
		return false
	}
	before, ok := r.cur.comments(v.id)
	return before.Count != int64(*v.stats.Comments) || !ok && *v.stats.Comments > 0
}

func (r *run) readsComments() bool { return r.config.Comments && r.config.APIKey != "" }

// commentsFailed decides what becomes of a video whose comments could not be
// read. It returns the error if the run can't go on with other videos.
func (r *run) commentsFailed(id string, err error) error {
	tries, waiting := r.cur.Retry[id]
	switch kind := sdk.KindOf(err); {
	case r.Over() || kind == sdk.RateLimited || kind == sdk.Auth:
		return err
	case kind == sdk.Permanent:
		delete(r.cur.Retry, id)
		r.Fail(err)
	case tries+1 >= mostTries:
		delete(r.cur.Retry, id)
		r.Skip("the comments on video %s could not be read in %d runs and are given up: %v", id, mostTries, err)
	case !waiting && len(r.cur.Retry) >= mostRetry:
		return err
	default:
		r.Fail(err)
		r.cur.Retry[id] = tries + 1
	}
	return nil
}

// retries reads the comments that failed in earlier runs.
func (r *run) retries(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(r.cur.Retry)) {
		if r.tried[id] || !r.readsComments() {
			continue
		}
		if err := r.commentsOn(ctx, id, nil); err != nil {
			if err := r.commentsFailed(id, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// commentsOn reads a video's threads, the newest first: the first time all of
// them, later those that are newer than what is known or than the collector's
// Since, and some more where the video's number of comments says that answers
// came to older ones. total is nil where it is not known.
func (r *run) commentsOn(ctx context.Context, id string, total *count) error {
	r.tried[id] = true
	known, again := r.cur.comments(id)
	stop := known.Read.Add(-commentsLate)
	if r.Request.Since.Before(stop) {
		stop = r.Request.Since
	}
	missing := int64(math.MaxInt64)
	if total != nil {
		missing = int64(*total) - known.Count
	}
	walk := pages{}
	for page, older := "", 0; ; {
		list, err := r.threadPage(ctx, id, page)
		switch reasonOf(err) {
		case "commentsDisabled", "videoNotFound":
			r.commentsRead(id, total)
			return nil
		case "forbidden": // of this video only
			r.Skip("the comments on video %s may not be read", id)
			r.commentsRead(id, total)
			return nil
		}
		if err != nil {
			return err
		}
		fresh, err := r.threads(ctx, id, list.Items, known.Read)
		if err != nil {
			return err
		}
		missing -= fresh
		if again && behind(list.Items, stop) {
			older++
		}
		if page = walk.on(list.Next); page == "" || older > 0 && (missing <= 0 || older > mostOlder) {
			r.commentsRead(id, total)
			return nil
		}
	}
}

// commentsRead notes that a video's comments are read.
func (r *run) commentsRead(id string, total *count) {
	delete(r.cur.Retry, id)
	if total != nil {
		r.read = append(r.read, seen{ID: id, Count: int64(*total), Read: r.Request.Now.UTC()})
	}
}

// behind tells whether a page of threads goes on behind stop.
func behind(threads []threadJSON, stop time.Time) bool {
	return len(threads) > 0 && threads[len(threads)-1].Snippet.Top.Snippet.Published.Before(stop)
}

func (r *run) threadPage(ctx context.Context, id, page string) (list listJSON[threadJSON], err error) {
	query := url.Values{
		"part": {"snippet,replies"}, "videoId": {id}, "order": {"time"}, "maxResults": {"100"}, "textFormat": {"plainText"},
	}
	if page != "" {
		query.Set("pageToken", page)
	}
	err = r.ask(ctx, r.Request.Now, bucketUnits, "/commentThreads", query, &list)
	return list, err
}

// threads emits the comments of a page of threads, answers too, and counts those
// that came since the last reading.
func (r *run) threads(ctx context.Context, id string, page []threadJSON, known time.Time) (fresh int64, err error) {
	var records []sdk.Record
	for _, t := range page {
		all := append([]commentJSON{t.Snippet.Top}, t.Replies.Comments...)
		if t.Snippet.Replies > len(t.Replies.Comments) {
			answers, err := r.answers(ctx, t.ID)
			if err != nil {
				return 0, err
			}
			all = append(all[:1], answers...)
		}
		for _, c := range all {
			if c.Snippet.Published.After(known) {
				fresh++
			}
			if c.ID != "" && c.Snippet.ChannelID.Value != r.self.ID {
				records = append(records, commentRecord(c, id))
			}
		}
	}
	return fresh, r.Emit(records...)
}

// answers reads all answers to a comment; a thread shows only a few of them.
func (r *run) answers(ctx context.Context, parent string) ([]commentJSON, error) {
	var all []commentJSON
	query := url.Values{"part": {"snippet"}, "parentId": {parent}, "maxResults": {"100"}, "textFormat": {"plainText"}}
	walk := pages{}
	for {
		var list listJSON[commentJSON]
		err := r.ask(ctx, r.Request.Now, bucketUnits, "/comments", query, &list)
		if reasonOf(err) == "commentNotFound" {
			return all, nil // deleted meanwhile
		}
		if err != nil {
			return nil, err
		}
		all = append(all, list.Items...)
		next := walk.on(list.Next)
		if next == "" {
			return all, nil
		}
		query.Set("pageToken", next)
	}
}

func commentRecord(c commentJSON, id string) sdk.Mention {
	author := c.Snippet.ChannelID.Value
	if author == "" { // the account is closed
		author = c.Snippet.Author
	}
	return sdk.Mention{
		ID: c.ID, URL: watchURL(id) + "&lc=" + url.QueryEscape(c.ID), MentionKind: schema.KindReply, Post: id,
		Created: c.Snippet.Published.Time, Author: author, Text: c.Snippet.Text,
	}
}
