package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/sim"
)

const compat = "../testdata/compat"

// left is when the office of the kept data_dir published its first post.
var left = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)

// leftOffice is a Mastodon server whose account has published n posts, one an
// hour, with a comment each; the later ones are from after the upgrade.
func leftOffice(t *testing.T, n int) *httptest.Server {
	t.Helper()
	a := &sim.Account{Platform: "mastodon", Handle: "dinkes", Name: "Dinkes", Followers: func(time.Time) int { return 500 }}
	for i := range n {
		at := left.Add(time.Duration(i) * time.Hour)
		if i >= postsLeft {
			at = time.Now().Add(-time.Hour)
		}
		a.Posts = append(a.Posts, &sim.Post{
			ID: fmt.Sprint(100 + 10*i), Type: "text", Published: at, Text: "Jadwal vaksinasi", Final: sim.Counters{Likes: 10 + i, Shares: 3},
			Comments: []*sim.Comment{{ID: fmt.Sprint(101 + 10*i), Author: "warga", Created: at.Add(time.Minute), Text: "Antreannya lama sekali."}},
		})
	}
	server := httptest.NewServer(mastodonsim.Handler(sim.New(time.Now, a), mastodonsim.Options{Tokens: map[string]string{"tok-3n": "dinkes"}, Limit: 100000}))
	t.Cleanup(server.Close)
	return server
}

// postsLeft are the posts that the kept data_dir knows.
const postsLeft = 4

func officeConfig(t *testing.T, url, dataDir string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pantau.yaml")
	require.NoError(t, os.WriteFile(path, fmt.Appendf(nil, "data_dir: %s\ninfluxdb: {port: 0}\ntopics: {vaksinasi: [vaksinasi]}\n"+
		"accounts: [{connector: mastodon, account: dinkes, base_url: %q, allow_private: true, token: tok-3n, history: 3650d}]\n", dataDir, url), 0o600))
	return path
}

// TestUpgradeAndBack opens the data_dir that each released version left with
// today's collector: nothing is lost, nothing is doubled, and it goes on. Then it
// goes back, as docs/en/versioning.md says.
func TestUpgradeAndBack(t *testing.T) {
	if v := os.Getenv("PANTAU_KEEP"); v != "" {
		keepDataDir(t, filepath.Join(compat, v, "data.tar.gz"))
	}
	files, err := filepath.Glob(compat + "/*/data.tar.gz")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		data, backup := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "data")
		unpackData(t, file, data)
		path := officeConfig(t, leftOffice(t, postsLeft+1).URL, data)
		before := posts(t, path)
		require.Len(t, before, postsLeft, file)
		copyData(t, data, backup) // as good as a backup

		got := pantau(t, "", "run", "--config", path, "--once")
		require.Equal(t, 0, got.code, got.err)
		after := posts(t, path)
		require.Len(t, after, postsLeft+1, "%s: what came since is there, and nothing twice", file)
		require.Subset(t, after, before, "%s: nothing is lost", file)

		require.NoError(t, os.WriteFile(filepath.Join(data, "format"), []byte("1000\n"), 0o600))
		refused := pantau(t, "", "run", "--config", path, "--once")
		require.Equal(t, 1, refused.code)
		require.Contains(t, refused.err, "is of a newer Pantau", "an older collector does not touch what a newer one left")

		require.NoError(t, os.RemoveAll(data))
		copyData(t, backup, data)
		require.Equal(t, before, posts(t, path))
		got = pantau(t, "", "run", "--config", path, "--once")
		require.Equal(t, 0, got.code, got.err)
		require.ElementsMatch(t, after, posts(t, path), "%s: what was read in between is read again", file)
	}
}

// copyData copies as cp --archive does: the keys stay their owner's.
func copyData(t *testing.T, from, to string) {
	t.Helper()
	require.NoError(t, os.CopyFS(to, os.DirFS(from)))
	require.NoError(t, filepath.WalkDir(to, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chmod(path, 0o600)
	}))
}

// posts are the rows of every post there is.
func posts(t *testing.T, path string) []string {
	t.Helper()
	binary, err := plugin()
	require.NoError(t, err)
	got := pantau(t, "", "query", "top_posts", "--config", path, "--plugin", binary, "--format", "csv", "--from", "2026-11-01", "--param", "limit=50")
	require.Equal(t, 0, got.code, got.err)
	lines := strings.Split(strings.TrimSpace(got.out), "\n")[1:]
	for i, line := range lines {
		_, line, _ = strings.Cut(line, ",")           // its rank
		lines[i], _, _ = strings.Cut(line, ",Jadwal") // what follows compares with the account's usual
	}
	return lines
}

// keepDataDir makes what a collector of today leaves.
func keepDataDir(t *testing.T, file string) {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	path := officeConfig(t, leftOffice(t, postsLeft).URL, data)
	got := pantau(t, "", "run", "--config", path, "--once")
	require.Equal(t, 0, got.code, got.err)
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o750))
	f, err := os.Create(file)
	require.NoError(t, err)
	gz, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	require.NoError(t, err)
	w := tar.NewWriter(gz)
	require.NoError(t, w.AddFS(os.DirFS(data)))
	require.NoError(t, errors.Join(w.Close(), gz.Close(), f.Close()))
}

func unpackData(t *testing.T, file, to string) {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	gz, err := gzip.NewReader(f)
	require.NoError(t, err)
	for r := tar.NewReader(gz); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
		path := filepath.Join(to, filepath.FromSlash(h.Name))
		if h.FileInfo().IsDir() {
			require.NoError(t, os.MkdirAll(path, 0o700))
			continue
		}
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		raw, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, raw, fs.FileMode(0o600)))
	}
}

// TestCommandsAndFlagsStay holds the command line of released versions: scripts
// of offices call it.
func TestCommandsAndFlagsStay(t *testing.T) {
	now := map[string][]string{}
	for _, d := range describe(t.Context()) {
		now[d.name] = []string{}
		for _, f := range d.flags {
			now[d.name] = append(now[d.name], f.Name)
		}
	}
	if v := os.Getenv("PANTAU_KEEP"); v != "" {
		raw, err := json.MarshalIndent(now, "", " ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(compat, v, "commands.json"), append(raw, '\n'), 0o600))
	}
	files, err := filepath.Glob(compat + "/*/commands.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		var then map[string][]string
		require.NoError(t, json.Unmarshal(raw, &then))
		require.NotEmpty(t, then)
		for name, flags := range then {
			require.Contains(t, now, name, file)
			require.Subset(t, now[name], flags, "%s: pantau %s", file, name)
		}
	}
}
