package linkedin

import (
	"context"
	"encoding/json"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// facet is one breakdown of the followers. LinkedIn gives the first hundred
// buckets of each:
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/follower-statistics.
type facet struct {
	dimension string
	of        func(followerStatisticsJSON) []facetJSON
	bucket    func(facetJSON) string // the platform's own name
	name      func(*names, string) string
}

var facets = []facet{
	{"country", func(s followerStatisticsJSON) []facetJSON { return s.ByCountry }, func(f facetJSON) string { return f.Country }, (*names).country},
	{"geo", func(s followerStatisticsJSON) []facetJSON { return s.ByGeo }, func(f facetJSON) string { return f.Geo }, (*names).geo},
	{"function", func(s followerStatisticsJSON) []facetJSON { return s.ByFunction }, func(f facetJSON) string { return f.Function }, (*names).function},
	{"seniority", func(s followerStatisticsJSON) []facetJSON { return s.BySeniority }, func(f facetJSON) string { return f.Seniority }, (*names).seniority},
	{"industry", func(s followerStatisticsJSON) []facetJSON { return s.ByIndustry }, func(f facetJSON) string { return f.Industry }, (*names).industry},
	{"company_size", func(s followerStatisticsJSON) []facetJSON { return s.ByStaffCount }, func(f facetJSON) string { return f.StaffCount }, (*names).companySize},
	{"association", func(s followerStatisticsJSON) []facetJSON { return s.ByAssociation }, func(f facetJSON) string { return f.Association }, (*names).plain},
}

// audience reads who follows the page, once a day: the figures are of the whole
// lifetime and move slowly.
func (r *run) audience(ctx context.Context) error {
	if r.cur.Audience == day(r.now) {
		return nil
	}
	var said []followerStatisticsJSON
	_, err := r.walk(ctx, r.followerStatistics(), statisticsPage, 0, func(p pageJSON) (bool, error) {
		for _, raw := range p.Elements {
			var s followerStatisticsJSON
			if err := json.Unmarshal(raw, &s); err != nil {
				return false, sdk.Errorf(sdk.Permanent, "unreadable follower statistics: %w", err)
			}
			said = append(said, s)
		}
		return true, nil
	})
	if denied(err) {
		r.deny("follower statistics", err)
		return nil
	}
	if err != nil {
		return err
	}
	known, err := r.namesFor(ctx, said)
	if err != nil {
		return err
	}
	for _, s := range said {
		for _, f := range facets {
			if err := r.Emit(f.records(s, known, midnight(r.now))...); err != nil {
				return err
			}
		}
	}
	r.cur.Audience = day(r.now)
	return nil
}

// records makes the records of one breakdown. Two buckets of one name, as two
// regions can have, become one.
func (f facet) records(s followerStatisticsJSON, known *names, windowEnd time.Time) []sdk.Record {
	counts, total := map[string]int{}, 0
	var order []string
	for _, b := range f.of(s) {
		bucket := f.bucket(b)
		if bucket == "" || b.Counts == nil || b.Counts.Organic == nil || *b.Counts.Organic < 0 {
			continue
		}
		bucket = f.name(known, bucket)
		if _, met := counts[bucket]; !met {
			order = append(order, bucket)
		}
		counts[bucket] += *b.Counts.Organic
		total += *b.Counts.Organic
	}
	out := make([]sdk.Record, 0, len(order))
	for _, bucket := range order {
		a := sdk.Audience{Dimension: f.dimension, Bucket: bucket, WindowEnd: windowEnd, Value: sdk.Number(counts[bucket])}
		if total > 0 {
			a.Share = float64(counts[bucket]) / float64(total)
		}
		out = append(out, a)
	}
	return out
}
