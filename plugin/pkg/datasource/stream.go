package datasource

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/plugin/pkg/query"
)

var _ backend.StreamHandler = (*Datasource)(nil)

// SubscribeStream lets a panel follow a query that was asked with "live".
func (d *Datasource) SubscribeStream(_ context.Context, req *backend.SubscribeStreamRequest) (*backend.SubscribeStreamResponse, error) {
	status := backend.SubscribeStreamStatusNotFound
	if d.broken == nil && d.queries.Follows(req.Path) {
		status = backend.SubscribeStreamStatusOK
	}
	return &backend.SubscribeStreamResponse{Status: status}, nil
}

// PublishStream refuses: what is shown comes from the database only.
func (d *Datasource) PublishStream(context.Context, *backend.PublishStreamRequest) (*backend.PublishStreamResponse, error) {
	return &backend.PublishStreamResponse{Status: backend.PublishStreamStatusPermissionDenied}, nil
}

// RunStream sends a query's frame whenever it changes. Grafana calls it once for
// all the screens that follow it, and ends it when the last has gone.
func (d *Datasource) RunStream(ctx context.Context, req *backend.RunStreamRequest, sender *backend.StreamSender) error {
	if d.broken != nil {
		return d.broken
	}
	ticker := query.LiveTicker()
	defer ticker.Stop()
	return d.queries.Live(ctx, req.Path, ticker.C, func(f *data.Frame) error {
		return sender.SendFrame(f, data.IncludeAll)
	})
}
