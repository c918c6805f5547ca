package query

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// drawings are curves as their readings are found, by account and post.
type drawings map[group]map[string]*analytics.Curve

// draw adds how a counter was read to the curves of posts, from the day on on which the
// first of them was published: whole days from the texts that hold them
// (schema.ReadingsDay), what lies before and after them from the points.
func (r *Request) draw(ctx context.Context, f filter, metric string, span influx.Range, curves drawings) error {
	if metric == schema.MetricInteractions {
		metric = schema.FieldEngagements
	}
	span.From = windowStart(span.From.In(r.Zone), day, r.Zone)
	points := influx.Select{
		From: schema.PostHistory, Where: owners(f.Platforms, f.Accounts), Range: span,
		Columns: influx.Fields(schema.TagPlatform, schema.TagAccount, schema.FieldID, metric),
	}
	first, last, err := r.wholeDays(ctx, schema.ReadingsDay, span)
	if err != nil {
		return err
	}
	if !last.After(first) {
		found, err := r.halves(ctx, points)
		if err == nil {
			curves.points(found, metric)
		}
		return err
	}
	head, tail := points, points
	head.Range.To, tail.Range.From = first, last
	texts := influx.Select{
		From: schema.ReadingsDay, Range: influx.Range{From: first, To: last},
		Columns: influx.Fields(schema.TagPlatform, schema.TagAccount, schema.ReadingsOf(metric)),
		Where:   append(owners(f.Platforms, f.Accounts), influx.Match{Name: schema.TagZone, Values: []string{r.Zone.String()}}),
	}
	found, err := r.each(ctx, asking(head), asking(texts), asking(tail))
	if err != nil {
		return err
	}
	curves.points(found[0], metric)
	if err := curves.texts(found[1], schema.ReadingsOf(metric)); err != nil {
		return err
	}
	curves.points(found[2], metric)
	return nil
}

func draw(curve *analytics.Curve, at time.Time, count float64) {
	curve.Readings = append(curve.Readings, analytics.Reading{At: at, Count: count})
}

// points adds readings that are points.
func (d drawings) points(found *influx.Result, metric string) {
	for i := range found.Series {
		s := &found.Series[i]
		platforms, accounts, counts := s.Texts(schema.TagPlatform), s.Texts(schema.TagAccount), s.Numbers(metric)
		for row, id := range s.Texts(schema.FieldID) {
			curve := d[group{platform: platforms[row], account: accounts[row]}][id]
			if curve != nil && !math.IsNaN(counts[row]) {
				draw(curve, s.Time(row).Truncate(time.Second), counts[row])
			}
		}
	}
}

// texts adds readings that stand in texts.
func (d drawings) texts(found *influx.Result, field string) error {
	var count [1]float64
	for i := range found.Series {
		s := &found.Series[i]
		platforms, accounts := s.Texts(schema.TagPlatform), s.Texts(schema.TagAccount)
		for row, text := range s.Texts(field) {
			if text == "" {
				continue // something else was read
			}
			day, of := s.Time(row), d[group{platform: platforms[row], account: accounts[row]}]
			err := schema.EachTopic(text, func(name, seconds string) error {
				curve := of[schema.UntallyID(name)]
				if curve == nil {
					return nil
				}
				return schema.EachHour(seconds, count[:], func(second int) { draw(curve, day.Add(time.Duration(second)*time.Second), count[0]) })
			})
			if err != nil {
				return fmt.Errorf("reading %s of %s: %w", field, schema.ReadingsDay, err)
			}
		}
	}
	return nil
}
