package linkedin

import (
	"context"
	"encoding/json"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// metricGained is a metric of schema.ExtraAccountMetrics.
const metricGained = "follows_gained"

// followers asks for the number of followers. Version 202305 renamed the type
// of edge from CompanyFollowedByMember.
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api
func (c *connector) followers(ctx context.Context) (networkSizeJSON, error) {
	var size networkSizeJSON
	err := c.get(ctx, methodGet, "/networkSizes/"+encode(c.config.Organization)+"?edgeType=COMPANY_FOLLOWED_BY_MEMBER", &size)
	return size, err
}

// account emits the page's counters. Without the role for statistics only the
// gains are missing; a passing failure of theirs leaves both to the next run.
func (r *run) account(ctx context.Context) error {
	size, err := r.followers(ctx)
	if err != nil {
		return err
	}
	gained, err := r.gained(ctx)
	switch {
	case err != nil && (ctx.Err() != nil || sdk.KindOf(err) == sdk.RateLimited || tokenRefused(err)):
		return err
	case err != nil:
		r.Fail(err)
	}
	if err != nil && sdk.KindOf(err) != sdk.Permanent {
		return nil
	}
	return r.Emit(sdk.Account{Metrics: sdk.Metrics{
		schema.MetricFollowers: sdk.Optional(size.FirstDegreeSize, schema.NotOffered),
		metricGained:           gained,
	}})
}

// gainDays is how far back the last counted day is looked for. LinkedIn counts
// days up to two days before the request (L).
const gainDays = 4

// gained is how many followers the last counted day brought. It is a balance,
// and where more people left than came it is no count.
func (r *run) gained(ctx context.Context) (sdk.Metric, error) {
	today := midnight(r.now)
	path := r.followerStatistics() + "&timeIntervals=" + byDay(today.AddDate(0, 0, -gainDays), today)
	var last *followerStatisticsJSON
	_, err := r.walk(ctx, path, statisticsPage, 0, func(p pageJSON) (bool, error) {
		for _, raw := range p.Elements {
			var day followerStatisticsJSON
			if err := json.Unmarshal(raw, &day); err != nil {
				return false, sdk.Errorf(sdk.Permanent, "unreadable follower statistics: %w", err)
			}
			if day.TimeRange != nil && day.Gains != nil && (last == nil || day.TimeRange.Start.After(last.TimeRange.Start.Time)) {
				last = &day
			}
		}
		return true, nil
	})
	switch {
	case denied(err):
		r.deny("follower statistics", err)
		return sdk.NotAvailable(schema.Permission), nil
	case err != nil:
		return sdk.NotAvailable(schema.NotRead), err
	case last == nil || last.Gains.Organic == nil && last.Gains.Paid == nil:
		return sdk.NotAvailable(schema.NotReady), nil
	}
	return counted(sum(last.Gains.Organic, last.Gains.Paid), schema.NotOffered), nil
}

func (c *connector) followerStatistics() string {
	return "/organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity=" + encode(c.config.Organization)
}

// sum adds what is there.
func sum(parts ...*int) *int {
	total := 0
	for _, p := range parts {
		if p != nil {
			total += *p
		}
	}
	return &total
}

// counted makes a metric of a counter. One below zero, which LinkedIn's
// statistics do have, counts nothing.
func counted(n *int, missing schema.Reason) sdk.Metric {
	if n != nil && *n < 0 {
		return sdk.NotAvailable(schema.NotOffered)
	}
	return sdk.Optional(n, missing)
}

// tokenRefused tells whether the token itself is no good, so that nothing else
// can be read.
func tokenRefused(err error) bool { return sdk.KindOf(err) == sdk.Auth && !denied(err) }

// day names a time's day in UTC.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
