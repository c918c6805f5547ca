package query_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/influx"
	"github.com/pantau/pantau/plugin/pkg/query"
	"github.com/pantau/pantau/plugin/pkg/query/querytest"
)

var update = flag.Bool("update", false, "write the golden files anew")

var jakarta = querytest.Zone

// TestCases answers every case folder's query from a small store, on every
// version of InfluxDB, and compares the frames with the golden text.
func TestCases(t *testing.T) {
	t.Parallel()
	cases := querytest.Cases(t, "testdata")
	for name := range annotations {
		require.True(t, slices.ContainsFunc(cases, func(c querytest.Case) bool { return c.Name() == name }), name)
	}
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		stores := map[string]*influx.Client{}
		for _, name := range querytest.WriteStores(t, "testdata", s) {
			client := querytest.Connect(t, s, name)
			stores[name] = client
		}
		for _, c := range cases {
			t.Run(c.Name(), func(t *testing.T) {
				require.Contains(t, stores, c.Store, "testdata has no such store")
				d := query.NewDispatcher(query.Options{
					Store: stores[c.Store], Zone: jakarta, Language: c.Lang(), Now: func() time.Time { return querytest.Sunday },
				})
				response := d.QueryData(t.Context(), c.Request(t)).Responses["A"]
				require.NoError(t, response.Error)
				requireContract(t, c, response.Frames)
				requireAnnotation(t, c, response.Frames)
				requireExpected(t, c, response.Frames)
				requireGolden(t, c.Golden(), querytest.Render(t, response.Frames))
			})
		}
	})
}

// requireExpected compares with what was worked out by hand. The tolerance is for
// the rounding of that.
func requireExpected(t *testing.T, c querytest.Case, frames data.Frames) {
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
		client := querytest.Connect(t, s, "windows")
		for _, zone := range []string{"Asia/Jakarta", "Asia/Jayapura", "Europe/Amsterdam", "UTC"} {
			d := query.NewDispatcher(query.Options{Store: client, Zone: querytest.MustZone(zone), Language: catalogue.English})
			for _, points := range []int64{0, 10_000, 8000, 2500, 1300, 700, 350, 100} { // 10 minutes up to a week
				require.InDelta(t, 2400, sumOfSeries(t, d, start, points), 0, "%s, %d points", zone, points)
			}
		}
	})
}

func sumOfSeries(t *testing.T, d *query.Dispatcher, start time.Time, points int64) float64 {
	t.Helper()
	c := querytest.Case{QueryType: "topic_volume", From: start, To: start.AddDate(0, 11, 0)}
	req := c.Request(t)
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
