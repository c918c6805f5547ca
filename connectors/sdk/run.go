package sdk

import (
	"context"
	"fmt"
)

// Run is one call of Collect that has parts of which one may fail while the
// others go on. A connector embeds it in what it holds for the length of a run:
//
//	type run struct {
//		*connector
//		sdk.Run
//	}
//
//	func (c *connector) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
//		r := &run{connector: c, Run: sdk.NewRun(req, emit)}
//		for _, part := range []func(context.Context) error{r.posts, r.mentions} {
//			err := part(ctx)
//			if ended := r.Ended(ctx); ended != nil {
//				return r.Result, ended
//			}
//			if err != nil {
//				r.Fail(err)
//			}
//		}
//		return r.Result, nil
//	}
//
// One goroutine may use it. The zero value can do everything but Emit.
type Run struct {
	Request Request
	Result  Result // what Collect returns: the connector fills it in as it goes

	emit Emit
	full error // what emit said when the collector had enough
}

// NewRun begins a run with what Collect was given.
func NewRun(req Request, emit Emit) Run { return Run{Request: req, emit: emit} }

// Emit hands records over. Its error is the collector's, which has enough: the
// run has ended.
func (r *Run) Emit(records ...Record) error {
	if err := r.emit(records...); err != nil {
		r.full = err
		return err
	}
	return nil
}

// Over tells whether the collector has enough.
func (r *Run) Over() bool { return r.full != nil }

// Ended gives the error with which the whole run has to end, whatever failed:
// the collector's, or that of ctx. It is nil while the run may go on.
func (r *Run) Ended(ctx context.Context) error {
	if r.full != nil {
		return r.full
	}
	return ctx.Err()
}

// Fail notes that a part of what was to be read failed; what was emitted is
// good.
func (r *Run) Fail(err error) { r.Result.Failures = append(r.Result.Failures, err) }

// Skip tells the operator that something was left out.
func (r *Run) Skip(format string, args ...any) { r.Notice(NoticeSkipped, format, args...) }

// Notice tells the operator something that is no error. Its kind is one of
// Notice….
func (r *Run) Notice(kind, format string, args ...any) {
	r.Result.Notices = append(r.Result.Notices, Notice{Kind: kind, Message: fmt.Sprintf(format, args...)})
}
