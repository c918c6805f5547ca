package x

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// run is one call of Collect.
type run struct {
	*connector
	sdk.Run
	self self
	cur  cursor // becomes the next run's

	done       map[string]bool // posts of any kind that were met
	mine       map[string]bool // own posts that were met
	ownRecent  int             // own posts of the days that every run reads again
	exhausted  map[string]bool // budgets whose end was reported
	unreadable int
}

// Collect implements sdk.Connector. Its parts come in the order of their value:
// while there is money for the cheaper ones, they go on without the others.
func (c *connector) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	c.now = req.Now
	r := &run{
		connector: c, Run: sdk.NewRun(req, emit), cur: readCursor(req.Cursor),
		done: map[string]bool{}, mine: map[string]bool{}, exhausted: map[string]bool{},
	}
	before := c.http.Requests()
	err := r.collect(ctx)
	r.Result.Requests = c.http.Requests() - before
	r.Result.Notices = append(r.Result.Notices, c.login.Notices(time.Now())...)
	r.Result.Budgets = c.budgets()
	return r.Result, err
}

func (r *run) collect(ctx context.Context) error {
	if err := r.authorize(ctx); err != nil {
		return err
	}
	if err := r.account(ctx); err != nil {
		return err
	}
	for _, part := range []func(context.Context) error{r.posts, r.mentions, r.replies, r.counts, r.searches, r.reread} {
		err := part(ctx)
		if ended := r.Ended(ctx); ended != nil {
			return ended
		}
		if err != nil {
			r.Fail(err)
		}
		if sdk.KindOf(err) == sdk.RateLimited && sdk.Exhausted(err) == "" {
			break // X wants no more requests of any kind
		}
	}
	if r.unreadable > 1 {
		r.Skip("posts that could not be read: %d", r.unreadable)
	}
	var err error
	r.Result.Cursor, err = r.cur.encode()
	return err
}

// budgets are the money, of which there is none where X says so, and the limits
// of the endpoints that were asked.
func (c *connector) budgets() []sdk.Budget {
	out := c.purse.ledger.Budgets(c.now)
	if p, paused := c.paused(); paused {
		out[0].Remaining, out[0].Reset = 0, p.Until
	}
	for _, endpoint := range slices.Sorted(maps.Keys(c.limits)) {
		out = append(out, c.limits[endpoint])
	}
	return out
}

// Fail notes a part that failed. The end of a budget stops several parts and is
// said once.
func (r *run) Fail(err error) {
	if budget := sdk.Exhausted(err); budget != "" {
		if r.exhausted[budget] {
			return
		}
		r.exhausted[budget] = true
	}
	r.Run.Fail(err)
}

// unread notes something in an answer that could not be read.
func (r *run) unread(err error) {
	if r.unreadable++; r.unreadable == 1 {
		r.Fail(sdk.Errorf(sdk.Permanent, "unreadable post: %w", err))
	}
}

// rereadDays is how many days of posts a run usually reads again, every day at
// their price.
const rereadDays = 3

// keep is the money that must be left for the account and its own posts for the
// rest of the month, whatever else is read.
func (r *run) keep() float64 {
	y, m, _ := r.now.UTC().Date()
	end := time.Date(y, m+1, 1, 0, 0, 0, 0, time.UTC)
	days := int(end.Sub(r.now).Hours() / 24)
	return float64(days) * (r.purse.prices[priceUser] + float64(r.ownRecent)*r.purse.prices[r.ownPrice()])
}

// ownPrice is what an own post or mention costs.
func (r *run) ownPrice() string {
	if r.self.Private && r.config.Owned {
		return priceOwned
	}
	return pricePost
}
