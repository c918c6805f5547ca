package linkedin

import (
	"context"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// run is one call of Collect.
type run struct {
	*connector
	sdk.Run
	cur cursor // becomes the next run's

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
		connector: c, Run: sdk.NewRun(req, emit), cur: readCursor(req.Cursor), done: map[string]bool{}, denials: map[string]bool{},
	}
	before := c.http.Requests()
	err := r.collect(ctx)
	r.Result.Requests = c.http.Requests() - before
	r.Result.Notices = append(r.Result.Notices, c.login.Notices(time.Now())...)
	r.Result.Notices = append(r.Result.Notices, c.config.versionNotices(req.Now)...)
	r.Result.Budgets = c.ledger.Budgets(req.Now)
	return r.Result, err
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
		if ended := r.Ended(ctx); ended != nil {
			return ended
		}
		if err != nil {
			r.Fail(err)
		}
		if sdk.KindOf(err) == sdk.RateLimited || tokenRefused(err) {
			break
		}
	}
	if r.unreadable > 1 {
		r.Skip("posts and comments that could not be read: %d", r.unreadable)
	}
	r.Result.Cursor, err = r.cur.encode()
	return err
}

// deny says once that a part may not be read.
func (r *run) deny(part string, err error) {
	if !r.denials[part] {
		r.denials[part] = true
		r.Skip("%s are not read: %v", part, err)
	}
}

// unread notes something in an answer that could not be read; what stands
// beside it can.
func (r *run) unread(err error) {
	if r.unreadable++; r.unreadable == 1 {
		r.Fail(sdk.Errorf(sdk.Permanent, "unreadable post or comment: %w", err))
	}
}
