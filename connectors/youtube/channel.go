package youtube

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// lookup finds the configured channel.
func (s *session) lookup(ctx context.Context, now time.Time) (channelJSON, error) {
	query := url.Values{"part": {"snippet,statistics,contentDetails"}}
	if strings.HasPrefix(s.config.Account, "@") {
		query.Set("forHandle", s.config.Account)
	} else {
		query.Set("id", s.config.Account)
	}
	var found listJSON[channelJSON]
	err := s.ask(ctx, now, bucketUnits, "/channels", query, &found)
	switch {
	case err != nil && reasonOf(err) != "channelNotFound":
		return channelJSON{}, err
	case len(found.Items) == 0 || found.Items[0].ID == "":
		return channelJSON{}, sdk.Errorf(sdk.Permanent,
			"account: YouTube has no channel %q; write the handle as its page shows it, or its id", s.config.Account)
	}
	return found.Items[0], nil
}

// account emits the channel's counters.
func (r *run) account(ctx context.Context) error {
	st := r.self.Statistics
	followers := sdk.Optional(st.Subscribers.number(), schema.Permission)
	if st.SubscribersHidden {
		followers = sdk.NotAvailable(schema.Permission) // the number beside it is 0
	}
	record := sdk.Account{Metrics: sdk.Metrics{
		schema.MetricFollowers: followers,
		schema.MetricPosts:     sdk.Optional(st.Videos.number(), schema.NotOffered),
		schema.MetricViews:     sdk.Optional(st.Views.number(), schema.NotOffered),
	}}
	if err := r.subscriptions(ctx, record.Metrics); err != nil {
		return err
	}
	return r.Emit(record)
}

// subscriptions adds the subscribers who came and went on the latest day that
// YouTube has counted.
func (r *run) subscriptions(ctx context.Context, into sdk.Metrics) error {
	names := map[string]string{"subscribersGained": metricGained, "subscribersLost": metricLost}
	today := r.today()
	table, reasons, err := r.report(ctx, report{
		scope: "channel/day", names: []string{"subscribersGained", "subscribersLost"}, dimensions: "day",
		from: today.AddDate(0, 0, -mostLate), to: today,
	})
	if err != nil {
		return err
	}
	latest := ""
	for day := range table {
		latest = max(latest, day)
	}
	for native, metric := range names {
		into[metric] = table.metric(latest, native, reasons, schema.NotReady)
	}
	return nil
}

// number is a counter for sdk.Optional.
func (c *count) number() *int64 { return (*int64)(c) }
