package query_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/query"
	"github.com/pantau/pantau/plugin/pkg/query/querytest"
)

// TestARareTopicIsReadWhole: forty mentions of a topic, behind more newer ones of
// another than are read at most, are all found.
func TestARareTopicIsReadWhole(t *testing.T) {
	t.Parallel()
	var lines strings.Builder
	mention := func(i int, topics, label, text string) {
		fmt.Fprintf(&lines, "mention,platform=p,account=a,kind=reply id=\"%d\",topics=%q,label=%q,author=\"w%d\",text=%q %d\n",
			i, topics, label, i%7, text, querytest.Monday.Add(time.Duration(i)*time.Minute).UnixNano())
	}
	for i := range 20 {
		mention(2*i, "|air|sampah|", "negative", "airnya keruh sekali")
		mention(2*i+1, "|sampah|", "positive", "petugasnya ramah sekali")
	}
	for i := range 5200 {
		mention(100+i, "|banjir|sampah plastik|", "negative", "banjir lagi")
	}
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "rare")
		s.Write(t, "rare", lines.String())
		client := querytest.Connect(t, s, "rare")
		d := query.NewDispatcher(query.Options{Store: client, Zone: jakarta, Language: catalogue.English, Now: func() time.Time { return querytest.Sunday }})
		answer := func(kind, params string) data.Frames {
			c := querytest.Case{QueryType: kind, Params: json.RawMessage(params), From: querytest.Monday, To: querytest.Sunday}
			got := d.QueryData(t.Context(), c.Request(t)).Responses["A"]
			require.NoError(t, got.Error)
			require.Empty(t, got.Frames[0].Meta.Notices)
			return got.Frames
		}
		rows, err := answer("mentions", `{"topics": "sampah"}`)[0].RowLen()
		require.NoError(t, err)
		require.Equal(t, 40, rows)
		rows, err = answer("mentions", `{"topics": "air,sampah"}`)[0].RowLen()
		require.NoError(t, err)
		require.Equal(t, 40, rows)
		n, err := answer("mentions", `{"topics": "air", "format": "value"}`)[0].Fields[0].FloatAt(0)
		require.NoError(t, err)
		require.InDelta(t, 20, n, 0)
		words, _ := answer("sentiment_drivers", `{"topics": "sampah"}`)[0].FieldByName("word")
		require.NotNil(t, words)
		require.Positive(t, words.Len())
	})
}

// TestALongSearchIsBounded: behind more mentions than the database looks through, a
// topic's older ones are left out, and the answer says since when it looked.
func TestALongSearchIsBounded(t *testing.T) {
	t.Parallel()
	from := querytest.Sunday.AddDate(0, 0, -60)
	at := func(daysBefore int) int64 { return querytest.Sunday.AddDate(0, 0, -daysBefore).UnixNano() }
	lines := fmt.Sprintf(`sentiment_1h,platform=p,account=a,topic=_all mentions=90000 %d
sentiment_1h,platform=p,account=a,topic=_all mentions=90000 %d
mention,platform=p,account=a,kind=reply id="new",topics="|air|",label="negative",text="air keruh" %d
mention,platform=p,account=a,kind=reply id="old",topics="|air|",label="negative",text="air mati" %d
`, at(10), at(20), at(5), at(30))
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "long")
		s.Write(t, "long", lines)
		client := querytest.Connect(t, s, "long")
		d := query.NewDispatcher(query.Options{Store: client, Zone: jakarta, Language: catalogue.English, Now: func() time.Time { return querytest.Sunday }})
		for start, want := range map[time.Time]int{from: 1, querytest.Sunday.AddDate(0, 0, -31): 2} {
			c := querytest.Case{QueryType: "mentions", Params: json.RawMessage(`{"topics": "air"}`), From: start, To: querytest.Sunday}
			got := d.QueryData(t.Context(), c.Request(t)).Responses["A"]
			require.NoError(t, got.Error)
			rows, err := got.Frames[0].RowLen()
			require.NoError(t, err)
			require.Equal(t, want, rows)
			if want == 1 {
				require.Len(t, got.Frames[0].Meta.Notices, 1)
				require.Contains(t, got.Frames[0].Meta.Notices[0].Text, "since 2026-02-27")
			}
		}
	})
}
