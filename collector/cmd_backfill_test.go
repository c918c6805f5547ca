package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/backfill"
	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/sim"
)

// oldOffice is a Mastodon server with an account that posted daily for 200 days.
func oldOffice() http.Handler {
	now := time.Now().Truncate(time.Second)
	a := &sim.Account{Platform: "mastodon", Handle: "dinkes", Name: "Dinkes", Followers: func(time.Time) int { return 500 }}
	for i := range 200 {
		a.Posts = append(a.Posts, &sim.Post{
			ID: fmt.Sprint(1000 + i), Type: "text", Published: now.Add(-time.Duration(200-i) * 24 * time.Hour),
			Text: "Jadwal", Final: sim.Counters{Likes: 10},
		})
	}
	return mastodonsim.Handler(sim.New(time.Now, a), mastodonsim.Options{Limit: 100000})
}

func historyConfig(t *testing.T, url string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pantau.yaml")
	require.NoError(t, os.WriteFile(path, fmt.Appendf(nil, `
influxdb: {port: 0}
http: {listen: ""}
accounts:
  - {connector: mastodon, account: dinkes, base_url: %q, allow_private: true, history: 10d, interval: 1s}
`, url), 0o600))
	return path
}

func countPosts(t *testing.T, path string) int {
	t.Helper()
	binary, err := plugin()
	require.NoError(t, err)
	got := pantau(t, "", "query", "top_posts", "--config", path, "--plugin", binary, "--format", "csv", "--from", "now-400d", "--param", "limit=1000", "--param", "metric=likes")
	require.Equal(t, 0, got.code, got.err)
	return strings.Count(got.out, "\n") - 1
}

func TestBackfillGoesOnWhereItStopped(t *testing.T) {
	handler := oldOffice()
	var broken atomic.Bool
	broken.Store(true)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if broken.Load() && strings.Contains(r.URL.RawQuery, "max_id") {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	path := historyConfig(t, server.URL)
	require.Equal(t, 0, pantau(t, "", "run", "--config", path, "--once").code)
	before := countPosts(t, path)
	require.LessOrEqual(t, before, 10, "the first read goes back ten days")

	ctx, cancel := context.WithCancel(t.Context())
	out := &lines{waits: "waits until", found: cancel}
	require.Equal(t, 0, run(ctx, []string{"backfill", "--config", path, "--since", "now-300d"}, &console{out: out, err: out}), out.String())
	require.Contains(t, out.String(), "429", "it says why it waits")
	require.Contains(t, out.String(), "same command")

	broken.Store(false)
	passAnHour(t, path)

	got := pantau(t, "", "backfill", "--config", path, "--since", "now-300d")
	require.Equal(t, 0, got.code, got.err)
	require.Contains(t, got.out, "100%")
	require.Equal(t, 200, countPosts(t, path))
	got = pantau(t, "", "backfill", "--config", path, "--since", "now-300d")
	require.Equal(t, 0, got.code, got.err)
	require.Contains(t, got.out, "done back to", "nothing is left to do")
}

// passAnHour makes a job's wait lie in the past.
func passAnHour(t *testing.T, config string) {
	t.Helper()
	jobs, err := backfill.Open(filepath.Join(filepath.Dir(config), "data", "backfill"))
	require.NoError(t, err)
	job, found, err := jobs.Load("mastodon/dinkes")
	require.NoError(t, err)
	require.True(t, found)
	require.InDelta(t, time.Hour.Seconds(), time.Until(job.Wait).Seconds(), 60)
	job.Wait = time.Now()
	require.NoError(t, jobs.Save(job))
}

func TestBackfillBesideARunningCollector(t *testing.T) {
	server := httptest.NewServer(oldOffice())
	t.Cleanup(server.Close)
	path := historyConfig(t, server.URL)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"run", "--config", path}, &console{out: new(bytes.Buffer), err: new(bytes.Buffer)})
	}()
	address := filepath.Join(filepath.Dir(path), "data", "influxdb", "address.json")
	require.Eventually(t, func() bool { _, err := os.Stat(address); return err == nil }, 30*time.Second, 10*time.Millisecond)
	got := pantau(t, "", "backfill", "--config", path, "--since", "now-300d")
	require.Equal(t, 0, got.code, got.err)
	require.Contains(t, got.out, "does the work between its reads")
	require.Contains(t, got.out, "100%")
	require.Eventually(t, func() bool { return countPosts(t, path) == 200 }, 30*time.Second, 100*time.Millisecond)
	cancel()
	require.Equal(t, 0, <-done)
}

// lines is an output that calls found when a text shows up in it.
type lines struct {
	bytes.Buffer
	waits string
	found func()
}

func (l *lines) Write(p []byte) (int, error) {
	n, err := l.Buffer.Write(p)
	if strings.Contains(l.String(), l.waits) {
		l.found()
	}
	return n, err
}
