package faults

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink"
)

// requireLists compares what is listed by week with the points, time by time, with one
// number of each: a list that lacks something or has too much must say that it is
// outdated.
func requireLists(t testing.TB, db sink.Database) {
	t.Helper()
	for from, number := range map[string]string{schema.Post: schema.MetricLikes, schema.AccountDay: schema.MetricFollowers} {
		of := schema.Weekly[from]
		tags := strings.Join(of.Tags, ", ")
		week := func(r row, at time.Time) string { return fmt.Sprint(r.tags, schema.WeekOf(at)) }
		want := map[string]map[int64]float64{}
		for _, r := range rows(t, db, fmt.Sprintf("SELECT %s FROM %s GROUP BY %s", number, from, tags)) {
			if want[week(r, r.at)] == nil {
				want[week(r, r.at)] = map[int64]float64{}
			}
			want[week(r, r.at)][r.at.UnixNano()] = r.number(number)
		}
		got, parts := map[string]map[int64]float64{}, map[string]float64{}
		for _, r := range rows(t, db, fmt.Sprintf("SELECT times, parts, %s FROM %s GROUP BY %s", schema.ListOf(number), of.Name, tags)) {
			key, start := week(r, r.at), schema.WeekOf(r.at)
			if r.at.Equal(start) {
				parts[key] = r.number(schema.FieldParts)
				got[key] = map[int64]float64{}
			}
			if float64(r.at.Sub(start)) >= parts[key] {
				continue
			}
			times, err := schema.AppendTimes(nil, start, r.text(schema.FieldTimes))
			require.NoError(t, err)
			numbers, err := schema.AppendNumbers(nil, r.text(schema.ListOf(number)), len(times))
			require.NoError(t, err)
			for i, at := range times {
				if got[key][at] = numbers[i]; math.IsNaN(numbers[i]) {
					got[key][at] = 0 // as of a point without it
				}
			}
		}
		for key, points := range want {
			require.Contains(t, parts, key, "%s has no list of %s", of.Name, key)
			if parts[key] != schema.Outdated {
				require.Equal(t, points, got[key], "%s of %s", of.Name, key)
			}
		}
	}
}
