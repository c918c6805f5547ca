package query

import (
	"context"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// followers reads the last number of followers of every day, by the office's
// calendar, with the margin that analytics.FollowersOn looks back and ahead.
func (r *Request) followers(ctx context.Context, f filter, start, end time.Time) (map[group][]analytics.Reading, error) {
	result, err := r.daily(ctx, influx.Select{
		From:    schema.Account,
		Columns: []influx.Column{{Func: influx.Last, Name: schema.MetricFollowers}},
		Where:   owners(f.Platforms, f.Accounts),
		Range:   influx.Range{From: start.Add(-analytics.MaxReadingAge - day), To: end.Add(analytics.MaxEstimate + day)},
		By:      []string{schema.TagPlatform, schema.TagAccount},
	}, day)
	if err != nil {
		return nil, err
	}
	out := map[group][]analytics.Reading{}
	for i := range result.Series {
		s := &result.Series[i]
		owner := groupOf(schema.TagAccount, s.Tags)
		for row, n := range s.Numbers(schema.MetricFollowers) {
			out[owner] = append(out[owner], analytics.Reading{At: s.Time(row), Count: n})
		}
	}
	return out, nil
}

// followersIn reads the last number of followers that each account has in a range.
func (r *Request) followersIn(ctx context.Context, platforms, accounts []string, span influx.Range) (map[group]float64, error) {
	result, err := r.Query(ctx, influx.Select{
		From: schema.Account, Columns: []influx.Column{{Func: influx.Last, Name: schema.MetricFollowers}},
		Where: owners(platforms, accounts), By: []string{schema.TagPlatform, schema.TagAccount}, Range: span,
	})
	if err != nil {
		return nil, err
	}
	out := map[group]float64{}
	for i := range result.Series {
		s := &result.Series[i]
		out[groupOf(schema.TagAccount, s.Tags)] = s.Numbers(schema.MetricFollowers)[0]
	}
	return out, nil
}
