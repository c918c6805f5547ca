package engine

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/cluster/clustertest"
	"github.com/pantau/pantau/collector/config"
)

// A collector that is started before the servers of its cluster is not ready, says why,
// and starts when they are there.
func TestAStartBeforeTheClusterIsNotReady(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	node := clustertest.Plan(t, "127.0.0.1")[0]
	c := config.Default()
	c.DataDir, c.HTTP.Listen, c.Spool.URL, c.InfluxDB.URL = t.TempDir(), address, node.URL(), "http://127.0.0.1:1"
	opened := make(chan error, 1)
	go func() {
		e, err := Open(t.Context(), Options{Config: &c, Log: slog.New(slog.DiscardHandler), Wait: true})
		if err == nil {
			err = e.Close()
		}
		opened <- err
	}()
	require.Eventually(t, func() bool {
		answer, err := http.Get("http://" + address + "/readyz")
		if err != nil {
			return false
		}
		defer func() { _ = answer.Body.Close() }() // it is read
		body, err := io.ReadAll(answer.Body)
		return err == nil && answer.StatusCode == http.StatusServiceUnavailable && strings.Contains(string(body), "waiting for the NATS servers of spool.url: no NATS server can be reached")
	}, 20*time.Second, 10*time.Millisecond)
	node.Start(t)
	require.NoError(t, <-opened)
}
