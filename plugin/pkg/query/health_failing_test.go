package query_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/influx"
	"github.com/pantau/pantau/plugin/pkg/query"
	"github.com/pantau/pantau/plugin/pkg/query/querytest"
)

// An account that fails for longer than the runs that are read did work before.
func TestTheLastSuccessMayLieFarBack(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "failing")
		var lines strings.Builder
		for i := range 40 {
			at := querytest.Monday.Add(time.Duration(i) * time.Hour).UnixNano()
			for _, account := range []string{"x,account=dinkes", "x,account=pemkot", "mastodon,account=pemkot"} {
				kind := "" // of the mistake
				if i > 5 && account != "mastodon,account=pemkot" {
					kind = "auth"
				}
				fmt.Fprintf(&lines, "%s,connector=%s records=1,errors=0,error_kind=%q,message=\"\",lag_s=0 %d\n", schema.Poll, account, kind, at)
			}
		}
		s.Write(t, "failing", lines.String())
		client, err := influx.New(influx.Options{URL: s.URL, Organization: influxtest.Organization, Bucket: "failing", Token: s.Token})
		require.NoError(t, err)
		t.Cleanup(client.Close)
		to := querytest.Monday.Add(40 * time.Hour)
		d := query.NewDispatcher(query.Options{
			Store: client, Zone: jakarta, Language: catalogue.English, Now: func() time.Time { return to },
		})
		got := d.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{{
			RefID: "A", JSON: []byte(`{"queryType":"collector_health"}`), TimeRange: backend.TimeRange{From: querytest.Monday, To: to},
		}}}).Responses["A"]
		require.NoError(t, got.Error)
		status, _ := got.Frames[0].FieldByName("status")
		worked, _ := got.Frames[0].FieldByName("last_success")
		for row, want := range []struct {
			status string
			hours  int
		}{{"ok", 39}, {"failing", 5}, {"failing", 5}} { // Mastodon's pemkot, X's dinkes and pemkot
			require.Equal(t, want.status, status.At(row), "row %d", row)
			at, ok := worked.ConcreteAt(row)
			require.True(t, ok, "row %d", row)
			require.WithinDuration(t, querytest.Monday.Add(time.Duration(want.hours)*time.Hour), at.(time.Time), 0, "row %d", row) //nolint:forcetypeassert // a column of times
		}
	})
}
