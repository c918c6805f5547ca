package youtube

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// run is one call of Collect.
type run struct {
	*session
	req    sdk.Request
	pass   sdk.Emit
	self   channelJSON
	cur    cursor // becomes the next run's
	result sdk.Result

	over     error           // what Emit said when the collector had enough
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
		session: s, req: req, pass: emit, cur: readCursor(req.Cursor),
		looked: map[string]bool{}, found: map[string]bool{}, gone: map[string]bool{}, tried: map[string]bool{},
	}
	r.failed, r.cur.Reportless = r.cur.Reportless, false
	if s.noOwner != nil {
		r.noReport = schema.Permission
	}
	err = r.collect(ctx)
	r.result.Requests = s.data.Requests() + s.reports.Requests()
	r.result.Budgets = c.ledger.Budgets(req.Now)
	r.result.Notices = append(r.result.Notices, c.login.Notices(req.Now)...)
	return r.result, err
}

func (r *run) collect(ctx context.Context) (err error) {
	if r.self, err = r.lookup(ctx, r.req.Now); err != nil {
		return wholeAccount(err)
	}
	if r.noOwner != nil && r.config.ClientID != "" {
		r.fail(r.noOwner)
	}
	if r.config.Comments && r.config.APIKey == "" {
		r.notice("comments are not read: they need an api_key")
	}
	for _, part := range []func(context.Context) error{r.account, r.uploads, r.retries, r.reread, r.audience, r.searches} {
		err := part(ctx)
		switch {
		case r.over != nil:
			return r.over
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && !r.said(err):
			r.fail(err)
		}
		if sdk.KindOf(err) == sdk.RateLimited && sdk.Exhausted(err) == "" {
			break // asked too fast
		}
	}
	r.cur.remember(r.read)
	r.cur.await(r.upcoming, r.looked)
	r.result.Cursor, err = r.cur.encode()
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

// emit hands records over and remembers when the collector wants no more.
func (r *run) emit(records ...sdk.Record) error {
	if err := r.pass(records...); err != nil {
		r.over = err
		return err
	}
	return nil
}

// said tells whether it was reported already that this quota is used up.
func (r *run) said(err error) bool {
	budget := sdk.Exhausted(err)
	return budget != "" && slices.ContainsFunc(r.result.Failures, func(f error) bool { return sdk.Exhausted(f) == budget })
}

func (r *run) fail(err error) { r.result.Failures = append(r.result.Failures, err) }

func (r *run) notice(format string, args ...any) {
	r.result.Notices = append(r.result.Notices, sdk.Notice{Kind: sdk.NoticeSkipped, Message: fmt.Sprintf(format, args...)})
}

// lost notes a video that is not public any more, once.
func (r *run) lost(video string) {
	if !r.gone[video] {
		r.gone[video] = true
		r.result.Gone = append(r.result.Gone, video)
	}
}
