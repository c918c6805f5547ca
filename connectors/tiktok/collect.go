package tiktok

import (
	"context"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// run is one call of Collect.
type run struct {
	*connector
	source   source
	business *business // the source, where it is that one
	sdk.Run
	cur cursor // becomes the next run's

	done       map[string]bool // videos and comments that were met
	unreadable int
}

// Collect implements sdk.Connector. Its parts are independent: where one fails,
// the others go on.
func (c *connector) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	c.now = req.Now
	r := &run{connector: c, Run: sdk.NewRun(req, emit), cur: readCursor(req.Cursor), done: map[string]bool{}}
	before := c.http.Requests()
	err := r.collect(ctx)
	r.Result.Requests = c.http.Requests() - before
	r.Result.Notices = append(r.Result.Notices, c.login.Notices(time.Now())...)
	r.Result.Budgets = c.budgets()
	return r.Result, err
}

// open makes the source that the settings name.
func (c *connector) open(onUnreadable func(error)) (source, *business, error) {
	insights := &sdk.Insights{Memory: c.own, Refused: refused}
	if !c.config.business() {
		return newDisplay(c, insights, onUnreadable), nil, nil
	}
	b, err := newBusiness(c, insights, onUnreadable)
	return b, b, err
}

func (r *run) collect(ctx context.Context) (err error) {
	if err := r.authorize(ctx); err != nil {
		return err
	}
	if r.source, r.business, err = r.open(r.unread); err != nil {
		return err
	}
	metrics, err := r.source.account(ctx)
	if err != nil {
		return err
	}
	if err := r.Emit(sdk.Account{Metrics: metrics}); err != nil {
		return err
	}
	for _, part := range []func(context.Context) error{r.videos, r.reread, r.audience, r.comments} {
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
	r.say()
	r.Result.Cursor, err = r.cur.encode()
	return err
}

// budgets are the limits of the endpoints that this API has.
func (c *connector) budgets() []sdk.Budget {
	var out []sdk.Budget
	for _, b := range c.ledger.Budgets(c.now) {
		if strings.HasPrefix(b.Name, "business_") == c.config.business() {
			out = append(out, b)
		}
	}
	return out
}

// say adds the notices that are about the whole run.
func (r *run) say() {
	for _, f := range r.fields() {
		if names := f.withheld(); len(names) > 0 {
			r.Skip("the consent does not cover %s of the %s; run `pantau auth` again and tick everything", strings.Join(names, ", "), f.scope)
		}
	}
	if r.unreadable > 1 {
		r.Skip("videos and comments that could not be read: %d", r.unreadable)
	}
}

// fields are those that the source asks for.
func (r *run) fields() []*fields {
	if r.business != nil {
		return []*fields{r.business.profile, r.business.posts}
	}
	if d, ok := r.source.(*display); ok {
		return []*fields{d.user, d.video}
	}
	return nil
}

// unread notes something in an answer that could not be read; what stands
// beside it can.
func (r *run) unread(err error) {
	if r.unreadable++; r.unreadable == 1 {
		r.Fail(sdk.Errorf(sdk.Permanent, "unreadable video or comment: %w", err))
	}
}
