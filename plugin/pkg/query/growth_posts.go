package query

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// output is how many posts each account published, in every window or in the
// whole range. An account that was read and published nothing has 0, so that an
// alert hears its silence; one that was not read has no number.
func (r *Request) output(ctx context.Context, p growthParams, crowds []*crowd, step time.Duration) (*Answer, error) {
	result, err := r.Query(ctx, influx.Select{
		From: schema.Post, Columns: []influx.Column{{Func: influx.Count, Name: schema.FieldID}},
		Where: owners(p.Platforms, p.Accounts), By: []string{schema.TagPlatform, schema.TagAccount},
		Range: r.Range(), Every: every(step), Zone: r.Zone,
	})
	if err != nil {
		return nil, err
	}
	a := &Answer{Formula: r.Text("query.growth.formula.posts")}
	published := map[group]map[int64]float64{}
	for i := range result.Series {
		s := &result.Series[i]
		owner := groupOf(schema.TagAccount, s.Tags)
		published[owner] = map[int64]float64{}
		for row, n := range s.Numbers(schema.FieldID) {
			published[owner][windowOf(s.Time(row), step, r.Zone).Unix()] += n
			a.N += int(n)
		}
	}
	var fields []*data.Field
	for _, c := range crowds {
		if len(c.times) == 0 {
			continue
		}
		windows := published[c.owner]
		if windows == nil {
			windows = map[int64]float64{}
		}
		for _, at := range c.times { // it was read, so what is not there was not published
			windows[at.Unix()] += 0
		}
		var times []time.Time
		var values []*float64
		total := 0.0
		for _, at := range slices.Sorted(maps.Keys(windows)) {
			times, values = append(times, time.Unix(at, 0).In(r.Zone)), append(values, whole(windows[at]))
			total += windows[at]
		}
		if p.Format == Value {
			fields = append(fields, c.field(r, p.Measure, []*float64{&total}))
			continue
		}
		f := c.field(r, p.Measure, values)
		a.Frames = append(a.Frames, r.line(f.Config.DisplayNameFromDS, times, f))
	}
	if p.Format == Value {
		a.Frames = numbers("growth", fields)
	}
	return a, nil
}
