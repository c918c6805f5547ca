//go:build linux

package faults

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/sink"
)

// row is one point that a query gave.
type row struct {
	at     time.Time
	tags   map[string]string
	fields map[string]any
}

func (r row) text(name string) string    { s, _ := r.fields[name].(string); return s }
func (r row) number(name string) float64 { n, _ := r.fields[name].(float64); return n }

// rows asks the database. This is not the collector's own reader, so that one
// mistake can't hide another.
func rows(t testing.TB, db sink.Database, statement string) []row {
	t.Helper()
	form := url.Values{"db": {db.Bucket}, "q": {statement}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, db.URL+"/query", strings.NewReader(form.Encode()))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Token "+db.Token.Reveal())
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	var answer struct {
		Error   string `json:"error"`
		Results []struct {
			Error  string `json:"error"`
			Series []struct {
				Tags    map[string]string `json:"tags"`
				Columns []string          `json:"columns"`
				Values  [][]any           `json:"values"`
			} `json:"series"`
		} `json:"results"`
	}
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&answer), "%s: %d", statement, resp.StatusCode)
	require.Empty(t, answer.Error, statement)
	var out []row
	for _, result := range answer.Results {
		require.Empty(t, result.Error, statement)
		for _, series := range result.Series {
			for _, values := range series.Values {
				r := row{tags: series.Tags, fields: map[string]any{}}
				for i, v := range values {
					r.fields[series.Columns[i]] = v
				}
				if r.at, err = time.Parse(time.RFC3339Nano, r.text("time")); err != nil {
					require.NoError(t, err)
				}
				out = append(out, r)
			}
		}
	}
	return out
}

// letter is one line of the dead letters.
type letter struct{ Reason, Line string }

// letters reads the dead letters of a data folder; every line must be readable.
func letters(t testing.TB, dir string) []letter {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "data", "dead-letters", "*.jsonl"))
	require.NoError(t, err)
	var out []letter
	for _, name := range files {
		f, err := os.Open(name)
		require.NoError(t, err)
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 64<<20)
		for lines.Scan() {
			var l letter
			require.NoError(t, json.Unmarshal(lines.Bytes(), &l), lines.Text())
			require.NotEmpty(t, l.Reason)
			out = append(out, l)
		}
		require.NoError(t, lines.Err())
		require.NoError(t, f.Close())
	}
	return out
}
