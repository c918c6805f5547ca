package meta

import (
	"context"
	"fmt"

	"github.com/pantau/pantau/connectors/sdk"
)

// Run is one call of a connector's Collect, made of parts that do not depend on
// each other.
type Run struct {
	Request sdk.Request
	Result  sdk.Result

	client *Client
	pass   sdk.Emit
	over   error // what Emit said when the collector had enough
}

// Part is a part of a run. One that is optional waits for the next run when much
// of a limit is used.
type Part struct {
	Name     string
	Read     func(context.Context) error
	Optional bool
}

// NewRun begins a run.
func NewRun(c *Client, req sdk.Request, emit sdk.Emit) *Run {
	return &Run{Request: req, client: c, pass: emit}
}

// Emit hands records over and remembers when the collector wants no more.
func (r *Run) Emit(records ...sdk.Record) error {
	if err := r.pass(records...); err != nil {
		r.over = err
		return err
	}
	return nil
}

// Over tells whether the collector wants no more.
func (r *Run) Over() bool { return r.over != nil }

// Fail notes that a part of what was to be read failed.
func (r *Run) Fail(err error) { r.Result.Failures = append(r.Result.Failures, err) }

// Skip notes that something was left out.
func (r *Run) Skip(format string, args ...any) {
	r.Result.Notices = append(r.Result.Notices, sdk.Notice{Kind: sdk.NoticeSkipped, Message: fmt.Sprintf(format, args...)})
}

// Parts reads one part after the other. Where one fails the others go on, unless
// the platform wants to be asked no more.
func (r *Run) Parts(ctx context.Context, parts ...Part) error {
	for _, p := range parts {
		if p.Optional && r.client.Busy() {
			r.Skip("not read in this run: %s; most of Meta's limit is used", p.Name)
			continue
		}
		err := p.Read(ctx)
		switch {
		case r.over != nil:
			return r.over
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			r.Fail(err)
		}
		if sdk.KindOf(err) == sdk.RateLimited && sdk.Exhausted(err) == "" {
			return nil
		}
	}
	return nil
}
