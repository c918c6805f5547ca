package influxtest

import (
	"io"
	"net/url"
	"path/filepath"
	"testing"

	"github.com/influxdata/influxdb/cmd/influxd/run"
	"github.com/influxdata/influxdb/services/httpd"
	"github.com/stretchr/testify/require"
)

// Start18 runs InfluxDB 1.8 in this process until the test ends, with
// authentication on.
func Start18(t testing.TB) *Server {
	t.Helper()
	dir := t.TempDir()
	c := run.NewConfig()
	c.ReportingDisabled = true
	c.BindAddress = "127.0.0.1:0"
	c.Meta.Dir = filepath.Join(dir, "meta")
	c.Meta.LoggingEnabled = false
	c.Data.Dir = filepath.Join(dir, "data")
	c.Data.WALDir = filepath.Join(dir, "wal")
	c.Data.QueryLogEnabled = false
	c.Monitor.StoreEnabled = false
	c.HTTPD.BindAddress = "127.0.0.1:0"
	c.HTTPD.AuthEnabled = true
	c.HTTPD.LogEnabled = false
	c.HTTPD.FluxEnabled = false
	server, err := run.NewServer(c, &run.BuildInfo{Version: "1.8.10"})
	require.NoError(t, err)
	server.SetLogOutput(io.Discard)
	require.NoError(t, server.Open())
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	s := &Server{Version: "1.8"}
	for _, service := range server.Services {
		if web, ok := service.(*httpd.Service); ok {
			s.URL = "http://" + web.Addr().String()
		}
	}
	const user = `CREATE USER tester WITH PASSWORD 'secret-of-the-test' WITH ALL PRIVILEGES`
	s.post(t, "/query", "application/x-www-form-urlencoded", url.Values{"q": {user}}.Encode())
	s.Token = "tester:secret-of-the-test"
	return s
}
