package datasource

import (
	"context"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// QueryData answers the queries of panels, alerts and Explore.
func (d *Datasource) QueryData(ctx context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	if d.broken == nil {
		return d.queries.QueryData(ctx, req), nil
	}
	out := backend.NewQueryDataResponse()
	for _, q := range req.Queries {
		out.Responses[q.RefID] = backend.DataResponse{
			Error:  fmt.Errorf("the data source's settings: %w", d.broken),
			Status: backend.StatusBadRequest, ErrorSource: backend.ErrorSourceDownstream,
		}
	}
	return out, nil
}
