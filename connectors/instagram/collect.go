package instagram

import (
	"context"
	"slices"
	"strings"
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
	self    accountJSON
	cur     cursor // becomes the next run's

	looked     map[string]bool // own media that were looked at
	tried      map[string]bool // media whose comments were asked for
	tagged     map[string]bool // others' media that tag the account
	tagsFailed bool
	noComments bool // the token may not read comments
	kept       int  // media that have comments of which none is given
}

// Collect implements sdk.Connector. Its parts are independent: where one fails
// the others go on, unless a limit is used up.
func (c *connector) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	s, err := c.open(ctx)
	if err != nil {
		return sdk.Result{}, err
	}
	r := newRun(s, req, emit)
	if c.config.Via != "" {
		err = r.collectOther(ctx)
	} else {
		err = r.collect(ctx)
	}
	if err != nil {
		return r.Result, err
	}
	if r.kept > 0 {
		r.Skip("media that have comments of which Instagram gives none: %d; the app may be in development mode, or lack the permission", r.kept)
	}
	r.cur.Broken = r.inquiry.Broken
	r.Result.Requests = s.graph.Requests()
	r.Result.Budgets = append(s.graph.Budgets(), r.Result.Budgets...)
	r.Result.Notices = slices.Concat(r.Result.Notices, c.login.Notices(time.Now()), meta.VersionNotices(c.config.Version, req.Now))
	r.Result.Cursor, err = r.cur.encode()
	return r.Result, err
}

func newRun(s *session, req sdk.Request, emit sdk.Emit) *run {
	r := &run{
		session: s, Run: meta.NewRun(s.graph, req, emit), cur: readCursor(req.Cursor),
		looked: map[string]bool{}, tried: map[string]bool{}, tagged: map[string]bool{},
	}
	r.inquiry = meta.NewInquiry(r.Run, s.metrics, r.cur.Broken)
	r.cur.Media, r.cur.Tagged = r.cur.Media.Begin(req), r.cur.Tagged.Begin(req)
	return r
}

func (r *run) collect(ctx context.Context) (err error) {
	if r.self, err = r.lookup(ctx, r.config.Account); err != nil {
		return err
	}
	err = r.Parts(
		ctx,
		meta.Part{Name: "account", Read: r.account},
		meta.Part{Name: "stories", Read: r.stories},
		meta.Part{Name: "media", Read: r.media},
		meta.Part{Name: "comments", Read: r.retries, Optional: true},
		meta.Part{Name: "older posts", Read: r.reread, Optional: true},
		meta.Part{Name: "tags", Read: r.tags, Optional: true},
		meta.Part{Name: "hashtags", Read: r.hashtags, Optional: true},
		meta.Part{Name: "audience", Read: r.audience, Optional: true},
	)
	if len(r.config.Hashtags) > 0 {
		r.Result.Budgets = r.ledger.Budgets(r.Request.Now)
	}
	return err
}

// whyEmpty is the reason for a metric that Instagram knows and gives no value
// for: it does so instead of 0, and for other reasons that it does not tell.
func (r *run) whyEmpty(published time.Time) schema.Reason {
	switch age := r.Request.Now.Sub(published); {
	case age < insightsLate:
		return schema.NotReady
	case age > insightsKept:
		return schema.NotOffered
	default:
		return schema.Threshold
	}
}

// ownHandle tells whether a handle is the account's own.
func (r *run) ownHandle(name string) bool { return strings.EqualFold(name, r.self.Username) }
