package facebook

import (
	"context"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// run is one call of Collect.
type run struct {
	*session
	*meta.Run
	inquiry *meta.Inquiry
	cur     cursor // becomes the next run's

	looked     map[string]bool // own posts that were looked at
	tried      map[string]bool // posts whose comments were asked for
	plain      bool            // the token may not read what people do
	noComments bool            // nor what they write
	kept       int             // posts that have comments of which none is given
	mute       schema.Reason   // why the Page has no insights at all; empty: it has
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
		meta.Part{Name: "reels", Read: r.reels},
		meta.Part{Name: "comments", Read: r.retries, Optional: true},
		meta.Part{Name: "older posts", Read: r.reread, Optional: true},
		meta.Part{Name: "tagged posts", Read: r.tagged, Optional: true},
		meta.Part{Name: "audience", Read: r.audience, Optional: true},
	)
	if err != nil {
		return r.Result, err
	}
	if r.kept > 0 {
		r.Skip("posts that have comments of which Facebook gives none: %d; the token may lack %s", r.kept, permissionPeople)
	}
	r.cur.Broken = r.inquiry.Broken
	r.Result.Requests = s.requests()
	r.Result.Budgets = s.graph.Budgets()
	r.Result.Notices = slices.Concat(r.Result.Notices, c.login.Notices(time.Now()), meta.VersionNotices(c.config.Version, req.Now))
	r.Result.Cursor, err = r.cur.encode()
	return r.Result, err
}

func newRun(s *session, req sdk.Request, emit sdk.Emit) *run {
	r := &run{
		session: s, Run: meta.NewRun(s.graph, req, emit), cur: readCursor(req.Cursor),
		looked: map[string]bool{}, tried: map[string]bool{},
	}
	r.inquiry = meta.NewInquiry(r.Run, s.metrics, r.cur.Broken)
	r.cur.Posts, r.cur.Reels, r.cur.Tagged = r.cur.Posts.Begin(req), r.cur.Reels.Begin(req), r.cur.Tagged.Begin(req)
	if len(meta.Lacks(s.token, permissionInsights)) > 0 {
		r.inquiry.Without = schema.Permission
		r.Skip("insights are not read: the token lacks %s", permissionInsights)
	}
	if len(meta.Lacks(s.token, permissionPeople)) > 0 {
		r.withoutPeople("the token lacks " + permissionPeople)
	}
	return r
}

// withoutPeople goes on without what people do and write.
func (r *run) withoutPeople(why string) {
	r.plain = true
	r.Skip("comments, their number and tagged posts are not read: %s", why)
}
