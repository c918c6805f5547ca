package mastodon

import (
	"context"
	"net/url"
	"slices"

	"github.com/pantau/pantau/connectors/sdk"
)

// pageSize is the most statuses that Mastodon gives at once.
const pageSize = 40

// posts reads the account's own posts, page by page, with their replies.
func (r *run) posts(ctx context.Context) (err error) {
	tl := timeline{
		path:   "/api/v1/accounts/" + url.PathEscape(string(r.self.ID)) + "/statuses",
		query:  url.Values{"exclude_reblogs": {"true"}, "exclude_replies": {"true"}},
		limit:  pageSize,
		decode: decodeStatus,
		take: func(ctx context.Context, entries []entry) (int, error) {
			page := make([]*statusJSON, 0, len(entries))
			for _, e := range entries {
				page = append(page, e.status)
			}
			return 0, r.takePosts(ctx, page)
		},
	}
	r.cur.Posts, err = r.follow(ctx, tl, r.cur.Posts, r.Request.Since)
	return err
}

// takePosts emits a page of own posts and reads their replies.
func (r *run) takePosts(ctx context.Context, page []*statusJSON) error {
	page = slices.DeleteFunc(page, func(s *statusJSON) bool { return !s.ownPost(r.self.ID) })
	records := make([]sdk.Record, 0, len(page))
	for _, s := range page {
		r.postOf[s.ID] = s.ID
		records = append(records, postRecord(s))
	}
	if err := r.Emit(records...); err != nil {
		return err
	}
	return r.repliesTo(ctx, page)
}
