package engine

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/connectors/sdk"
)

// onceUntilProblem collects until the sink says what keeps it from writing.
func onceUntilProblem(t *testing.T, e *Engine) error {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- e.Once(ctx) }()
	require.Eventually(t, func() bool { return e.sink.Problem() != "" }, time.Minute, 10*time.Millisecond)
	cancel()
	return <-done
}

// TestDatabaseAwayLosesNothing reads while the database refuses, then lets it
// come back.
func TestDatabaseAwayLosesNothing(t *testing.T) {
	t.Parallel()
	db, err := embedded.Start(t.TempDir(), "pantau", 0, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	target, err := url.Parse(db.URL)
	require.NoError(t, err)
	var away atomic.Bool
	away.Store(true)
	proxy := httputil.NewSingleHostReverseProxy(target)
	front := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if away.Load() {
			_, _ = io.Copy(io.Discard, r.Body)
			rw.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		proxy.ServeHTTP(rw, r)
	}))
	t.Cleanup(front.Close)

	w := smallWorld(40, 5)
	c := load(t, writeConfig(t, t.TempDir(), serve(t, w).URL))
	c.InfluxDB = config.InfluxDB{URL: front.URL, Org: "pantau", Bucket: "pantau", Token: db.Token}
	e := open(t, c, at(epoch))
	defer func() { require.NoError(t, e.Close()) }()
	require.ErrorIs(t, onceUntilProblem(t, e), context.Canceled, "it waits for the database")
	waiting, _, err := e.spool.Waiting(t.Context())
	require.NoError(t, err)
	require.Positive(t, waiting)

	away.Store(false)
	require.NoError(t, e.Once(t.Context()))
	there := e.Database()
	there.URL = db.URL
	requireWhole(t, there, w)
	require.Empty(t, e.sink.Problem())
}

// TestOnBothInfluxDBs does the main thing on the other version: the same records,
// rollups and answers, twice.
func TestOnBothInfluxDBs(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, db *influxtest.Server) {
		db.Bucket(t, "office")
		w := smallWorld(40, 5)
		c := load(t, writeConfig(t, t.TempDir(), serve(t, w).URL))
		c.InfluxDB = config.InfluxDB{URL: db.URL, Org: influxtest.Organization, Bucket: "office", Token: sdk.Secret(db.Token)}
		e := open(t, c, at(epoch))
		defer func() { require.NoError(t, e.Close()) }()
		require.NoError(t, sink.Ping(t.Context(), e.Database()))
		for range 2 {
			require.NoError(t, e.Once(t.Context()))
			requireWhole(t, e.Database(), w)
			requireRollups(t, e, w)
		}
		wrong := e.Database()
		wrong.Token = "pantau:wr0ng"
		require.ErrorContains(t, sink.Ping(t.Context(), wrong), "influxdb.token_file")
		nowhere := e.Database()
		nowhere.Bucket = "nowhere"
		require.ErrorContains(t, sink.Ping(t.Context(), nowhere), "influxdb.bucket")
	})
}

// TestWrongTokenIsToldAndLosesNothing is a collector whose token is refused.
func TestWrongTokenIsToldAndLosesNothing(t *testing.T) {
	t.Parallel()
	db, err := embedded.Start(t.TempDir(), "pantau", 0, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	c := load(t, writeConfig(t, t.TempDir(), serve(t, smallWorld(3, 1)).URL))
	c.InfluxDB = config.InfluxDB{URL: db.URL, Org: "pantau", Bucket: "pantau", Token: sdk.Secret("pantau:wr0ng")}
	var log bytes.Buffer
	o := options(c)
	o.Now, o.Log = at(epoch), slog.New(slog.NewTextHandler(&log, nil))
	e, err := Open(t.Context(), o)
	require.NoError(t, err)
	require.ErrorIs(t, onceUntilProblem(t, e), context.Canceled)
	require.NoError(t, e.Close())
	require.Contains(t, log.String(), "may the token of influxdb.token_file write to influxdb.bucket?")
	require.NotContains(t, log.String(), "wr0ng")
}
