package x

import (
	"context"
	"net/url"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

const (
	// mostPosts is the largest page. The smallest are 5 of a timeline and 10 of
	// a search: https://docs.x.com/openapi.json.
	mostPosts = 100
	// privateDays is how long X gives a post's private metrics: 30 days, less a
	// little, since some pass that age meanwhile.
	privateDays = 30*24*time.Hour - time.Hour
)

// posts reads the account's own posts: those that every run reads again, what is
// new, and what an earlier run left.
func (r *run) posts(ctx context.Context) (err error) {
	older := feed{
		endpoint: "users/:id/tweets", path: "/users/" + url.PathEscape(r.self.ID) + "/tweets",
		query: url.Values{"exclude": {"retweets"}}, token: "pagination_token",
		what: purchase{price: r.ownPrice(), sizes: []int{mostPosts, 5}},
		take: r.takePosts,
	}
	recent := older
	if recent.private = r.self.Private; recent.private {
		// X gives empty pages where private metrics are asked of older posts.
		recent.near = r.now.Add(-privateDays)
	}
	b := bound{From: r.Request.Since}
	if at := r.cur.Posts.At; !at.IsZero() && at.Before(b.From) {
		b.From = at
	}
	r.cur.Posts, err = r.follow(ctx, recent, older, r.cur.Posts, b)
	return err
}

// takePosts emits own posts. Replies to others are none, but the parts of an own
// thread are.
func (r *run) takePosts(page []*postJSON) error {
	records := make([]sdk.Record, 0, len(page))
	for _, p := range page {
		if r.done[p.ID] || p.repost() || p.Author != "" && p.Author != r.self.ID || p.InReplyTo != "" && p.InReplyTo != r.self.ID {
			continue
		}
		r.done[p.ID], r.mine[p.ID] = true, true
		age := r.now.Sub(p.Created)
		if age < rereadDays*24*time.Hour {
			r.ownRecent++
		}
		if root := p.Conversation == "" || p.Conversation == p.ID; root && age < recentHours*time.Hour {
			r.cur.Roots[p.ID] = p.Created
		}
		records = append(records, r.postRecord(p))
	}
	return r.Emit(records...)
}
