package query_test

import (
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

// Few posts are looked up one by one and many are read together: both ways tell the
// same of a post.
func TestDetailsAreTheSameEitherWay(t *testing.T) {
	t.Parallel()
	s := influxtest.Start18(t)
	s.Bucket(t, "details")
	var lines strings.Builder
	for i := range 40 {
		fmt.Fprintf(&lines, "%s,platform=mastodon,account=a%d,type=text id=\"%d\",url=\"https://x.example/%d\",excerpt=\"Kabar %d\","+
			"topics=\"\",unavailable=\"reach=not_offered\",likes=%d,shares=1,engagements=%d %d\n",
			schema.Post, i%3, i, i, i, 100-i, 101-i, querytest.Monday.Add(time.Duration(i)*time.Hour).UnixNano())
	}
	s.Write(t, "details", lines.String())
	client := querytest.Connect(t, s, "details")
	d := query.NewDispatcher(query.Options{
		Store: client, Zone: jakarta, Language: catalogue.English, Now: func() time.Time { return querytest.Sunday },
	})
	top := func(limit int) *data.Frame {
		got := d.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{{
			RefID: "A", JSON: fmt.Appendf(nil, `{"queryType":"top_posts","params":{"limit":%d}}`, limit),
			TimeRange: backend.TimeRange{From: querytest.Monday, To: querytest.Sunday},
		}}}).Responses["A"]
		require.NoError(t, got.Error)
		return got.Frames[0]
	}
	few, many := top(10), top(40)
	require.Equal(t, 10, few.Rows())
	require.Equal(t, 40, many.Rows())
	for i, field := range few.Fields {
		for row := range few.Rows() {
			require.Equal(t, field.CopyAt(row), many.Fields[i].CopyAt(row), "%s of row %d", field.Name, row)
		}
	}
	excerpts, _ := many.FieldByName("excerpt")
	require.Equal(t, "Kabar 0", excerpts.At(0))
	require.Equal(t, "Kabar 39", excerpts.At(39))
}
