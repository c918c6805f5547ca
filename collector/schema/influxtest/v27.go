package influxtest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/influxd"
	"github.com/pantau/pantau/connectors/sdk"
)

// Start27 runs the InfluxDB 2.7 binary until the test ends.
func Start27(t testing.TB, binary string) *Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	p, err := influxd.Start(ctx, binary, t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { _ = p.Stop() }) // it may have ended by itself
	const token = "token-of-the-test"
	made, _, err := p.SetUp(ctx, influxd.First{User: "tester", Org: Organization, Bucket: "first", Token: sdk.Secret(token)})
	require.NoError(t, err)
	return &Server{Version: "2.7", URL: p.URL, Token: token, orgID: made.Org}
}
