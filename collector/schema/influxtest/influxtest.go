// Package influxtest gives tests a real InfluxDB: 1.8 in this process, and 2.7
// where the environment variable PANTAU_INFLUXD2 names its binary.
package influxtest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Env names the binary of InfluxDB 2.7.
const Env = "PANTAU_INFLUXD2"

// Organization is the organisation of the 2.7 server.
const Organization = "pantau"

// Server is a running database of one test.
type Server struct {
	Version string // "1.8" or "2.7"
	URL     string
	Token   string
	orgID   string
}

// Each runs a test against every server there is, in a subtest of its version.
func Each(t *testing.T, run func(t *testing.T, s *Server)) {
	t.Helper()
	t.Run("1.8", func(t *testing.T) { run(t, Start18(t)) })
	t.Run("2.7", func(t *testing.T) {
		if os.Getenv(Env) == "" {
			t.Skipf("InfluxDB 2.7 is not here: set %s to its influxd; only 1.8 was tried", Env)
		}
		run(t, Start27(t, os.Getenv(Env)))
	})
}

// Bucket makes a bucket.
func (s *Server) Bucket(t testing.TB, name string) {
	t.Helper()
	if s.orgID == "" {
		s.post(t, "/query", "application/x-www-form-urlencoded", url.Values{"q": {"CREATE DATABASE " + name}}.Encode())
		return
	}
	body, err := json.Marshal(map[string]any{"orgID": s.orgID, "name": name, "retentionRules": []any{}})
	require.NoError(t, err)
	s.post(t, "/api/v2/buckets", "application/json", string(body))
}

// Write stores points in line protocol, with time stamps in nanoseconds.
func (s *Server) Write(t testing.TB, bucket, lines string) {
	t.Helper()
	path := "/api/v2/write?" + url.Values{"org": {Organization}, "bucket": {bucket}, "precision": {"ns"}}.Encode()
	s.post(t, path, "text/plain; charset=utf-8", lines)
}

// post makes a request that must work, and gives the answer.
func (s *Server) post(t testing.TB, path, kind, body string) []byte {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", kind)
	if s.Token != "" {
		req.Header.Set("Authorization", "Token "+s.Token)
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Less(t, resp.StatusCode, 300, "%s: %s", path, answer)
	require.NotContains(t, string(answer), `"error"`, path)
	return answer
}
