package query

import (
	"context"
	"slices"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// audienceAge is how far back a breakdown is looked for: most are read once a
// day, and some platforms are days late.
const audienceAge = 35 * day

// breakdowns reads the newest numbers of every bucket. Of a longer range than a
// breakdown is looked for in, what lies before is read only of accounts that
// have none later.
func (p audienceParams) breakdowns(ctx context.Context, r *Request) (*influx.Result, error) {
	dimension := p.Dimension
	if p.Of == engaged {
		dimension = engaged + "_" + dimension
	}
	recent := r.To.Add(-audienceAge)
	q := influx.Select{
		From: schema.Audience, Columns: influx.Fields(schema.FieldValue, schema.FieldShare),
		Where: append(owners(p.Platforms, p.Accounts), influx.Match{Name: schema.TagDimension, Values: []string{dimension}}),
		Range: influx.Range{From: recent, To: r.To}, Descending: true, Limit: 1,
		By: []string{schema.TagPlatform, schema.TagAccount, schema.TagBucket},
	}
	newest, err := r.Query(ctx, q)
	if err != nil || !r.From.Before(recent) {
		return newest, err
	}
	silent, err := r.silent(ctx, q, newest)
	if err != nil {
		return nil, err
	}
	if len(silent) == 0 {
		return newest, nil
	}
	q.Range = influx.Range{From: r.From, To: recent}
	q.Where = append(q.Where, influx.Match{Name: schema.TagAccount, Values: silent})
	earlier, err := r.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	newest.Series = append(newest.Series, earlier.Series...)
	return newest, nil
}

// silent are the accounts that have points of a question's tags, but none in its answer.
func (r *Request) silent(ctx context.Context, q influx.Select, answer *influx.Result) ([]string, error) {
	told, err := r.Query(ctx, influx.SeriesKeys{From: q.From, Where: q.Where})
	if err != nil {
		return nil, err
	}
	known := map[group]bool{}
	for i := range answer.Series {
		known[groupOf(schema.TagAccount, answer.Series[i].Tags)] = true
	}
	var silent []string
	for i := range told.Series {
		for _, key := range told.Series[i].Texts(influx.KeyColumn) {
			if owner := groupOf(schema.TagAccount, influx.TagsOf(key)); !known[owner] {
				known[owner] = true
				silent = with(silent, owner.account)
			}
		}
	}
	return silent, nil
}

// followers are those of today, of the platforms that a breakdown was found of.
func (p audienceParams) followers(ctx context.Context, r *Request, found *influx.Result) (map[group]float64, error) {
	var platforms []string
	for i := range found.Series {
		platforms = with(platforms, found.Series[i].Tags[schema.TagPlatform])
	}
	slices.Sort(platforms)
	today := windowStart(r.To.In(r.Zone), day, r.Zone)
	return r.followersIn(ctx, platforms, p.Accounts, influx.Range{From: today.Add(-analytics.MaxReadingAge), To: today.AddDate(0, 0, 1)})
}
