package tiktok

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// audience emits who follows the account, once a day. It came with the account's
// counters. Accounts with fewer than 100 followers have none.
func (r *run) audience(context.Context) error {
	today := midnight(r.now)
	if day := today.Format(time.DateOnly); r.business == nil || r.cur.Audience == day {
		return nil
	}
	p := r.business.last
	for _, breakdown := range []struct {
		dimension string
		buckets   []shareJSON
	}{{"age", p.Ages}, {"gender", p.Genders}, {"country", p.Countries}, {"city", p.Cities}} {
		if err := r.Emit(shares(breakdown.dimension, breakdown.buckets, today)...); err != nil {
			return err
		}
	}
	if d, ok := p.counted(r.now); ok {
		if err := r.Emit(r.hours(d)...); err != nil {
			return err
		}
	}
	r.cur.Audience = today.Format(time.DateOnly)
	return nil
}

// shares makes the records of a breakdown. TikTok gives shares, and does not say
// of how many.
func shares(dimension string, buckets []shareJSON, end time.Time) []sdk.Record {
	var out []sdk.Record
	for _, b := range buckets {
		name := cmp.Or(b.Age, strings.ToLower(b.Gender), b.Country, b.City, b.CityName)
		if name == "" || b.Percentage == nil || *b.Percentage < 0 || *b.Percentage > 1 {
			continue
		}
		out = append(out, sdk.Audience{
			Dimension: dimension, Bucket: name, WindowEnd: end, Value: sdk.NotAvailable(schema.NotOffered), Share: *b.Percentage,
		})
	}
	return out
}

// hours makes the records of the hours in which followers were active on a day.
// TikTok's days and hours are taken to be UTC (M for the days, L for the hours);
// the buckets are hours of the account's zone.
func (r *run) hours(d dayJSON) []sdk.Record {
	start, err := time.Parse(time.DateOnly, d.Date)
	if err != nil {
		return nil
	}
	var sum int64
	for _, h := range d.Activity {
		if h.Count != nil && *h.Count > 0 {
			sum += *h.Count
		}
	}
	var out []sdk.Record
	for _, h := range d.Activity {
		hour, err := strconv.Atoi(string(h.Hour))
		if err != nil || hour < 0 || hour > 23 || h.Count == nil || *h.Count < 0 {
			continue
		}
		at := start.Add(time.Duration(hour) * time.Hour).In(r.zone)
		a := sdk.Audience{Dimension: "hour", Bucket: strconv.Itoa(at.Hour()), WindowEnd: start.AddDate(0, 0, 1), Value: sdk.Number(*h.Count)}
		if sum > 0 {
			a.Share = float64(*h.Count) / float64(sum)
		}
		out = append(out, a)
	}
	return out
}
