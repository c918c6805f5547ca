package query_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/influx"
	"github.com/pantau/pantau/plugin/pkg/query"
)

var update = flag.Bool("update", false, "write the golden files anew")

// testCase is a case folder's query.json.
type testCase struct {
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
}

var (
	jakarta = mustZone("Asia/Jakarta")
	monday  = time.Date(2026, 3, 2, 0, 0, 0, 0, jakarta)
	sunday  = monday.AddDate(0, 0, 7) // the midnight that ends it
)

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

func readCase(t *testing.T, dir string) testCase {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "query.json"))
	require.NoError(t, err)
	c := testCase{From: monday, To: sunday, Store: "store"}
	require.NoError(t, json.Unmarshal(raw, &c))
	require.Equal(t, filepath.Base(filepath.Dir(dir)), c.QueryType, "a case lies in the folder of its query type")
	return c
}

func (c testCase) request(t *testing.T) *backend.QueryDataRequest {
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

// TestCases answers every case folder's query from a small store, on every
// version of InfluxDB, and compares the frames with the golden text.
func TestCases(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("testdata/cases/*/*")
	require.NoError(t, err)
	require.NotEmpty(t, dirs)
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		stores := openStores(t, s)
		for _, dir := range dirs {
			t.Run(filepath.Base(filepath.Dir(dir))+"/"+filepath.Base(dir), func(t *testing.T) {
				c := readCase(t, dir)
				require.Contains(t, stores, c.Store, "testdata has no such store")
				d := query.NewDispatcher(query.Options{
					Store: stores[c.Store], Zone: jakarta, Language: languageOf(c), Now: func() time.Time { return sunday },
				})
				response := d.QueryData(t.Context(), c.request(t)).Responses["A"]
				require.NoError(t, response.Error)
				requireExpected(t, c, response.Frames)
				requireGolden(t, filepath.Join(dir, "frames.txt"), render(t, response.Frames))
			})
		}
	})
}

// openStores writes every store of testdata to a bucket of its own; those whose
// names start with store share one.
func openStores(t *testing.T, s *influxtest.Server) map[string]*influx.Client {
	t.Helper()
	files, err := filepath.Glob("testdata/*.lp")
	require.NoError(t, err)
	stores := map[string]*influx.Client{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".lp")
		if strings.HasPrefix(name, "store_") {
			name = "store" // more of the same office
		}
		lines, err := os.ReadFile(file)
		require.NoError(t, err)
		if stores[name] == nil {
			s.Bucket(t, name)
		}
		s.Write(t, name, string(lines))
		if stores[name] != nil {
			continue
		}
		client, err := influx.New(influx.Options{URL: s.URL, Organization: influxtest.Organization, Bucket: name, Token: s.Token})
		require.NoError(t, err)
		t.Cleanup(client.Close)
		stores[name] = client
	}
	return stores
}

// requireExpected compares with what was worked out by hand. The tolerance is for
// the rounding of that.
func requireExpected(t *testing.T, c testCase, frames data.Frames) {
	t.Helper()
	require.Equal(t, len(c.Expect) > 0, c.Working != "", "what is expected needs its working")
	for name, want := range c.Expect {
		field, _ := frames[0].FieldByName(name)
		require.NotNil(t, field, "column %s", name)
		require.Equal(t, len(want), field.Len(), "column %s", name)
		for row, v := range want {
			got, ok := field.ConcreteAt(row)
			require.Equal(t, v != nil, ok, "column %s, row %d", name, row)
			if v != nil {
				require.InDelta(t, *v, got, 0.005, "column %s, row %d", name, row)
			}
		}
	}
}

// TestNoMentionIsLostBetweenWindows adds up every width of window in several
// zones, one with a 23-hour and one with a 25-hour day: our windows must meet
// those of InfluxDB.
func TestNoMentionIsLostBetweenWindows(t *testing.T) {
	t.Parallel()
	var lines strings.Builder
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 2400 { // every 3 h 10 min until November
		fmt.Fprintf(&lines, "topic_10m,platform=p,account=a,topic=t mentions=1,posts=0 %d\n", start.Add(time.Duration(i)*190*time.Minute).UnixNano())
	}
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "windows")
		s.Write(t, "windows", lines.String())
		client, err := influx.New(influx.Options{URL: s.URL, Organization: influxtest.Organization, Bucket: "windows", Token: s.Token})
		require.NoError(t, err)
		t.Cleanup(client.Close)
		for _, zone := range []string{"Asia/Jakarta", "Asia/Jayapura", "Europe/Amsterdam", "UTC"} {
			d := query.NewDispatcher(query.Options{Store: client, Zone: mustZone(zone), Language: catalogue.English})
			for _, points := range []int64{0, 10_000, 8000, 2500, 1300, 700, 350, 100} { // 10 minutes up to a week
				require.InDelta(t, 2400, sumOfSeries(t, d, start, points), 0, "%s, %d points", zone, points)
			}
		}
	})
}

func sumOfSeries(t *testing.T, d *query.Dispatcher, start time.Time, points int64) float64 {
	t.Helper()
	c := testCase{QueryType: "topic_volume", From: start, To: start.AddDate(0, 11, 0)}
	req := c.request(t)
	req.Queries[0].MaxDataPoints = points
	got := d.QueryData(t.Context(), req).Responses["A"]
	require.NoError(t, got.Error)
	sum, values := 0.0, got.Frames[0].Fields[1]
	for row := range values.Len() {
		v, ok := values.ConcreteAt(row)
		require.True(t, ok)
		sum += v.(float64)
	}
	return sum
}

func languageOf(c testCase) catalogue.Language {
	if c.Language == "" {
		return catalogue.Indonesian
	}
	return catalogue.Parse(c.Language)
}

func requireGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "no golden: look at the answer, then run the test with -update")
	require.Equal(t, string(want), got)
}

// TestEveryQueryTypeHasCases walks the registry, so that a new query type
// without a case fails.
func TestEveryQueryTypeHasCases(t *testing.T) {
	t.Parallel()
	for _, d := range query.Descriptors() {
		goldens, err := filepath.Glob(filepath.Join("testdata/cases", d.ID, "*", "frames.txt"))
		require.NoError(t, err)
		require.NotEmpty(t, goldens, d.ID)
	}
}
