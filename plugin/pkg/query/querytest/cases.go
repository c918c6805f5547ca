// Package querytest reads the case folders of the query types and writes answers
// as their goldens have them, for whoever asks them: the package itself, or a test
// through the front door.
package querytest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/influxtest"
)

// Case is a case folder's query.json.
type Case struct {
	QueryType string          `json:"queryType"`
	Params    json.RawMessage `json:"params"`
	From      time.Time       `json:"from"`
	To        time.Time       `json:"to"`
	Language  string          `json:"language"`
	Alert     bool            `json:"alert"`
	Store     string          `json:"store"` // the file in testdata that it is answered from
	// Working is how Expect was worked out by hand: columns of the first frame,
	// which -update does not touch.
	Working string                `json:"working"`
	Expect  map[string][]*float64 `json:"expect"`

	Dir string `json:"-"` // its folder
}

// The office of the cases, and the week that they ask for unless they say
// another.
var (
	Zone   = MustZone("Asia/Jakarta")
	Monday = time.Date(2026, 3, 2, 0, 0, 0, 0, Zone)
	Sunday = Monday.AddDate(0, 0, 7) // the midnight that ends it
)

// MustZone loads a time zone.
func MustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// Cases reads every case below testdata.
func Cases(t testing.TB, testdata string) []Case {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(testdata, "cases/*/*"))
	require.NoError(t, err)
	require.NotEmpty(t, dirs)
	out := make([]Case, len(dirs))
	for i, dir := range dirs {
		raw, err := os.ReadFile(filepath.Join(dir, "query.json"))
		require.NoError(t, err)
		c := Case{From: Monday, To: Sunday, Store: "store", Dir: dir}
		require.NoError(t, json.Unmarshal(raw, &c))
		require.Equal(t, filepath.Base(filepath.Dir(dir)), c.QueryType, "a case lies in the folder of its query type")
		out[i] = c
	}
	return out
}

// Name is the case's, with its query type.
func (c Case) Name() string { return c.QueryType + "/" + filepath.Base(c.Dir) }

// Golden is the file of its frames.
func (c Case) Golden() string { return filepath.Join(c.Dir, "frames.txt") }

// Lang is the language of its answer.
func (c Case) Lang() catalogue.Language {
	if c.Language == "" {
		return catalogue.Indonesian
	}
	return catalogue.Parse(c.Language)
}

// Request asks it, as refId A.
func (c Case) Request(t testing.TB) *backend.QueryDataRequest {
	t.Helper()
	raw, err := json.Marshal(map[string]any{"refId": "A", "queryType": c.QueryType, "params": c.Params})
	require.NoError(t, err)
	req := &backend.QueryDataRequest{Queries: []backend.DataQuery{{
		RefID: "A", QueryType: c.QueryType, JSON: raw, TimeRange: backend.TimeRange{From: c.From, To: c.To},
		Interval: time.Minute, MaxDataPoints: 1000,
	}}}
	if c.Alert {
		req.Headers = map[string]string{"FromAlert": "true"}
	}
	return req
}

// WriteStores writes every store below testdata to a bucket of its own, which has
// its name; those whose names start with store share one.
func WriteStores(t testing.TB, testdata string, s *influxtest.Server) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(testdata, "*.lp"))
	require.NoError(t, err)
	var names []string
	for _, file := range files { // sorted: store before store_…
		name := strings.TrimSuffix(filepath.Base(file), ".lp")
		more := strings.HasPrefix(name, "store_") // of the same office
		if more {
			name = "store"
		}
		lines, err := os.ReadFile(file)
		require.NoError(t, err)
		if !more {
			s.Bucket(t, name)
			names = append(names, name)
		}
		s.Write(t, name, string(lines))
	}
	return names
}
