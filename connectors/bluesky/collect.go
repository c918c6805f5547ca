package bluesky

import (
	"context"
	"fmt"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

const (
	// overlap is how far back a run reads before the last one, for what servers
	// index late.
	overlap = time.Hour
	// maxFailures is how many parts of a run may fail before it ends.
	maxFailures = 10
)

// run is one call of Collect.
type run struct {
	*client
	sdk.Run
	me    profile
	was   cursor // as the last run left it
	next  cursor // as this run leaves it
	seen  map[string]bool
	trees int // threads read
}

// Collect implements sdk.Connector.
//
// Own posts come first, each with the replies under it, then older posts that
// are due, then what others write. A thread or a search that fails leaves the
// rest as it is.
func (c *Connector) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	was, readable := parseCursor(req.Cursor)
	r := &run{client: c.newClient(), Run: sdk.NewRun(req, emit), was: was, seen: map[string]bool{}}
	r.next = was.successor(req.Now.Add(-overlap))
	if !readable {
		r.Skip("what the last run left behind can't be read by this version: starting anew")
	}
	err := r.steps(ctx)
	r.Result.Requests, r.Result.Budgets = r.requests(), r.http.Budgets()
	if err != nil {
		return r.Result, err
	}
	r.Result.Cursor = r.next.encode()
	return r.Result, nil
}

func (r *run) steps(ctx context.Context) error {
	var err error
	if r.me, err = r.profile(ctx); err != nil {
		return err
	}
	if err := r.Emit(accountOf(r.me)); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{r.feed, r.reread, r.backlog, r.mentions} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func accountOf(p profile) sdk.Account {
	return sdk.Account{Metrics: sdk.Metrics{
		schema.MetricFollowers: sdk.Optional(p.Followers, schema.NotRead),
		schema.MetricFollowing: sdk.Optional(p.Follows, schema.NotRead),
		schema.MetricPosts:     sdk.Optional(p.Posts, schema.NotRead),
	}}
}

// from is how far back to read: to req.Since, or further, to where the last run
// says that it has not read. Zero: to the beginning.
func (r *run) from(unread time.Time) time.Time {
	if r.was.Version == 0 || unread.After(r.Request.Since) {
		return r.Request.Since
	}
	return unread
}

// first says whether a record is met for the first time in this run; the others
// are repetitions on the edges of pages or in two searches.
func (r *run) first(uri string) bool {
	if r.seen[uri] {
		return false
	}
	r.seen[uri] = true
	return true
}

// partly notes a failed part and lets the run go on; unless the rest would meet
// the same, or the parts that failed are many.
func (r *run) partly(ctx context.Context, what string, err error) error {
	if err == nil {
		return nil
	}
	err = fmt.Errorf("%s: %w", what, err)
	if r.Ended(ctx) != nil || sdk.KindOf(err) == sdk.RateLimited || len(r.Result.Failures) >= maxFailures {
		return err
	}
	r.Fail(err)
	return nil
}
