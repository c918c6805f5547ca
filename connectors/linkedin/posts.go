package linkedin

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

const (
	postPage = 100 // the most that the finder gives at once
	// overlap is how much of the list is read twice where a run goes on in its
	// middle: posts deleted meanwhile move the others up.
	overlap = 10
)

// posts reads the page's own posts, new to old: those that every run reads
// again, what is new, and what an earlier run left.
func (r *run) posts(ctx context.Context) error {
	until := r.Request.Since
	if newest := r.cur.Newest; !newest.IsZero() && (until.After(newest) || until.IsZero() && r.cur.Gap != nil) {
		until = newest
	}
	newest, at, err := r.sweep(ctx, 0, until)
	switch {
	case err != nil && r.cur.Gap != nil:
		return err // there is room for one gap only
	case err != nil:
		r.cur.Gap = &gap{Start: at, Until: until}
	}
	if newest.After(r.cur.Newest) {
		r.cur.Newest = newest
	}
	if err != nil || r.cur.Gap == nil {
		return err
	}
	left := *r.cur.Gap
	_, at, err = r.sweep(ctx, max(0, left.Start-overlap), left.Until)
	if err != nil {
		r.cur.Gap = &gap{Start: max(at, left.Start), Until: left.Until}
		return err
	}
	r.cur.Gap = nil
	return nil
}

// sweep reads posts from an element of the list on, down to a time. newest is
// the latest of those done with; with an error, the rest begins at an element.
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api
func (r *run) sweep(ctx context.Context, start int, until time.Time) (newest time.Time, at int, err error) {
	path := "/posts?q=author&author=" + encode(r.config.Organization) + "&sortBy=CREATED"
	met := map[string]bool{}
	at, err = r.walk(ctx, path, postPage, start, func(p pageJSON) (bool, error) {
		posts := r.decodePosts(p.Elements)
		news := 0
		for _, post := range posts {
			if !met[post.ID] {
				met[post.ID] = true
				news++
			}
		}
		if len(posts) > 0 && news == 0 {
			return false, nil // the same page again
		}
		if err := r.takePosts(ctx, slices.DeleteFunc(slices.Clone(posts), func(p *postJSON) bool { return p.at().Before(until) })); err != nil {
			return false, err
		}
		for _, post := range posts {
			if t := post.at(); t.After(newest) && !t.After(r.now) {
				newest = t
			}
		}
		return !mostlyBefore(posts, until), nil
	})
	return newest, at, err
}

// mostlyBefore tells whether a page lies before a time. Most of it decides: one
// post with an odd date must not end a sweep.
func mostlyBefore(posts []*postJSON, until time.Time) bool {
	old := 0
	for _, p := range posts {
		if p.at().Before(until) {
			old++
		}
	}
	return old > len(posts)/2
}

// decodePosts reads the posts that can be read.
func (r *run) decodePosts(raw []json.RawMessage) []*postJSON {
	out := make([]*postJSON, 0, len(raw))
	for _, item := range raw {
		var p postJSON
		if err := json.Unmarshal(item, &p); err != nil {
			r.unread(err)
			continue
		}
		out = append(out, &p)
	}
	return out
}

// takePosts emits own posts with their statistics and notes whose comments are
// to be read.
func (r *run) takePosts(ctx context.Context, posts []*postJSON) error {
	posts = slices.DeleteFunc(posts, func(p *postJSON) bool {
		return r.done[p.ID] || p.State != "" && p.State != "PUBLISHED" || p.Author != "" && p.Author != r.config.Organization
	})
	if len(posts) == 0 {
		return nil
	}
	ids := make([]string, len(posts))
	for i, p := range posts {
		ids[i] = p.ID
	}
	known, missing, err := r.statistics(ctx, ids)
	if err != nil {
		return err
	}
	records := make([]sdk.Record, 0, len(posts))
	for _, p := range posts {
		r.done[p.ID] = true
		records = append(records, postRecord(p, known[p.ID], missing, r.now))
		r.noteComments(p, known[p.ID])
	}
	return r.Emit(records...)
}

// at is when a post was published, or else created.
func (p *postJSON) at() time.Time {
	if !p.Published.IsZero() {
		return p.Published.Time
	}
	return p.Created.Time
}
