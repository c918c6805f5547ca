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
	known := map[group]bool{}
	for i := range newest.Series {
		known[groupOf(schema.TagAccount, newest.Series[i].Tags)] = true
	}
	silent, err := r.lacking(ctx, q, known)
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

// lacking are the accounts, by name alone, that the index has points of and that are
// not known. The first tag that a question groups by tells whose accounts they are.
func (r *Request) lacking(ctx context.Context, q influx.Select, known map[group]bool) ([]string, error) {
	keys, err := r.Query(ctx, influx.SeriesKeys{From: q.From, Where: q.Where})
	if err != nil {
		return nil, err
	}
	var lacking []string
	for i := range keys.Series {
		for _, key := range keys.Series[i].Texts(influx.KeyColumn) {
			tags := influx.TagsOf(key)
			if owner := (group{platform: tags[q.By[0]], account: tags[schema.TagAccount]}); !known[owner] {
				lacking = with(lacking, owner.account)
			}
		}
	}
	return lacking, nil
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
