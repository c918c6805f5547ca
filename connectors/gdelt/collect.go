package gdelt

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

const (
	// memory is how far back GDELT searches: three months.
	memory = 90 * 24 * time.Hour
	// overlap is what every run reads again, for articles that come into the
	// index late. It is short of Request.Since: an article counts nothing that
	// could change.
	overlap = 6 * time.Hour
)

// run is one call of Collect.
type run struct {
	*connector
	sdk.Run
	now time.Time // in whole seconds

	todo []span
	done map[string]bool // ids emitted
	read int             // answers

	unreadable int
	crowded    []span // with more articles than can be listed, too short to divide
}

// Collect implements sdk.Connector. It reads the newest windows first, halves
// those that hold more than GDELT lists at a time, and leaves to the next run
// what it does not get to.
func (c *connector) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	r := &run{connector: c, Run: sdk.NewRun(req, emit), now: req.Now.UTC().Truncate(time.Second), done: map[string]bool{}}
	before := c.http.Requests()
	err := r.collect(ctx, req)
	r.Result.Requests = c.http.Requests() - before
	return r.Result, err
}

func (r *run) collect(ctx context.Context, req sdk.Request) error {
	c := r.plan(readCursor(req.Cursor, r.searches), req.Since)
	var left []span
	for asked := 0; len(r.todo) > 0; asked++ {
		if asked >= r.config.MaxRequests {
			r.unfinished()
			break
		}
		next := r.take()
		err := r.window(ctx, next)
		switch {
		case r.Over():
			return r.Ended(ctx)
		case ctx.Err() != nil:
			return sdk.Errorf(sdk.Transient, "reading GDELT: %w", ctx.Err())
		case err != nil:
			left = append(left, r.leave(next, err)...)
		}
	}
	if failed := r.Result.Failures; r.read == 0 && len(failed) > 0 {
		r.Result.Failures = nil
		return failed[0]
	}
	c.Rest = append(left, r.todo...)
	r.say()
	var err error
	r.Result.Cursor, err = c.encode()
	return err
}

// plan lists what to read: what has come since the last run, and what that left.
func (r *run) plan(c cursor, since time.Time) cursor {
	oldest := r.now.Add(-memory)
	from := c.Until.Add(-overlap)
	if c.Until.IsZero() {
		from = since
		if !since.IsZero() && since.Before(oldest) {
			r.Notice(sdk.NoticeGap, "GDELT searches the last three months: nothing before %s is found", oldest.Format(time.DateOnly))
		}
	}
	if from.Before(oldest) {
		from = oldest
	}
	if latest := r.now.Add(-shortest); from.After(latest) {
		from = latest
	}
	for i := range r.searches {
		r.todo = append(r.todo, span{i, from.UTC(), r.now})
	}
	for _, s := range c.Rest {
		if s.From.Before(oldest) {
			r.Notice(sdk.NoticeGap, "articles from before %s were not read in time: GDELT has forgotten them", oldest.Format(time.DateOnly))
			s.From = oldest
		}
		if s.To.Sub(s.From) >= shortest {
			r.todo = append(r.todo, s)
		}
	}
	r.todo = merged(r.todo)
	c.Until, c.Rest = r.now, nil
	return c
}

// take gives the newest span, of the queries in turn.
func (r *run) take() span {
	slices.SortStableFunc(r.todo, func(a, b span) int { return b.To.Compare(a.To) })
	next := r.todo[0]
	r.todo = r.todo[1:]
	return next
}

// window reads one span, and adds its halves where it was full.
func (r *run) window(ctx context.Context, s span) error {
	got, err := r.ask(ctx, r.searches[s.Search], s.From, s.To)
	if err != nil {
		return err
	}
	r.read++
	mentions, refused := records(got.articles)
	r.unreadable += got.unreadable + refused
	var fresh []sdk.Record
	for _, m := range mentions {
		if !r.done[m.ID] {
			r.done[m.ID] = true
			fresh = append(fresh, m)
		}
	}
	if err := r.Emit(fresh...); err != nil {
		return err
	}
	switch {
	case got.full() && s.divisible():
		newer, older := s.halves()
		r.todo = append(r.todo, newer, older)
	case got.full():
		r.crowded = append(r.crowded, s)
	}
	return nil
}

// leave notes that a span could not be read, and gives what is left for the next
// run. A query that GDELT refuses leaves the others alone; anything else ends
// the run.
func (r *run) leave(s span, err error) (left []span) {
	r.Fail(err)
	left = []span{s}
	stays := func(other span) bool { return sdk.KindOf(err) == sdk.Permanent && other.Search != s.Search }
	for _, other := range r.todo {
		if !stays(other) {
			left = append(left, other)
		}
	}
	r.todo = slices.DeleteFunc(r.todo, func(other span) bool { return !stays(other) })
	return left
}

// unfinished says that the run's requests are used up.
func (r *run) unfinished() {
	r.Fail(&sdk.Error{
		Kind: sdk.RateLimited, After: time.Now().Add(gap), Budget: sdk.BudgetRequests,
		Err: fmt.Errorf("max_requests: %d requests were made and %d windows are still to be read; the next run goes on", r.config.MaxRequests, len(r.todo)),
	})
}

// Notice tells the operator something once in a run.
func (r *run) Notice(kind, format string, args ...any) {
	n := sdk.Notice{Kind: kind, Message: fmt.Sprintf(format, args...)}
	if !slices.Contains(r.Result.Notices, n) {
		r.Result.Notices = append(r.Result.Notices, n)
	}
}

// say adds the notices that count something over the whole run.
func (r *run) say() {
	if r.unreadable > 0 {
		r.Notice(sdk.NoticeSkipped, "articles left out because GDELT's record of them could not be read: %d", r.unreadable)
	}
	if n := len(r.crowded); n > 0 {
		r.Notice(sdk.NoticeTruncated, "windows of under two hours with more than the %d articles that GDELT lists, so that some are missing: %d, the latest from %s; "+
			"narrow queries, countries or languages", most, n, r.crowded[0].From.Format(time.RFC3339))
	}
}
