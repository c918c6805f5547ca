package query

import (
	"context"
	"math"
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

// followersFresh is how far back nearly all accounts were read.
const followersFresh = 2 // days

// followersIn reads the last number of followers that each account has in a range. Of
// whole days it stands in what is kept by day, and the last of them have most accounts;
// to ask that of some accounts alone does not pay.
func (r *Request) followersIn(ctx context.Context, platforms, accounts []string, span influx.Range) (map[group]float64, error) {
	q := influx.Select{
		From: schema.Account, Columns: []influx.Column{{Func: influx.Last, Name: schema.MetricFollowers}},
		Where: owners(platforms, accounts), By: []string{schema.TagPlatform, schema.TagAccount}, Range: span,
	}
	out := map[group]float64{}
	if len(platforms)+len(accounts) == 0 {
		lately, silent, err := r.followersLately(ctx, q)
		switch {
		case err != nil || lately != nil && len(silent) == 0:
			return lately, err
		case lately != nil:
			out, q.Where = lately, []influx.Match{{Name: schema.TagAccount, Values: silent}}
		}
	}
	result, err := r.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	for i := range result.Series {
		s := &result.Series[i]
		out[groupOf(schema.TagAccount, s.Tags)] = s.Numbers(schema.MetricFollowers)[0]
	}
	return out, nil
}

// followersLately answers for all accounts from the last days, where the range ends with a whole one
// that is kept by day; of the silent accounts, by name alone, these have no number.
// No map: they are not kept.
func (r *Request) followersLately(ctx context.Context, q influx.Select) (out map[group]float64, silent []string, err error) {
	end := windowStart(q.Range.To.In(r.Zone), day, r.Zone)
	late := end.AddDate(0, 0, -followersFresh)
	if !end.Equal(q.Range.To) || late.Before(q.Range.From) {
		return nil, nil, nil
	}
	if since, _, err := r.days(ctx, schema.Account); err != nil || since.After(late) {
		return nil, nil, err
	}
	days := q
	days.From, days.Columns, days.Range.From = schema.AccountDay, lastOfDay(q.Columns), late
	days.Where = []influx.Match{{Name: schema.TagZone, Values: []string{r.Zone.String()}}}
	found, err := r.Query(ctx, influx.Batch{days.Named(), influx.SeriesKeys{From: q.From, Range: q.Range}})
	if err != nil {
		return nil, nil, err
	}
	out, known := map[group]float64{}, map[group]bool{}
	recent := days.Split(found.Having(schema.MetricFollowers))
	for i := range recent.Series {
		s := &recent.Series[i]
		owner := groupOf(schema.TagAccount, s.Tags)
		for _, n := range s.Numbers(schema.MetricFollowers) {
			if !math.IsNaN(n) {
				out[owner], known[owner] = n, true
			}
		}
	}
	return out, namesOf(keysOf(found, schema.TagPlatform), known), nil
}
