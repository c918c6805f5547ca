//go:build linux

package faults

import (
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/influxd"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/connectors/sdk"
)

// influxDB is an InfluxDB 2.7 that may be killed and started again.
type influxDB struct {
	binary, dir, address string
	process              *process
}

const influxToken = "token-of-the-test"

// startInfluxd starts and sets up InfluxDB 2.7 in dir, or skips.
func startInfluxd(t testing.TB, dir string) *influxDB {
	t.Helper()
	binary := os.Getenv(influxtest.Env)
	if binary == "" {
		t.Skipf("InfluxDB 2.7 is not here: set %s to its influxd", influxtest.Env)
	}
	address, err := influxd.FreeAddress()
	require.NoError(t, err)
	d := &influxDB{binary: binary, dir: dir, address: address}
	d.start(t)
	_, fresh, err := d.client().SetUp(t.Context(), influxd.First{User: "tester", Org: "pantau", Bucket: "pantau", Token: sdk.Secret(influxToken)})
	require.NoError(t, err)
	require.True(t, fresh)
	return d
}

func (d *influxDB) client() influxd.Client { return influxd.Client{URL: "http://" + d.address} }

func (d *influxDB) start(t testing.TB) {
	t.Helper()
	cmd := influxd.Command(d.binary, d.dir, d.address)
	d.process = launch(t, cmd.Env, cmd.Path, cmd.Args[1:]...)
	await(t, time.Minute, "InfluxDB 2.7 starts", func() bool {
		_, err := d.client().Send(t.Context(), http.MethodGet, "/health", "application/json", nil)
		return err == nil
	}, d.process)
}

func (d *influxDB) kill(t testing.TB) { t.Helper(); d.process.kill(t) }

func (d *influxDB) database() sink.Database {
	return sink.Database{URL: "http://" + d.address, Org: "pantau", Bucket: "pantau", Token: sdk.Secret(influxToken)}
}

// settings are the configuration's lines for this database.
func (d *influxDB) settings() string { return outside("http://" + d.address) }

// outside are the configuration's lines for a database at an address.
func outside(url string) string {
	return fmt.Sprintf("influxdb: {url: %q, org: pantau, bucket: pantau, token: %q}\n", url, influxToken)
}
