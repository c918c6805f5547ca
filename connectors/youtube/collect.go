package youtube

import (
	"context"
	"errors"
	"slices"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// run is one call of Collect.
type run struct {
	*session
	sdk.Run
	self channelJSON
	cur  cursor // becomes the next run's

	looked   map[string]bool // own videos that were looked at
	gone     map[string]bool // of them, those that are not public any more
	upcoming []string        // of them, those that have not started
	tried    map[string]bool // videos whose comments were asked for
	read     []seen          // videos whose comments were read
	found    map[string]bool // others' videos
	noReport schema.Reason   // why the owner's reports are not read
	failed   bool            // the Analytics API failed in the run before
}

// Collect implements sdk.Connector. Its parts are independent: where one fails,
// or its quota is used up, the others go on.
func (c *connector) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	s, err := c.open(ctx)
	if err != nil {
		return sdk.Result{}, err
	}
	r := &run{
		session: s, Run: sdk.NewRun(req, emit), cur: readCursor(req.Cursor),
		looked: map[string]bool{}, found: map[string]bool{}, gone: map[string]bool{}, tried: map[string]bool{},
	}
	r.failed, r.cur.Reportless = r.cur.Reportless, false
	if s.noOwner != nil {
		r.noReport = schema.Permission
	}
	err = r.collect(ctx)
	r.Result.Requests = s.data.Requests() + s.reports.Requests()
	r.Result.Budgets = c.ledger.Budgets(req.Now)
	r.Result.Notices = append(r.Result.Notices, c.login.Notices(req.Now)...)
	return r.Result, err
}

func (r *run) collect(ctx context.Context) (err error) {
	if r.self, err = r.lookup(ctx, r.Request.Now); err != nil {
		return wholeAccount(err)
	}
	if r.noOwner != nil && r.config.ClientID != "" {
		r.Fail(r.noOwner)
	}
	if r.config.Comments && r.config.APIKey == "" {
		r.Skip("comments are not read: they need an api_key")
	}
	for _, part := range []func(context.Context) error{r.account, r.uploads, r.retries, r.reread, r.audience, r.searches} {
		err := part(ctx)
		if ended := r.Ended(ctx); ended != nil {
			return ended
		}
		if err != nil && !r.said(err) {
			r.Fail(err)
		}
		if sdk.KindOf(err) == sdk.RateLimited && sdk.Exhausted(err) == "" {
			break // asked too fast
		}
	}
	r.cur.remember(r.read)
	r.cur.await(r.upcoming, r.looked)
	r.Result.Cursor, err = r.cur.encode()
	return err
}

// wholeAccount makes an error about one bucket one about all of them: without
// the channel nothing else can be read.
func wholeAccount(err error) error {
	if e, ok := errors.AsType[*sdk.Error](err); ok && e.Budget != "" {
		return &sdk.Error{Kind: e.Kind, After: e.After, Err: e.Err}
	}
	return err
}

// said tells whether it was reported already that this quota is used up.
func (r *run) said(err error) bool {
	budget := sdk.Exhausted(err)
	return budget != "" && slices.ContainsFunc(r.Result.Failures, func(f error) bool { return sdk.Exhausted(f) == budget })
}

// lost notes a video that is not public any more, once.
func (r *run) lost(video string) {
	if !r.gone[video] {
		r.gone[video] = true
		r.Result.Gone = append(r.Result.Gone, video)
	}
}
