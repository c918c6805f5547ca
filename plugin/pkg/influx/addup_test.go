package influx_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// moods are 2,000 hours of some of which a field or the whole point is missing.
func moods(measurement string, step time.Duration) string {
	r := rand.New(rand.NewPCG(5, 8))
	var b strings.Builder
	for i := range 2000 {
		tags := fmt.Sprintf("platform=%s,account=a%d,topic=t%d", []string{"x", "mastodon"}[r.IntN(2)], r.IntN(3), r.IntN(4))
		fields := fmt.Sprintf("positive=%d", r.IntN(5))
		if r.IntN(4) > 0 {
			fields += fmt.Sprintf(",negative=%d", r.IntN(3))
		}
		if r.IntN(9) == 0 {
			fields = "mentions=1" // none that is asked for
		}
		b.WriteString(line(measurement, tags, fields, start.Add(time.Duration(i/4)*step)))
	}
	return b.String()
}

// What is added up here is what the databases add up, in every zone and shape.
func TestAddUpIsWhatTheDatabaseAddsUp(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "add")
		s.Write(t, "add", moods(schema.Sentiment, time.Hour)+moods(schema.SentimentDay, 24*time.Hour))
		c := connect(t, s, "add")
		for _, zone := range []*time.Location{nil, time.UTC, location(t, "Asia/Jakarta"), location(t, "Asia/Jayapura")} {
			for measurement, every := range map[string]time.Duration{schema.Sentiment: time.Hour, schema.SentimentDay: 24 * time.Hour} {
				for _, by := range [][]string{nil, {schema.TagTopic}, {schema.TagPlatform, schema.TagAccount}} {
					q := influx.Select{
						From: measurement, Columns: influx.Sums(schema.FieldPositive, schema.FieldNegative), By: by,
						Range: influx.Range{From: start.Add(90 * time.Minute), To: start.AddDate(0, 0, 400)}, Every: influx.Every(every), Zone: zone,
						Where: []influx.Match{{Name: schema.TagTopic, Not: true, Values: []string{"t3"}}},
					}
					points, ok := q.Points()
					require.True(t, ok)
					found, err := c.Query(t.Context(), points)
					require.NoError(t, err)
					want, err := c.Query(t.Context(), q)
					require.NoError(t, err)
					require.NotEmpty(t, want.Series)
					requireSame(t, want, q.AddUp(found))
				}
			}
		}
	})
}

func location(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	require.NoError(t, err)
	return zone
}

func requireSame(t *testing.T, want, got *influx.Result) {
	t.Helper()
	require.Len(t, got.Series, len(want.Series))
	for i := range want.Series {
		w, g := &want.Series[i], &got.Series[i]
		require.Equal(t, w.Tags, g.Tags)
		require.Equal(t, w.Len(), g.Len())
		for row := range w.Len() {
			require.Equal(t, w.Time(row), g.Time(row))
		}
		for _, column := range []string{schema.FieldPositive, schema.FieldNegative} {
			require.Equal(t, fmt.Sprint(w.Numbers(column)), fmt.Sprint(g.Numbers(column))) // NaN is NaN
		}
	}
}

// Where the database is as quick, or gives something else than sums, it is asked.
func TestWhatIsNotAddedUp(t *testing.T) {
	t.Parallel()
	hours := influx.Select{From: schema.Sentiment, Columns: influx.Sums(schema.FieldPositive), Every: influx.Every(time.Hour)}
	_, ok := hours.Points()
	require.True(t, ok)
	for name, change := range map[string]func(*influx.Select){
		"no windows":    func(q *influx.Select) { q.Every = 0 },
		"wider windows": func(q *influx.Select) { q.Every = influx.Every(3 * time.Hour) },
		"counted":       func(q *influx.Select) { q.Columns[0].Func = influx.Count },
		"points":        func(q *influx.Select) { q.From = schema.Account },
		"the newest":    func(q *influx.Select) { q.Descending, q.Limit = true, 1 },
	} {
		q := hours
		q.Columns = append([]influx.Column{}, hours.Columns...)
		change(&q)
		_, ok := q.Points()
		require.False(t, ok, name)
	}
}
