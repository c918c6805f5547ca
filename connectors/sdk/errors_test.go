package sdk

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/pantau/pantau/connectors/sdk/wire"
)

func TestKindOf(t *testing.T) {
	t.Parallel()
	require.Equal(t, Auth, KindOf(fmt.Errorf("reading: %w", Errorf(Auth, "no"))))
	require.Equal(t, Transient, KindOf(errors.New("of no kind")))
	require.Equal(t, "permanent", (&Error{Kind: Permanent}).Error(), "an error without a cause must not panic")
	require.Zero(t, RetryAt(Errorf(Transient, "x")))
	require.Equal(t, noon, RetryAt(fmt.Errorf("x: %w", RateLimitedUntil(noon, "wait"))))
	cause := errors.New("cause")
	require.ErrorIs(t, Errorf(Permanent, "x: %w", cause), cause)
}

// What the collector sees must be what the connector meant, over either kind of
// call.
func TestErrorsCrossTheWire(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		Errorf(Transient, "a"), RateLimitedUntil(noon, "b"), Errorf(Auth, "c"), Errorf(Permanent, "d"), errors.New("e"),
	} {
		for _, got := range []error{errorFromWire(errorToWire(err)), errorOf(statusOf(err))} {
			require.Equal(t, KindOf(err), KindOf(got))
			require.Equal(t, err.Error(), got.Error())
			require.True(t, RetryAt(err).Equal(RetryAt(got)))
		}
	}
	require.NoError(t, errorFromWire(errorToWire(nil)))
	require.NoError(t, errorOf(statusOf(nil)))
	require.Equal(t, Transient, KindOf(errorFromWire(&wire.Error{Kind: "of a later version", Message: "x"})))
	require.Equal(t, "bad \uFFFD", errorFromWire(errorToWire(errors.New("bad \xff"))).Error(), "protobuf refuses invalid UTF-8")
}

func TestErrorsOfTheConnectionItself(t *testing.T) {
	t.Parallel()
	require.ErrorIs(t, errorOf(status.Error(codes.Unavailable, "gone")), ErrExited)
	require.Equal(t, Transient, KindOf(errorOf(status.FromContextError(context.Canceled).Err())))
	require.Equal(t, Permanent, KindOf(errorOf(status.Error(codes.Unimplemented, "what"))))
}
