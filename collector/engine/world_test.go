package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/sim"
)

// epoch is when the small world ends.
var epoch = time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC)

// smallWorld is an office with posts two hours apart and comments under each.
func smallWorld(posts, comments int) *sim.World {
	a := &sim.Account{
		Platform: "mastodon", Handle: "dinkes", Name: "Dinas Kesehatan",
		Followers: func(time.Time) int { return 1200 },
	}
	id := 1000
	next := func() string { id++; return fmt.Sprint(id) }
	for i := range posts {
		at := epoch.Add(-time.Duration(posts-i) * 2 * time.Hour)
		p := &sim.Post{
			ID: next(), Type: "text", Published: at, Text: fmt.Sprintf("Jadwal vaksinasi hari ke-%d", i),
			Final: sim.Counters{Likes: 10 + i, Shares: i % 7}, HalfLife: time.Hour,
		}
		for k := range comments {
			p.Comments = append(p.Comments, &sim.Comment{
				ID: next(), Author: fmt.Sprintf("warga%d", k), Created: at.Add(time.Duration(k+1) * time.Minute),
				Text: fmt.Sprintf("Pelayanannya cepat, terima kasih! telp 0812-0000-%04d", k),
			})
		}
		a.Posts = append(a.Posts, p)
	}
	return sim.New(func() time.Time { return epoch }, a)
}

// serve puts a world on a simulated Mastodon.
func serve(t *testing.T, w *sim.World) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(mastodonsim.Handler(w, mastodonsim.Options{
		Tokens: map[string]string{"tok-3n": "dinkes"}, Limit: 1_000_000,
	}))
	t.Cleanup(server.Close)
	return server
}

// writeConfig makes a configuration file for one Mastodon account.
func writeConfig(t *testing.T, dir, url string) string {
	t.Helper()
	path := filepath.Join(dir, "pantau.yaml")
	require.NoError(t, os.WriteFile(path, fmt.Appendf(nil, `
data_dir: data
influxdb: {port: 0}
http: {listen: ""}
topics: {vaksinasi: [vaksinasi]}
accounts:
  - {connector: mastodon, account: dinkes, base_url: "%s", allow_private: true, token: tok-3n, interval: 1s, history: 3650d}
`, url), 0o600))
	return path
}

func load(t *testing.T, path string) *config.Config {
	t.Helper()
	c, err := config.Load(path)
	require.NoError(t, err)
	return c
}

func open(t *testing.T, c *config.Config, now func() time.Time) *Engine {
	t.Helper()
	o := options(c)
	o.Now = now
	e, err := Open(t.Context(), o)
	require.NoError(t, err)
	return e
}

// column reads one column of a statement's answer, over all series.
func column(t *testing.T, db sink.Database, statement string) []any {
	t.Helper()
	var out []any
	for _, row := range rowsOf(t, db, statement) {
		out = append(out, row[1])
	}
	return out
}

// rowsOf asks InfluxQL for all that a statement gives.
func rowsOf(t *testing.T, db sink.Database, statement string) [][]any {
	t.Helper()
	form := url.Values{"db": {db.Bucket}, "q": {statement}}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, db.URL+"/query", strings.NewReader(form.Encode()))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Token "+db.Token.Reveal())
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	var answer struct {
		Results []struct {
			Error  string `json:"error"`
			Series []struct {
				Values [][]any `json:"values"`
			} `json:"series"`
		} `json:"results"`
	}
	require.NoError(t, json.Unmarshal(raw, &answer), string(raw))
	var out [][]any
	for _, r := range answer.Results {
		require.Empty(t, r.Error)
		for _, s := range r.Series {
			out = append(out, s.Values...)
		}
	}
	return out
}

// requireWhole compares what is stored with the world, id by id.
func requireWhole(t *testing.T, db sink.Database, w *sim.World) {
	t.Helper()
	var posts, mentions []any
	for _, p := range w.Accounts[0].PostsBy(w.Now()) {
		posts = append(posts, p.ID)
		for _, c := range p.CommentsBy(w.Now()) {
			mentions = append(mentions, c.ID)
		}
	}
	require.ElementsMatch(t, posts, column(t, db, `SELECT id FROM post`))
	require.ElementsMatch(t, mentions, column(t, db, `SELECT id FROM mention`))
}
