package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/bluesky/atprototest"
)

// TestAtprotoThroughTheWholePath reads a real Bluesky network and asks the
// plugin: what was posted, liked and answered there comes out of `pantau query`.
func TestAtprotoThroughTheWholePath(t *testing.T) {
	n := atprototest.Start(t)
	path := filepath.Join(t.TempDir(), "pantau.yaml")
	require.NoError(t, os.WriteFile(path, fmt.Appendf(nil, `
influxdb: {port: 0}
accounts:
  - {connector: bluesky, account: %q, base_url: %q, allow_private: true, app_password: %q, hashtags: [%q]}
`, n.Office.Handle, n.PDS, n.Office.AppPassword, n.Hashtag), 0o600))
	for range 2 { // the second time changes nothing
		got := pantau(t, "", "run", "--config", path, "--once")
		require.Equal(t, 0, got.code, got.err)
		requireNetwork(t, path, n)
	}
}

func requireNetwork(t *testing.T, path string, n atprototest.Network) {
	t.Helper()
	posts := rowsOf(t, path, "top_posts", "--param", "limit=1000")
	require.Len(t, posts, len(n.Posts))
	got := map[string]int{}
	for _, row := range posts {
		for _, metric := range []string{"likes", "shares", "comments", "quotes"} {
			count, err := strconv.Atoi(row[metric])
			require.NoError(t, err, "%s of %s", metric, row["url"])
			got[metric] += count
		}
		require.Empty(t, row["reach"], "not offered")
		require.Contains(t, row["not_available"], "this platform does not offer it")
	}
	want := map[string]int{}
	for _, p := range n.Posts {
		want["likes"] += p.Likes
		want["shares"] += p.Reposts
		want["comments"] += p.Replies
		want["quotes"] += p.Quotes
	}
	require.Equal(t, want, got)
	mentions := rowsOf(t, path, "sentiment", "--param", "format=table")
	require.Len(t, mentions, 1)
	require.Equal(t, strconv.Itoa(len(n.Mentions)), mentions[0]["mentions"])
}

// rowsOf gives the rows of an answer, by field name.
func rowsOf(t *testing.T, path, kind string, more ...string) []map[string]string {
	t.Helper()
	binary, err := plugin()
	require.NoError(t, err)
	args := []string{"query", kind, "--config", path, "--plugin", binary, "--format", "csv", "--from", "now-10y"}
	got := pantau(t, "", append(args, more...)...)
	require.Equal(t, 0, got.code, got.err)
	rows, err := csv.NewReader(strings.NewReader(got.out)).ReadAll()
	require.NoError(t, err)
	out := make([]map[string]string, 0, len(rows))
	for _, row := range rows[1:] {
		named := map[string]string{}
		for i, name := range rows[0] {
			named[name] = row[i]
		}
		out = append(out, named)
	}
	return out
}
