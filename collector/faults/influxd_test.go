//go:build linux

package faults

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/connectors/sdk"
)

// influxd is an InfluxDB 2.7 that may be killed and started again.
type influxd struct {
	binary, dir, address string
	process              *process
}

const influxToken = "token-of-the-test"

// startInfluxd starts and sets up InfluxDB 2.7 in dir, or skips.
func startInfluxd(t testing.TB, dir string) *influxd {
	t.Helper()
	binary := os.Getenv(influxtest.Env)
	if binary == "" {
		t.Skipf("InfluxDB 2.7 is not here: set %s to its influxd", influxtest.Env)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	d := &influxd{binary: binary, dir: dir, address: l.Addr().String()}
	d.start(t)
	body := fmt.Appendf(nil, `{"username":"tester","password":"secret-of-the-test","org":"pantau","bucket":"pantau","token":%q}`, influxToken)
	resp, err := http.Post("http://"+d.address+"/api/v2/setup", "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusCreated, resp.StatusCode)
	return d
}

func (d *influxd) start(t testing.TB) {
	t.Helper()
	d.process = launch(t, []string{"INFLUXD_CONFIG_PATH=" + d.dir, "HOME=" + d.dir}, d.binary,
		"--http-bind-address="+d.address, "--bolt-path="+filepath.Join(d.dir, "influxd.bolt"),
		"--engine-path="+filepath.Join(d.dir, "engine"), "--sqlite-path="+filepath.Join(d.dir, "influxd.sqlite"),
		"--reporting-disabled", "--log-level=error")
	await(t, time.Minute, "InfluxDB 2.7 starts", func() bool {
		resp, err := (&http.Client{Timeout: time.Second}).Get("http://" + d.address + "/health")
		return err == nil && resp.Body.Close() == nil && resp.StatusCode == http.StatusOK
	}, d.process)
}

func (d *influxd) kill(t testing.TB) { t.Helper(); d.process.kill(t) }

func (d *influxd) database() sink.Database {
	return sink.Database{URL: "http://" + d.address, Org: "pantau", Bucket: "pantau", Token: sdk.Secret(influxToken)}
}

// settings are the configuration's lines for this database.
func (d *influxd) settings() string { return outside("http://" + d.address) }

// outside are the configuration's lines for a database at an address.
func outside(url string) string {
	return fmt.Sprintf("influxdb: {url: %q, org: pantau, bucket: pantau, token: %q}\n", url, influxToken)
}
