package youtube

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// audienceDays is the length of the window that breakdowns are of, as YouTube
// Studio has it.
const audienceDays = 28

// mostCities is the most rows that a report of cities has.
const mostCities = 25

// audience reads the breakdowns of the viewers, once for each day that YouTube
// has counted. They must be asked for one by one, and shares of viewers alone.
func (r *run) audience(ctx context.Context) error {
	last := r.today().AddDate(0, 0, -usuallyLate)
	day := last.Format(time.DateOnly)
	if r.noReport != "" || r.cur.Audience == day {
		return nil
	}
	y, m, d := last.Date()
	window := report{from: last.AddDate(0, 0, 1-audienceDays), to: last}
	end := time.Date(y, m, d+1, 0, 0, 0, 0, r.pacific).UTC()

	viewers, country, city := window, window, window
	viewers.scope, viewers.names, viewers.dimensions = "viewers", []string{"viewerPercentage"}, "ageGroup,gender"
	country.scope, country.names, country.dimensions = "country", []string{"views"}, "country"
	city.scope, city.names, city.dimensions, city.most = "city", []string{"views"}, "city", mostCities

	for _, q := range []report{viewers, country, city} {
		table, _, err := r.report(ctx, q)
		if err != nil {
			return err
		}
		if err := r.Emit(buckets(q, table, end)...); err != nil {
			return err
		}
	}
	if r.noReport == "" {
		r.cur.Audience = day
	}
	return nil
}

// buckets makes the records of a breakdown. Without rows, which is what YouTube
// gives below its threshold, there are none.
func buckets(q report, t table, end time.Time) []sdk.Record {
	var records []sdk.Record
	for _, row := range slices.Sorted(maps.Keys(t)) {
		for _, name := range q.names {
			v, ok := t[row][name]
			if !ok || row == "" {
				continue
			}
			a := sdk.Audience{Dimension: q.scope, Bucket: row, WindowEnd: end, Value: sdk.Number(v)}
			if name == "viewerPercentage" { // of logged-in viewers; how many they are is not said
				a.Dimension, a.Bucket = "age_gender", ageGender(row)
				a.Value, a.Share = sdk.NotAvailable(schema.NotOffered), v/100
			}
			records = append(records, a)
		}
	}
	return records
}

// ageGender writes "age25-34 female" as "25-34 female"; the oldest are "65+".
func ageGender(row string) string {
	age, gender, _ := strings.Cut(strings.TrimPrefix(row, "age"), " ")
	if from, open := strings.CutSuffix(age, "-"); open {
		age = from + "+"
	}
	return age + " " + gender
}
