package embedded

import (
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

var quiet = slog.New(slog.DiscardHandler)

func ask(t *testing.T, s *Server, token sdk.Secret, statement string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/query?db="+s.Bucket, strings.NewReader("q="+statement))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		req.Header.Set("Authorization", "Token "+token.Reveal())
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(body)
}

func TestStartServesWithItsTokenOnly(t *testing.T) {
	t.Parallel()
	s, err := Start(t.TempDir(), "pantau", 0, quiet)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	status, body := ask(t, s, s.Token, "SHOW+DATABASES")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, `"pantau"`)
	status, _ = ask(t, s, "", "SHOW+DATABASES")
	require.Equal(t, http.StatusUnauthorized, status)
	status, _ = ask(t, s, "pantau:wrong", "SHOW+DATABASES")
	require.Equal(t, http.StatusUnauthorized, status)
	require.True(t, strings.HasPrefix(s.URL, "http://127.0.0.1:"))
}

func TestDataAndTokenOutliveARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := Start(dir, "pantau", 0, quiet)
	require.NoError(t, err)
	status, _ := ask(t, first, first.Token, "CREATE+DATABASE+other")
	require.Equal(t, http.StatusOK, status)
	require.NoError(t, first.Close())
	second, err := Start(dir, "pantau", 0, quiet)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, second.Close()) })
	require.Equal(t, first.Token, second.Token)
	_, body := ask(t, second, second.Token, "SHOW+DATABASES")
	require.Contains(t, body, `"other"`)
	info, err := os.Stat(filepath.Join(dir, "influxdb", "token"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

// TestGrafanasTokenOnlyReads: what Grafana holds may write nothing, see no other
// database and make no user, and outlives the loss of its file.
func TestGrafanasTokenOnlyReads(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "influxdb", ReaderFile)
	reader := func() sdk.Secret {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		return sdk.Secret(strings.TrimSpace(string(raw)))
	}
	first, err := Start(dir, "pantau", 0, quiet)
	require.NoError(t, err)
	status, _ := ask(t, first, first.Token, "CREATE+DATABASE+other")
	require.Equal(t, http.StatusOK, status)
	old := reader()
	for statement, want := range map[string]int{
		"SELECT+*+FROM+post": http.StatusOK, "SELECT+*+FROM+other.autogen.post": http.StatusForbidden,
		"DROP+DATABASE+pantau": http.StatusForbidden, "CREATE+USER+x+WITH+PASSWORD+'y'": http.StatusForbidden, "DELETE+FROM+post": http.StatusForbidden,
	} {
		status, body := ask(t, first, old, statement)
		require.Equal(t, want, status, "%s: %s", statement, body)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, first.URL+"/api/v2/write?bucket=pantau", strings.NewReader("post value=1"))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Token "+old.Reveal())
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusForbidden, resp.StatusCode)
	require.NoError(t, first.Close())

	require.NoError(t, os.Remove(file))
	second, err := Start(dir, "pantau", 0, quiet)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, second.Close()) })
	status, _ = ask(t, second, reader(), "SELECT+*+FROM+post")
	require.Equal(t, http.StatusOK, status)
	status, _ = ask(t, second, old, "SELECT+*+FROM+post")
	require.Equal(t, http.StatusUnauthorized, status)
}

func TestSecondProcessFindsTheRunningOne(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Start(dir, "pantau", 0, quiet)
	require.NoError(t, err)
	_, err = Start(dir, "pantau", 0, quiet)
	require.ErrorIs(t, err, ErrRunning)
	found, err := Running(dir, "pantau")
	require.NoError(t, err)
	require.Equal(t, s.Address, found)
	require.NoError(t, s.Close())
	_, err = Running(dir, "pantau")
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestPortInUse(t *testing.T) {
	t.Parallel()
	s, err := Start(t.TempDir(), "pantau", 0, quiet)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	port, err := strconv.Atoi(s.URL[strings.LastIndex(s.URL, ":")+1:])
	require.NoError(t, err)
	_, err = Start(t.TempDir(), "pantau", port, quiet)
	require.ErrorContains(t, err, "influxdb.port")
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		s, err := Start(b.TempDir(), "pantau", 0, quiet)
		require.NoError(b, err)
		require.NoError(b, s.Close())
	}
}

// TestALostTokenIsReplaced: without the file nobody could ask the database any more.
func TestALostTokenIsReplaced(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Start(dir, "pantau", 0, quiet)
	require.NoError(t, err)
	put(t, s, `post,account=a id="x" 1000000000`)
	old := s.Token
	require.NoError(t, s.Close())
	require.NoError(t, os.Remove(filepath.Join(dir, "influxdb", "token")))
	s, err = Start(dir, "pantau", 0, quiet)
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	require.NotEqual(t, old, s.Token)
	_, body := ask(t, s, s.Token, "SELECT+id+FROM+post")
	require.Contains(t, body, `"x"`)
	_, body = ask(t, s, old, "SELECT+id+FROM+post")
	require.NotContains(t, body, `"x"`, "the old password is void")

	require.NoError(t, os.Remove(filepath.Join(dir, "influxdb", "token")))
	_, err = Running(dir, "pantau")
	require.ErrorContains(t, err, "restart the collector")
	require.NoFileExists(t, filepath.Join(dir, "influxdb", "token"), "who only looks makes none")
}
