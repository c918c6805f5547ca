package threads

import (
	"context"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// earliest is the earliest time that the API takes as the beginning of a list
// (…/documentation/threads/threads-mentions): Threads opened on that day. Lists
// are asked for a second more.
var earliest = time.Unix(1688540400, 0).UTC().Add(time.Second)

// run is one call of Collect.
type run struct {
	*session
	*meta.Run
	inquiry *meta.Inquiry
	cur     cursor // becomes the next run's

	followers *float64
	looked    map[string]bool // own posts that were looked at
	tried     map[string]bool // posts whose replies were asked for
	roots     map[string]bool // posts that have replies: whether they are own
	found     map[string]bool // others' posts that were emitted
	noReplies bool            // the token may not read replies
	lookups   int             // requests for the roots of replies

	foundOwn, foundOthers bool // whose posts searches gave
}

// Collect implements sdk.Connector. Its parts are independent: where one fails
// the others go on, unless a limit is used up.
func (c *connector) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	s, err := c.open(ctx)
	if err != nil {
		return sdk.Result{}, err
	}
	r := newRun(s, req, emit)
	err = r.Parts(
		ctx,
		meta.Part{Name: "account", Read: r.account},
		meta.Part{Name: "posts", Read: r.posts},
		meta.Part{Name: "replies", Read: r.retries, Optional: true},
		meta.Part{Name: "older posts", Read: r.reread, Optional: true},
		meta.Part{Name: "mentions", Read: r.mentions, Optional: true},
		meta.Part{Name: "searches", Read: r.searches, Optional: true},
		meta.Part{Name: "audience", Read: r.audience, Optional: true},
	)
	if err != nil {
		return r.Result, err
	}
	r.cur.Broken = r.inquiry.Broken
	r.Result.Requests = s.graph.Requests()
	r.Result.Budgets = s.graph.Budgets()
	if len(c.config.queries()) > 0 {
		r.Result.Budgets = append(r.Result.Budgets, c.ledger.Budgets(req.Now)...)
	}
	r.Result.Notices = slices.Concat(r.Result.Notices, c.login.Notices(time.Now()))
	r.Result.Cursor, err = r.cur.encode()
	return r.Result, err
}

func newRun(s *session, req sdk.Request, emit sdk.Emit) *run {
	r := &run{
		session: s, Run: meta.NewRun(s.graph, req, emit), cur: readCursor(req.Cursor),
		looked: map[string]bool{}, tried: map[string]bool{}, roots: map[string]bool{}, found: map[string]bool{},
	}
	r.inquiry = meta.NewInquiry(r.Run, s.metrics, r.cur.Broken)
	if len(meta.Lacks(s.token, permissionInsights)) > 0 {
		r.inquiry.Without = schema.Permission
		r.Skip("insights are not read: the token lacks %s", permissionInsights)
	}
	if !req.Since.IsZero() && req.Since.Before(earliest) {
		req.Since = earliest
	}
	r.cur.Posts, r.cur.Mentions = r.cur.Posts.Begin(req), r.cur.Mentions.Begin(req)
	r.cur.forget(s.config.queries())
	for _, q := range s.config.queries() {
		r.cur.Found[q.key()] = r.cur.Found[q.key()].Begin(req)
	}
	return r
}
