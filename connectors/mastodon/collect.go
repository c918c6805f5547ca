package mastodon

import (
	"context"

	"github.com/pantau/pantau/connectors/sdk"
)

// run is one call of Collect.
type run struct {
	*connector
	sdk.Run
	self accountJSON
	cur  cursor // becomes the next run's

	postOf     map[id]id   // of each status met: the own post it is or answers; "" if none
	done       map[id]bool // mentions emitted
	read       []seen      // posts whose replies were read, and how many they had
	tried      map[id]bool // posts whose replies were asked for
	noReplies  bool        // the server does not show replies
	shortened  int         // posts whose replies were not all shown
	unreadable int
}

// Collect implements sdk.Connector. Its parts are independent: where one fails,
// the others go on, except that nothing is asked of a server that has had
// enough.
func (c *connector) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	r := &run{
		connector: c, Run: sdk.NewRun(req, emit), cur: readCursor(req.Cursor),
		postOf: map[id]id{}, done: map[id]bool{}, tried: map[id]bool{},
	}
	before := c.http.Requests()
	err := r.collect(ctx)
	r.Result.Requests = c.http.Requests() - before
	r.Result.Budgets = c.http.Budgets()
	return r.Result, err
}

func (r *run) collect(ctx context.Context) (err error) {
	if r.self, err = r.lookup(ctx); err != nil {
		return err
	}
	if err := r.Emit(accountRecord(r.self)); err != nil {
		return err
	}
	for _, part := range []func(context.Context) error{r.posts, r.retries, r.reread, r.hashtags, r.mentions} {
		err := part(ctx)
		if ended := r.Ended(ctx); ended != nil {
			return ended
		}
		if err != nil {
			r.Fail(err)
		}
		if sdk.KindOf(err) == sdk.RateLimited {
			break
		}
	}
	r.cur.remember(r.read)
	r.say()
	r.Result.Cursor, err = r.cur.encode()
	return err
}

// unread notes something in an answer that could not be read; what stands
// beside it can.
func (r *run) unread(err error) {
	if r.unreadable++; r.unreadable == 1 {
		r.Fail(sdk.Errorf(sdk.Permanent, "unreadable status: %w", err))
	}
}

// say adds the notices that count something over the whole run.
func (r *run) say() {
	if r.unreadable > 1 {
		r.Skip("statuses that could not be read: %d", r.unreadable)
	}
	if r.shortened > 0 {
		r.Skip("posts with more replies than the server shows without a token: %d; set token to read them", r.shortened)
	}
}
