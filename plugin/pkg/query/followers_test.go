package query

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/influx"
	"github.com/pantau/pantau/plugin/pkg/query/querytest"
)

// TestFollowersOfWholeDays: the last number of a range that ends at midnight stands in
// what is kept by day; an account that was silent lately is read as before, and so are
// all where the range cuts a day or days are not kept.
func TestFollowersOfWholeDays(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, db *influxtest.Server) {
		db.Bucket(t, "followers")
		var lines strings.Builder
		read := func(platform, account string, followers int, at time.Time) {
			fmt.Fprintf(&lines, "%s,platform=%s,account=%s followers=%d %d\n", schema.Account, platform, account, followers, at.UnixNano())
			fmt.Fprintf(&lines, "%s,platform=%s,account=%s,zone=UTC followers=%d %d\n", schema.AccountDay, platform, account, followers, at.Truncate(day).UnixNano())
		}
		read("x", "dinkes", 100, testNow.Add(-30*time.Hour))
		read("x", "dinkes", 101, testNow.Add(-20*time.Hour))
		read("x", "dinkes", 102, testNow.Add(time.Hour))
		read("tiktok", "dinkes", 70, testNow.AddDate(0, 0, -9)) // silent since
		read("youtube", "pemkot", 0, testNow.Add(-time.Hour))
		read("youtube", "lama", 5, testNow.AddDate(0, 0, -40))
		fmt.Fprintf(&lines, "%s,platform=facebook,account=pemkot unavailable=\"followers=not_offered\" %d\n", schema.Account, testNow.Add(-time.Hour).UnixNano())
		fmt.Fprintf(&lines, "%s,platform=facebook,account=pemkot,zone=UTC unavailable=\"followers=not_offered\" %d\n", schema.AccountDay, testNow.AddDate(0, 0, -1).UnixNano())
		fmt.Fprintf(&lines, "%s,zone=UTC until=%d,since=%d %d\n", schema.Days, testNow.Unix(), testNow.AddDate(0, 0, -60).Unix(), testNow.UnixNano())
		db.Write(t, "followers", lines.String())
		client := querytest.Connect(t, db, "followers")
		ask := func(zone *time.Location, end time.Time, platforms ...string) (map[group]float64, string) {
			r := &Request{Zone: zone, Language: catalogue.English, Now: testNow, store: client, book: &book{}}
			got, err := r.followersIn(t.Context(), platforms, nil, influx.Range{From: end.AddDate(0, 0, -30), To: end})
			require.NoError(t, err)
			return got, strings.Join(r.ran, "\n")
		}
		want := map[group]float64{{"x", "dinkes", ""}: 101, {"tiktok", "dinkes", ""}: 70, {"youtube", "pemkot", ""}: 0}
		got, ran := ask(time.UTC, testNow)
		require.Equal(t, want, got)
		require.Contains(t, ran, `FROM "account_1d"`)
		require.Contains(t, ran, `"account" = $p`, "who was silent")
		got, ran = ask(time.UTC, testNow, "x")
		require.Equal(t, map[group]float64{{"x", "dinkes", ""}: 101}, got)
		require.NotContains(t, ran, "_1d", "some accounts alone")
		got, ran = ask(querytest.Zone, time.Date(2026, 3, 9, 0, 0, 0, 0, querytest.Zone))
		delete(want, group{"youtube", "pemkot", ""}) // later than the office's midnight
		require.Equal(t, want, got, "days of another zone")
		require.NotContains(t, ran, "_1d")
		got, ran = ask(time.UTC, testNow.Add(2*time.Hour))
		require.InDelta(t, 102, got[group{"x", "dinkes", ""}], 0)
		require.NotContains(t, ran, "_1d", "the range cuts a day")
	})
}
