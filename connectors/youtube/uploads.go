package youtube

import (
	"context"
	"net/url"
	"slices"
	"time"
)

// pageSize is the most entries that YouTube gives at once, but for comments.
const pageSize = 50

// uploads reads the channel's videos by its list of uploads, newest first: what
// is newer than the collector's Since (all if that is zero), what came since the
// last run, and what an earlier run left over.
func (r *run) uploads(ctx context.Context) error {
	t, since := r.cur.Uploads, r.Request.Since
	stop := since
	if !t.Newest.IsZero() && (since.After(t.Newest) || since.IsZero() && t.Left) {
		stop = t.Newest
	}
	newest, rest, err := r.sweep(ctx, "", stop)
	if t.Newest.After(newest) {
		newest = t.Newest
	}
	switch {
	case err != nil && t.Left: // there is room for one gap only
		return err
	case err != nil:
		r.cur.Uploads = track{Newest: newest, Left: true, Rest: rest, Until: stop}
		return err
	case !t.Left:
		r.cur.Uploads = track{Newest: newest}
		return nil
	}
	_, rest, err = r.sweep(ctx, t.Rest, t.Until)
	if reasonOf(err) == "invalidPageToken" { // tokens need not live for ever
		_, rest, err = r.sweep(ctx, "", t.Until)
	}
	r.cur.Uploads = track{Newest: newest}
	if err != nil {
		r.cur.Uploads = track{Newest: newest, Left: true, Rest: rest, Until: t.Until}
	}
	return err
}

// sweep reads the list from a page on, down to stop. newest is the latest time
// of what was done with, zero if nothing was; rest, with an error, is the page
// that was not.
func (r *run) sweep(ctx context.Context, page string, stop time.Time) (newest time.Time, rest string, err error) {
	walk := pages{}
	for {
		list, err := r.uploadPage(ctx, page)
		if err != nil {
			return newest, page, err
		}
		ids, latest, older := wanted(list.Items, stop, r.Request.Now)
		ids = slices.DeleteFunc(ids, func(id string) bool { return r.looked[id] })
		if err := r.take(ctx, ids); err != nil {
			return newest, page, err
		}
		if latest.After(newest) {
			newest = latest
		}
		// An empty page may have a next one.
		if page = walk.on(list.Next); page == "" || older {
			return newest, "", nil
		}
	}
}

// pages are the tokens of the pages that were read of a list.
type pages map[string]bool

// on gives the token of the next page, unless it leads back.
func (p pages) on(token string) string {
	if p[token] {
		return ""
	}
	p[token] = true
	return token
}

func (r *run) uploadPage(ctx context.Context, page string) (list listJSON[playlistItemJSON], err error) {
	query := url.Values{
		"part": {"contentDetails"}, "playlistId": {r.self.ContentDetails.Related.Uploads}, "maxResults": {"50"},
	}
	if page != "" {
		query.Set("pageToken", page)
	}
	err = r.ask(ctx, r.Request.Now, bucketUnits, "/playlistItems", query, &list)
	if reasonOf(err) == "playlistNotFound" {
		return list, nil // a channel that never uploaded anything
	}
	return list, err
}

// wanted gives the ids of those entries that are not before stop, the latest of
// their times, and whether most of the page lies before it: one video with an
// odd date must not end a sweep. Entries without a date are deleted or private.
func wanted(items []playlistItemJSON, stop, now time.Time) (ids []string, latest time.Time, older bool) {
	old := 0
	for _, item := range items {
		at := item.ContentDetails.Published.Time
		if !at.IsZero() && at.Before(stop) {
			old++
			continue
		}
		if id := item.ContentDetails.Video; id != "" && !slices.Contains(ids, id) {
			ids = append(ids, item.ContentDetails.Video)
		}
		if at.After(latest) && !at.After(now) {
			latest = at
		}
	}
	return ids, latest, old > len(items)/2
}

// reread looks again at the older videos that the collector asks for, and at
// those that had not started yet.
func (r *run) reread(ctx context.Context) error {
	var ids []string
	for _, id := range slices.Concat(r.cur.Awaited, r.Request.Reread) {
		if !r.looked[id] && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for chunk := range slices.Chunk(ids, pageSize) {
		if err := r.take(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}
