package youtube

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// Buckets of a project's daily quota, as they are since June 2026
// (developers.google.com/youtube/v3/determine_quota_cost). Every call that is
// made here costs one of its bucket's units, failed ones too.
const (
	bucketUnits  = "units"
	bucketSearch = "search"
	bucketStats  = "batch_stats"
)

const statsQuota = 10_000

func (c *connector) limits() []sdk.Limit {
	day := sdk.Daily(c.pacific)
	return []sdk.Limit{
		{Name: bucketUnits, Unit: "units", Max: float64(c.config.Quota), Window: day},
		{Name: bucketSearch, Unit: "requests", Max: float64(c.config.SearchQuota), Window: day},
		{Name: bucketStats, Unit: "requests", Max: statsQuota, Window: day},
	}
}

// ask makes one call of the Data API, unless its bucket is empty. The server's
// own word that it is empty holds until midnight, Pacific Time.
func (s *session) ask(ctx context.Context, now time.Time, bucket, path string, query url.Values, out any) error {
	if err := s.ledger.Take(now, bucket, 1); err != nil {
		return err
	}
	_, err := s.data.JSON(ctx, path, query, out)
	if !outOfQuota(err) {
		return err
	}
	return &sdk.Error{Kind: sdk.RateLimited, After: s.midnight(now), Budget: bucket, Err: errors.Unwrap(err)}
}

// midnight is the end of the Pacific day that holds a time. Days of 23 and 25
// hours are days too.
func (c *connector) midnight(now time.Time) time.Time {
	y, m, d := now.In(c.pacific).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, c.pacific)
}
