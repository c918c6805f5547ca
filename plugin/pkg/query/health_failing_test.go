package query_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/influxtest"
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
		old := querytest.Monday.AddDate(0, 0, -60) // weekly, and one that ended
		for i := range 9 {
			at := old.AddDate(0, 0, 7*i).UnixNano()
			fmt.Fprintf(&lines, "%s,connector=youtube,account=pemkot records=1,errors=0,error_kind=\"\",message=\"\",lag_s=0 %d\n", schema.Poll, at)
		}
		fmt.Fprintf(&lines, "%s,connector=youtube,account=lama records=1,errors=0,error_kind=\"\",message=\"\",lag_s=0 %d\n", schema.Poll, old.UnixNano())
		s.Write(t, "failing", lines.String())
		client := querytest.Connect(t, s, "failing")
		to := querytest.Monday.Add(40 * time.Hour)
		d := query.NewDispatcher(query.Options{
			Store: client, Zone: jakarta, Language: catalogue.English, Now: func() time.Time { return to },
		})
		ask := func(from time.Time) *data.Frame {
			got := d.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{{
				RefID: "A", JSON: []byte(`{"queryType":"collector_health"}`), TimeRange: backend.TimeRange{From: from, To: to},
			}}}).Responses["A"]
			require.NoError(t, got.Error)
			return got.Frames[0]
		}
		type row struct {
			account, status string
			worked          time.Time
		}
		rows := func(f *data.Frame) (out []row) {
			connector, _ := f.FieldByName("connector")
			account, _ := f.FieldByName("account")
			status, _ := f.FieldByName("status")
			worked, _ := f.FieldByName("last_success")
			for i := range f.Rows() {
				at, ok := worked.ConcreteAt(i)
				require.True(t, ok, "row %d", i)
				out = append(out, row{fmt.Sprint(connector.At(i), " ", account.At(i)), fmt.Sprint(status.At(i)), at.(time.Time).In(jakarta)}) //nolint:forcetypeassert // a column of times
			}
			return out
		}
		hour := func(n int) time.Time { return querytest.Monday.Add(time.Duration(n) * time.Hour).In(jakarta) }
		weekly := row{"youtube pemkot", "ok", old.AddDate(0, 0, 56).In(jakarta)}
		want := []row{{"mastodon pemkot", "ok", hour(39)}, {"x dinkes", "failing", hour(5)}, {"x pemkot", "failing", hour(5)}}
		require.Equal(t, append(want, weekly), rows(ask(querytest.Monday)), "30 days")
		want = append(want, row{"youtube lama", "late", old.In(jakarta)}, weekly)
		require.Equal(t, want, rows(ask(old.AddDate(0, 0, -30))), "90 days")
	})
}

// Runs of an account that is read much more often than the others push theirs out of
// the rows that are read at first: these are asked for by name.
func TestAccountsThatAreReadOftenerThanOthers(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "often")
		var lines strings.Builder
		to := querytest.Monday.Add(40 * time.Hour)
		run := func(account string, at time.Time, records int) {
			fmt.Fprintf(&lines, "%s,%s records=%d,errors=0,error_kind=\"\",message=\"\",lag_s=0 %d\n", schema.Poll, account, records, at.UnixNano())
		}
		for i := range 300 {
			run("connector=x,account=sering", to.Add(-time.Duration(i+1)*time.Minute), i)
		}
		for i := range 40 {
			run("connector=mastodon,account=pemkot", to.Add(-time.Duration(i+1)*time.Hour), 100+i)
		}
		run("connector=youtube,account=pemkot", to.AddDate(0, 0, -9), 7)
		s.Write(t, "often", lines.String())
		d := query.NewDispatcher(query.Options{
			Store: querytest.Connect(t, s, "often"), Zone: jakarta, Language: catalogue.English, Now: func() time.Time { return to },
		})
		got := d.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{{
			RefID: "A", JSON: []byte(`{"queryType":"collector_health"}`), TimeRange: backend.TimeRange{From: querytest.Monday, To: to},
		}}}).Responses["A"]
		require.NoError(t, got.Error)
		f := got.Frames[0]
		raw, err := json.Marshal(f.Meta.Custom)
		require.NoError(t, err)
		require.Contains(t, string(raw), `"n":41`, "20 runs of two accounts, and one")
		for name, want := range map[string][]any{
			"account": {"pemkot", "sering", "pemkot"}, "status": {"ok", "ok", "late"}, "records": {100.0, 0.0, 7.0},
		} {
			field, _ := f.FieldByName(name)
			require.NotNil(t, field, name)
			for row, v := range want {
				is, ok := field.ConcreteAt(row)
				require.True(t, ok)
				require.Equal(t, v, is, "%s of row %d", name, row)
			}
		}
		require.Contains(t, f.Meta.ExecutedQueryString, "LIMIT 75", "25 rows an account")
		require.Contains(t, f.Meta.ExecutedQueryString, `"account" = $p2`)
	})
}
