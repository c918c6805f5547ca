package tiktok

import (
	"context"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// videos reads the account's own videos, new to old: those that every run reads
// again, what is new, and what an earlier run left.
func (r *run) videos(ctx context.Context) error {
	until := r.Request.Since
	if newest := r.cur.Newest; !newest.IsZero() && (until.After(newest) || until.IsZero() && r.cur.Gap != nil) {
		until = newest
	}
	newest, before, err := r.sweep(ctx, 0, until)
	switch {
	case err != nil && r.cur.Gap != nil:
		return err // there is room for one gap only
	case err != nil:
		r.cur.Gap = &gap{Before: before, Until: until}
	}
	if newest.After(r.cur.Newest) {
		r.cur.Newest = newest
	}
	if err != nil || r.cur.Gap == nil {
		return err
	}
	left := *r.cur.Gap
	_, before, err = r.sweep(ctx, left.Before, left.Until)
	if err != nil {
		r.cur.Gap = &gap{Before: before, Until: left.Until}
		return err
	}
	r.cur.Gap = nil
	return nil
}

// mostIdle is how many pages in a row may bring nothing new: TikTok leaves out of
// its pages what it may not show, down to empty ones.
const mostIdle = 8

// sweep reads videos from before a time on, down to another. newest is the latest
// of those done with; with an error, the rest lies before a time.
func (r *run) sweep(ctx context.Context, before int64, until time.Time) (newest time.Time, rest int64, err error) {
	met := map[string]bool{}
	for idle := 0; idle < mostIdle; {
		p, err := r.source.videos(ctx, before)
		if err != nil {
			return newest, before, err
		}
		idle++
		for _, v := range p.videos {
			if !met[v.id] {
				met[v.id] = true
				idle = 0
			}
		}
		if err := r.takeVideos(slices.DeleteFunc(slices.Clone(p.videos), func(v video) bool { return v.created.Before(until) })); err != nil {
			return newest, before, err
		}
		for _, v := range p.videos {
			if v.created.After(newest) && !v.created.After(r.now) {
				newest = v.created
			}
		}
		if !p.more || p.next <= 0 || mostlyBefore(p.videos, until) || before > 0 && p.next >= before {
			return newest, before, nil
		}
		before = p.next
	}
	return newest, before, nil
}

// mostlyBefore tells whether a page lies before a time. Most of it decides: a
// pinned video with an old date must not end a sweep.
func mostlyBefore(videos []video, until time.Time) bool {
	old := 0
	for _, v := range videos {
		if v.created.Before(until) {
			old++
		}
	}
	return old > len(videos)/2
}

// takeVideos emits videos and notes whose comments are to be read.
func (r *run) takeVideos(videos []video) error {
	records := make([]sdk.Record, 0, len(videos))
	for _, v := range videos {
		if r.done[v.id] {
			continue
		}
		r.done[v.id] = true
		records = append(records, sdk.Post{ID: v.id, URL: v.url, Type: v.kind, Published: v.created, Text: v.text, Metrics: v.metrics})
		r.noteComments(v)
	}
	return r.Emit(records...)
}

// reread looks again at the older videos that the collector asks for.
func (r *run) reread(ctx context.Context) error {
	ids := slices.DeleteFunc(slices.Clone(r.Request.Reread), func(id string) bool { return r.done[id] })
	for chunk := range slices.Chunk(ids, mostVideos) {
		if err := r.rereadSome(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}

// rereadSome reads videos by their ids. One that is missing is asked for once
// more by itself before it counts as gone: an empty answer may be a mistake.
func (r *run) rereadSome(ctx context.Context, ids []string) error {
	found, err := r.source.byID(ctx, ids)
	if err != nil {
		return err
	}
	if err := r.takeVideos(found); err != nil {
		return err
	}
	for _, id := range ids {
		switch {
		case r.done[id]:
		case len(ids) == 1:
			r.Result.Gone = append(r.Result.Gone, id)
		default:
			if err := r.rereadSome(ctx, []string{id}); err != nil {
				return err
			}
		}
	}
	return nil
}
