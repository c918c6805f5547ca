package meta

import (
	"context"

	"github.com/pantau/pantau/connectors/sdk"
)

// Run is one call of a connector's Collect, made of parts that do not depend on
// each other.
type Run struct {
	sdk.Run
	client *Client
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
	return &Run{Run: sdk.NewRun(req, emit), client: c}
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
		if ended := r.Ended(ctx); ended != nil {
			return ended
		}
		if err != nil {
			r.Fail(err)
		}
		if sdk.KindOf(err) == sdk.RateLimited && sdk.Exhausted(err) == "" {
			return nil
		}
	}
	return nil
}
