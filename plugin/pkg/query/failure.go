package query

import (
	"context"
	"errors"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/pantau/pantau/plugin/pkg/influx"
)

// Problem is a mistake in the query, which the user can put right.
type Problem struct{ err error }

// Error says what is wrong and what to write.
func (p *Problem) Error() string { return p.err.Error() }

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.err }

func userError(format string, args ...any) error {
	return &Problem{err: fmt.Errorf(format, args...)}
}

// response says whose fault an error is: the user's and the database's are
// downstream, ours, and whatever is not classified, the plugin's.
func response(err error) backend.DataResponse {
	var problem *Problem
	var database *influx.Error
	switch {
	case errors.As(err, &problem):
		return failed(err, backend.StatusBadRequest, backend.ErrorSourceDownstream)
	case errors.As(err, &database):
		return failed(err, statusOf(database.Kind), backend.ErrorSourceDownstream)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return failed(err, backend.StatusTimeout, backend.ErrorSourceDownstream)
	}
	return failed(err, backend.StatusInternal, backend.ErrorSourcePlugin)
}

func failed(err error, status backend.Status, source backend.ErrorSource) backend.DataResponse {
	return backend.DataResponse{Error: err, Status: status, ErrorSource: source}
}

func statusOf(kind influx.Kind) backend.Status {
	switch kind {
	case influx.Unauthorised:
		return backend.StatusUnauthorized
	case influx.BucketNotFound:
		return backend.StatusNotFound
	case influx.Timeout:
		return backend.StatusTimeout
	case influx.TooLarge:
		return backend.StatusValidationFailed
	}
	return backend.StatusBadGateway
}
