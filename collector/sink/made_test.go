package sink

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/connectors/sdk"
)

// What is made without a database is what the sink works out by reading back.
func TestMadeRollupsAreTheSinks(t *testing.T) {
	t.Parallel()
	server := influxtest.Start18(t)
	server.Bucket(t, "made")
	m, touched := NewMade(office.platform, office.account, true, time.UTC), newWindows()
	var points []*line.Point
	for i := range 90 {
		at := hour(1, 8).Add(time.Duration(2*i) * time.Minute)
		said := sdk.Mention{ID: fmt.Sprint(i), MentionKind: schema.KindReply, Created: at, Author: fmt.Sprintf("akun%d", i%7), Text: praise}
		if i%2 == 0 {
			said.Text = []string{"vaksinasi antre lama", "kapan vaksinasi lagi?", "vaksinasi tutup"}[i%3]
		}
		meaning := enrich.Meaning{Language: "id", Label: sentiment.Labels[i%3], Score: float64(i%3) / 4, Topics: []string{"vaksinasi"}}
		if i%10 == 0 {
			meaning = enrich.Meaning{Language: "id"} // nothing derived
		}
		points = append(points, m.Mention(said, meaning, time.Duration(i)*time.Hour))
		points = append(points, m.Post(sdk.Post{ID: fmt.Sprint("p", i), Type: "text", Published: at}, []string{"banjir", "vaksinasi"}))
		touched.add(office, at, false)
	}
	server.Write(t, "made", strings.Join(nanoseconds(points), ""))
	s := newSink(t, server, "made")
	want, err := s.rollups(t.Context(), touched)
	require.NoError(t, err)
	got := m.Rollups()
	require.Equal(t, nanoseconds(want), nanoseconds(got))
	for _, measurement := range []string{schema.TopicVolume, schema.Sentiment, schema.Term, schema.Copies} {
		require.True(t, slices.ContainsFunc(got, func(p *line.Point) bool { return p.Name == measurement }), measurement)
	}
	require.Empty(t, m.Rollups(), "a stretch begins anew")
}

// nanoseconds are the points' lines, sorted.
func nanoseconds(points []*line.Point) []string {
	out := make([]string, len(points))
	for i, p := range points {
		out[i] = p.String()
	}
	slices.Sort(out)
	return out
}
