package instagram

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// pageSize is how many media are asked for at once.
const pageSize = "100"

// recent is how old a post may be to be read even when much of Meta's limit is
// used: its numbers still change.
const recent = 7 * 24 * time.Hour

// media reads the account's posts and reels with what people comment on them.
// The list can be asked for stretches of time
// (…/instagram-graph-api/reference/ig-user/media).
func (r *run) media(ctx context.Context) (err error) {
	query := url.Values{"fields": {r.mediaFields()}, "limit": {pageSize}}
	r.cur.Media.Left, err = meta.EachIn(ctx, r.graph, "/"+r.self.ID+"/media", query, r.cur.Media.Left,
		func(m mediaJSON) time.Time { return m.Time.Time },
		func(m mediaJSON) (bool, error) {
			if r.graph.Busy() && r.Request.Now.Sub(m.Time.Time) > recent {
				r.Skip("older posts are left to the next run; most of Meta's limit is used")
				return false, nil
			}
			return true, r.take(ctx, m)
		})
	return err
}

// mediaFields are the fields of media that the token's login has.
func (r *run) mediaFields() string {
	if r.config.Login == loginInstagram {
		return mediaFields
	}
	return mediaFields + productField
}

// take emits one post and reads the comments on it.
func (r *run) take(ctx context.Context, m mediaJSON) error {
	if r.looked[m.ID] {
		return nil
	}
	post, err := r.post(ctx, m)
	if err != nil {
		return err
	}
	if err := r.Emit(post); err != nil {
		return err
	}
	r.looked[m.ID] = true
	return r.commentsDue(ctx, m)
}

// reread looks again at the older posts that the collector asks for. Stories are
// over by then.
func (r *run) reread(ctx context.Context) error {
	for _, id := range r.Request.Reread {
		if r.looked[id] || slices.Contains(r.cur.Stories, id) {
			continue
		}
		var m mediaJSON
		err := r.graph.Get(ctx, "/"+url.PathEscape(id), url.Values{"fields": {r.mediaFields()}}, &m)
		if meta.NotFound(err) {
			r.Result.Gone = append(r.Result.Gone, id)
			continue
		}
		if err != nil {
			return err
		}
		if err := r.take(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// stories reads the stories that are still shown. Each can be read for 24 hours,
// and its numbers are the last ones that there will be.
func (r *run) stories(ctx context.Context) error {
	var ids []string
	query := url.Values{"fields": {r.mediaFields()}, "limit": {pageSize}}
	err := meta.Each(ctx, r.graph, "/"+r.self.ID+"/stories", query, func(page []mediaJSON) (bool, error) {
		var records []sdk.Record
		for _, m := range page {
			m.Product = productStory // the edge has nothing else
			post, err := r.post(ctx, m)
			if err != nil {
				return false, err
			}
			ids = append(ids, m.ID)
			r.looked[m.ID] = true
			records = append(records, post)
		}
		return true, r.Emit(records...)
	})
	r.cur.rememberStories(ids)
	return err
}
