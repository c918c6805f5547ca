package mastodon

import (
	"context"
	"fmt"

	"github.com/pantau/pantau/connectors/sdk"
)

// run is one call of Collect.
type run struct {
	*connector
	req    sdk.Request
	pass   sdk.Emit
	self   accountJSON
	cur    cursor // becomes the next run's
	result sdk.Result

	over       error       // what Emit said when the collector had enough
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
		connector: c, req: req, pass: emit, cur: readCursor(req.Cursor),
		postOf: map[id]id{}, done: map[id]bool{}, tried: map[id]bool{},
	}
	before := c.http.Requests()
	err := r.collect(ctx)
	r.result.Requests = c.http.Requests() - before
	r.result.Budgets = c.http.Budgets()
	return r.result, err
}

func (r *run) collect(ctx context.Context) (err error) {
	if r.self, err = r.lookup(ctx); err != nil {
		return err
	}
	if err := r.emit(accountRecord(r.self)); err != nil {
		return err
	}
	for _, part := range []func(context.Context) error{r.posts, r.retries, r.reread, r.hashtags, r.mentions} {
		err := part(ctx)
		switch {
		case r.over != nil:
			return r.over
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			r.fail(err)
		}
		if sdk.KindOf(err) == sdk.RateLimited {
			break
		}
	}
	r.cur.remember(r.read)
	r.say()
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
	r.result.Notices = append(r.result.Notices, sdk.Notice{Kind: "skipped", Message: fmt.Sprintf(format, args...)})
}

// unread notes something in an answer that could not be read; what stands
// beside it can.
func (r *run) unread(err error) {
	if r.unreadable++; r.unreadable == 1 {
		r.fail(sdk.Errorf(sdk.Permanent, "unreadable status: %w", err))
	}
}

// say adds the notices that count something over the whole run.
func (r *run) say() {
	if r.unreadable > 1 {
		r.notice("statuses that could not be read: %d", r.unreadable)
	}
	if r.shortened > 0 {
		r.notice("posts with more replies than the server shows without a token: %d; set token to read them", r.shortened)
	}
}
