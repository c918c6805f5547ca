package query

import (
	"context"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// audienceAge is how far back a breakdown is looked for: most are read once a
// day, and some platforms are days late.
const audienceAge = 35 * day

// audienceFresh is how far back most accounts have a breakdown.
const audienceFresh = 2 * day

// breakdowns reads the newest numbers of every bucket, of the last days in one row a
// bucket and day. What lies before is read only of accounts that have none later.
func (p audienceParams) breakdowns(ctx context.Context, r *Request) (*influx.Result, error) {
	dimension := p.Dimension
	if p.Of == engaged {
		dimension = engaged + "_" + dimension
	}
	q := influx.Select{
		From: schema.Audience, Columns: influx.Fields(schema.FieldValue, schema.FieldShare),
		Where: append(owners(p.Platforms, p.Accounts), influx.Match{Name: schema.TagDimension, Values: []string{dimension}}),
		Range: influx.Range{From: r.To.Add(-audienceFresh), To: r.To}, Descending: true, Limit: 1,
		By: []string{schema.TagPlatform, schema.TagAccount, schema.TagBucket},
	}
	back := []time.Time{r.To.Add(-audienceAge), r.From}
	named := q.Named()
	named.Limit = 0
	found, err := r.Query(ctx, influx.Batch{named, influx.SeriesKeys{
		From: q.From, Where: q.Where, Range: influx.Range{From: slices.MinFunc(back, time.Time.Compare), To: r.To},
	}})
	if err != nil {
		return nil, err
	}
	newest, keys := q.Split(found.Having(schema.FieldValue)), keysOf(found, schema.TagPlatform)
	for _, from := range back {
		known := map[group]bool{}
		for i := range newest.Series {
			known[groupOf(schema.TagAccount, newest.Series[i].Tags)] = true
		}
		silent := namesOf(keys, known)
		if len(silent) == 0 || !from.Before(q.Range.From) {
			break
		}
		older := q
		older.Range = influx.Range{From: from, To: q.Range.From}
		older.Where = append(slices.Clone(q.Where), influx.Match{Name: schema.TagAccount, Values: silent})
		earlier, err := r.Query(ctx, older)
		if err != nil {
			return nil, err
		}
		newest.Series, q.Range.From = append(newest.Series, earlier.Series...), from
	}
	return newest, nil
}

// keysOf are the accounts of the index, by the tag that tells whose they are.
func keysOf(found *influx.Result, tag string) (accounts []group) {
	seen := map[group]bool{}
	for i := range found.Series {
		for _, key := range found.Series[i].Texts(influx.KeyColumn) {
			tags := influx.TagsOf(key)
			if owner := (group{platform: tags[tag], account: tags[schema.TagAccount]}); !seen[owner] {
				seen[owner], accounts = true, append(accounts, owner)
			}
		}
	}
	return accounts
}

// namesOf are the accounts that are not known, by name alone.
func namesOf(accounts []group, known map[group]bool) (names []string) {
	for _, owner := range accounts {
		if !known[owner] {
			names = with(names, owner.account)
		}
	}
	return names
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
