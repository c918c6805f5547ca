package facebook

import (
	"context"
	"net/url"
	"time"

	"github.com/pantau/pantau/connectors/meta"
)

// pageSize is how many posts are asked for at once.
const pageSize = "100"

// recent is how old a post may be to be read even when much of Meta's limit is
// used: its numbers still change.
const recent = 7 * 24 * time.Hour

// posts reads the Page's posts with what people comment on them.
func (r *run) posts(ctx context.Context) error {
	err := r.readPosts(ctx)
	if meta.NoPermission(err) && !r.plain {
		r.withoutPeople(err.Error())
		err = r.readPosts(ctx)
	}
	return err
}

func (r *run) readPosts(ctx context.Context) (err error) {
	query := url.Values{"fields": {r.fields()}, "limit": {pageSize}}
	r.cur.Posts.Left, err = meta.EachIn(ctx, r.graph, "/"+r.page.ID+"/posts", query, r.cur.Posts.Left,
		func(p postJSON) time.Time { return p.Created.Time },
		func(p postJSON) (bool, error) {
			if !r.mayRead(p.Created.Time) {
				return false, nil
			}
			return true, r.take(ctx, p)
		})
	return err
}

// fields are those that the token may read.
func (r *run) fields() string {
	if r.plain {
		return ownFields
	}
	return allFields()
}

// mayRead tells whether there are calls left for a post of some age.
func (r *run) mayRead(published time.Time) bool {
	if !r.graph.Busy() || r.Request.Now.Sub(published) <= recent {
		return true
	}
	r.Skip("older posts are left to the next run; most of Meta's limit is used")
	return false
}

// take emits one post and reads the comments on it.
func (r *run) take(ctx context.Context, p postJSON) error {
	if r.looked[p.ID] {
		return nil
	}
	post, err := r.post(ctx, p)
	if err != nil {
		return err
	}
	if err := r.Emit(post); err != nil {
		return err
	}
	r.looked[p.ID] = true
	return r.commentsDue(ctx, p)
}

// reread looks again at the older posts that the collector asks for.
func (r *run) reread(ctx context.Context) error {
	for _, id := range r.Request.Reread {
		if r.looked[id] {
			continue
		}
		p, err := r.onePost(ctx, id)
		if meta.NotFound(err) {
			r.Result.Gone = append(r.Result.Gone, id)
			continue
		}
		if err != nil {
			return err
		}
		if err := r.take(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) onePost(ctx context.Context, id string) (p postJSON, err error) {
	err = r.graph.Get(ctx, "/"+url.PathEscape(id), url.Values{"fields": {r.fields()}}, &p)
	if video := r.cur.ReelOf[id]; video != "" {
		p.becomeReel(video)
	}
	return p, err
}
