package query_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/query"
	"github.com/pantau/pantau/plugin/pkg/query/querytest"
)

// readPosts are lines of posts over forty days with their readings, and of the texts
// that hold what was read on a day. Some platforms lack views, and some readings likes.
func readPosts(start time.Time, zone *time.Location) (fine, texts string) {
	r := rand.New(rand.NewPCG(5, 4))
	var b, d strings.Builder
	tallies := map[string]schema.Tally{}
	for i := range 240 {
		owner := fmt.Sprintf("platform=%s,account=dinkes", []string{"x", "mastodon"}[i%2])
		id, at := fmt.Sprintf("p|%d", i), start.Add(time.Duration(i)*4*time.Hour+time.Duration(r.IntN(3600))*time.Second)
		fmt.Fprintf(&b, "%s,%s,type=text id=%q,url=\"\",excerpt=\"Kabar\",topics=\"\",unavailable=\"\",engagements=90 %d\n", schema.Post, owner, id, at.UnixNano()+int64(i))
		likes := 0
		for reading := range 14 {
			read := at.Add(time.Duration(reading*reading) * time.Hour)
			fields := map[string]float64{"views": float64(7 * likes)}
			if likes += r.IntN(9 + i/20); i%2 == 0 {
				delete(fields, "views")
			}
			if r.IntN(5) > 0 {
				fields["engagements"], fields["likes"] = float64(likes), float64(likes)
			}
			if len(fields) == 0 || !read.Before(start.AddDate(0, 0, 40)) {
				continue
			}
			fmt.Fprintf(&b, "%s,%s id=%q,%s %d\n", schema.PostHistory, owner, id, listed(fields), read.UnixNano()+int64(i))
			local := read.In(zone)
			midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone)
			for field, n := range fields {
				key := fmt.Sprintf("%s,%s,zone=%s %s=%%q %d\n", schema.ReadingsDay, owner, zone, schema.ReadingsOf(field), midnight.UnixNano())
				if tallies[key] == nil {
					tallies[key] = schema.Tally{}
				}
				tallies[key].Add(schema.TallyID(id), int(read.Sub(midnight)/time.Second), n)
			}
		}
	}
	for key, tally := range tallies {
		fmt.Fprintf(&d, key, tally)
	}
	return b.String(), d.String()
}

// TestReadingsOfDaysAnswerAsPointsDo: whether what was read on a day stands in one text
// or not, every number is the same, in the office's zone, in another, and where the
// range cuts days.
func TestReadingsOfDaysAnswerAsPointsDo(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, jakarta)
	fine, texts := readPosts(start, jakarta)
	now := start.AddDate(0, 0, 40)
	mark := fmt.Sprintf("%s,zone=%s until=%d,since=0,heard=0,readings=%d %d\n",
		schema.Days, jakarta, start.AddDate(0, 0, 38).Unix(), start.AddDate(0, 0, 2).Unix(), now.UnixNano())
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		for bucket, lines := range map[string]string{"points": fine, "texts": fine + texts + mark} {
			s.Bucket(t, bucket)
			s.Write(t, bucket, lines)
		}
		ask := func(bucket string, zone *time.Location, kind, params string, to time.Time) (string, string) {
			client := querytest.Connect(t, s, bucket)
			d := query.NewDispatcher(query.Options{Store: client, Zone: zone, Language: catalogue.English, Now: func() time.Time { return now }})
			return answered(t, d, kind, params, to.AddDate(0, 0, -7), to)
		}
		for _, zone := range []*time.Location{jakarta, querytest.MustZone("Asia/Jayapura")} {
			for _, to := range []time.Time{now, now.Add(-90 * time.Minute), start.AddDate(0, 0, 20)} {
				for _, q := range [][2]string{
					{"viral_posts", `{"metric":"interactions","limit":100}`},
					{"viral_posts", `{"metric":"views","limit":100}`},
					{"viral_posts", `{"metric":"likes","max_age":720,"limit":1000}`},
					{"viral_posts", `{"metric":"shares"}`},
					{"viral_posts", `{"metric":"likes","format":"value","by":"account","platforms":["mastodon"]}`},
					{"insights", `{}`},
				} {
					want, plain := ask("points", zone, q[0], q[1], to)
					got, byDay := ask("texts", zone, q[0], q[1], to)
					require.Equal(t, want, got, "%s %s", q, to)
					require.NotContains(t, plain, schema.ReadingsDay)
					require.Equal(t, zone == jakarta, strings.Contains(byDay, schema.ReadingsDay), "%s %s", q, to)
				}
			}
		}
	})
}
