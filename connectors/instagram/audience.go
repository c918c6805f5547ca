package instagram

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// breakdowns are the dimensions that Instagram has, and who is counted. Those
// who engaged are dimensions of their own.
var breakdowns = []struct {
	metric string
	prefix string // of the dimension
}{
	{"follower_demographics", ""},
	{"engaged_audience_demographics", "engaged_"},
}

// audience reads the breakdowns and the hours once a day. Accounts with fewer
// than 100 followers have none.
func (r *run) audience(ctx context.Context) error {
	today := r.Request.Now.UTC().Truncate(24 * time.Hour)
	day := today.Format(time.DateOnly)
	if r.cur.Audience == day || r.inquiry.Without != "" || r.self.hidden() {
		return nil
	}
	for _, b := range breakdowns {
		for _, dimension := range []string{"age", "gender", "city", "country"} {
			answer, err := r.inquiry.Ask(ctx, meta.Question{
				Object: r.self.ID, Scope: "audience/" + dimension, Names: []string{b.metric},
				Query: url.Values{
					"period": {"lifetime"}, "metric_type": {"total_value"}, "timeframe": {"this_month"}, "breakdown": {dimension},
				},
			})
			if err != nil {
				return err
			}
			if err := r.Emit(meta.Audience(b.prefix+dimension, answer.Insights[b.metric].By(dimension), today)...); err != nil {
				return err
			}
		}
	}
	if err := r.online(ctx); err != nil {
		return err
	}
	if r.inquiry.Without == "" {
		r.cur.Audience = day
	}
	return nil
}

// online reads how many followers were online in each hour of the last days.
func (r *run) online(ctx context.Context) error {
	const name = "online_followers"
	answer, err := r.inquiry.Ask(ctx, meta.Question{
		Object: r.self.ID, Scope: "account/online", Names: []string{name}, Query: url.Values{"period": {"lifetime"}},
	})
	if err != nil {
		return err
	}
	var records []sdk.Record
	for _, v := range answer.Insights[name].Values {
		records = append(records, r.hours(v)...)
	}
	return r.Emit(records...)
}

// hours makes the records of one day. Days are the 24 hours before the time that
// is stated, midnight in Pacific Time; that hour 0 is the first of them is not
// documented. The buckets are hours of the account's zone. A day without data is
// an empty object.
func (r *run) hours(v meta.Value) []sdk.Record {
	sum, ok := v.Sum()
	if !ok || v.EndTime.IsZero() {
		return nil
	}
	start := v.EndTime.Add(-24 * time.Hour)
	parts := v.Parts()
	var records []sdk.Record
	for hour := range 24 {
		n, ok := parts[strconv.Itoa(hour)]
		if !ok || n < 0 {
			continue
		}
		at := start.Add(time.Duration(hour) * time.Hour).In(r.local)
		a := sdk.Audience{Dimension: "hour", Bucket: strconv.Itoa(at.Hour()), WindowEnd: v.EndTime.Time, Value: sdk.Number(n)}
		if sum > 0 {
			a.Share = n / sum
		}
		records = append(records, a)
	}
	return records
}
