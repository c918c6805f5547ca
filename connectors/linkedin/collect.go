package linkedin

import (
	"context"
	"fmt"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// run is one call of Collect.
type run struct {
	*connector
	req    sdk.Request
	pass   sdk.Emit
	cur    cursor // becomes the next run's
	result sdk.Result

	over         error           // what Emit said when the collector had enough
	done         map[string]bool // posts and comments that were met
	denials      map[string]bool // parts whose refusal was reported
	noStatistics bool            // the role for statistics is missing
	unreadable   int
}

// Collect implements sdk.Connector. Its parts are independent, and come in the
// order of their value for as long as the day's budget lasts.
func (c *connector) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	c.now = req.Now
	r := &run{
		connector: c, req: req, pass: emit, cur: readCursor(req.Cursor), done: map[string]bool{}, denials: map[string]bool{},
	}
	before := c.http.Requests()
	err := r.collect(ctx)
	r.result.Requests = c.http.Requests() - before
	r.result.Notices = append(r.result.Notices, c.login.Notices(time.Now())...)
	r.result.Notices = append(r.result.Notices, c.config.versionNotices(req.Now)...)
	r.result.Budgets = c.ledger.Budgets(req.Now)
	return r.result, err
}

func (r *run) collect(ctx context.Context) (err error) {
	if err := r.authorize(ctx); err != nil {
		return err
	}
	if err := r.account(ctx); err != nil {
		return err
	}
	for _, part := range []func(context.Context) error{r.posts, r.reread, r.audience, r.comments} {
		err := part(ctx)
		switch {
		case r.over != nil:
			return r.over
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			r.fail(err)
		}
		if sdk.KindOf(err) == sdk.RateLimited || tokenRefused(err) {
			break
		}
	}
	if r.unreadable > 1 {
		r.notice("posts and comments that could not be read: %d", r.unreadable)
	}
	r.result.Cursor, err = r.cur.encode()
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

func (r *run) fail(err error) { r.result.Failures = append(r.result.Failures, err) }

func (r *run) notice(format string, args ...any) {
	r.result.Notices = append(r.result.Notices, sdk.Notice{Kind: sdk.NoticeSkipped, Message: fmt.Sprintf(format, args...)})
}

// deny says once that a part may not be read.
func (r *run) deny(part string, err error) {
	if !r.denials[part] {
		r.denials[part] = true
		r.notice("%s are not read: %v", part, err)
	}
}

// unread notes something in an answer that could not be read; what stands
// beside it can.
func (r *run) unread(err error) {
	if r.unreadable++; r.unreadable == 1 {
		r.fail(sdk.Errorf(sdk.Permanent, "unreadable post or comment: %w", err))
	}
}
