package querytest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// Connect gives a client for a bucket of a server, until the test is over.
func Connect(t testing.TB, s *influxtest.Server, bucket string) *influx.Client {
	t.Helper()
	client, err := influx.New(influx.Options{URL: s.URL, Organization: influxtest.Organization, Bucket: bucket, Token: s.Token})
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return client
}
