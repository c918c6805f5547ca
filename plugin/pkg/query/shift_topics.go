package query

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// byTopic has a number for every topic: the size of its newest shift in the time
// range, 0 where there was none. A topic with too few windows to tell has none.
func (p shiftParams) byTopic(ctx context.Context, r *Request, a *Answer) error {
	step, err := p.step(r)
	if err != nil {
		return err
	}
	terms, result, err := p.read(ctx, r, influx.Select{
		Where: []influx.Match{p.eachTopic()}, Range: r.Range(),
	}, step, schema.TagTopic)
	if err != nil {
		return err
	}
	a.Inform(r.Text("query.notice.topics_overlap"))
	terms.explain(r, a)
	sums := map[string]map[int64]analytics.Mood{}
	for i := range result.Series {
		t := &result.Series[i]
		topic := t.Tags[schema.TagTopic]
		if sums[topic] == nil {
			sums[topic] = map[int64]analytics.Mood{}
		}
		for row := range t.Len() {
			at := windowOf(t.Time(row), step, r.Zone).Unix()
			sums[topic][at] = sums[topic][at].Plus(moodOf(t, row))
		}
	}
	var fields []*data.Field
	for _, topic := range slices.Sorted(maps.Keys(sums)) {
		var windows []analytics.Mood
		var times []time.Time
		for _, at := range slices.Sorted(maps.Keys(sums[topic])) {
			if w := sums[topic][at]; w.N() > 0 {
				windows, times, a.N = append(windows, w), append(times, time.Unix(at, 0)), a.N+int(w.N())
			}
		}
		if size, ok := p.newest(r, windows, times); ok {
			fields = append(fields, series(data.Labels{schema.TagTopic: topic}, topic, []*float64{&size}, r.points()))
		}
	}
	a.Frames = numbers("sentiment_shift", fields)
	return nil
}

// newest is the size of the newest shift; ok is false where there are too few
// windows to tell.
func (p shiftParams) newest(r *Request, windows []analytics.Mood, times []time.Time) (size float64, ok bool) {
	found := analytics.Shifts(windows, float64(p.Certainty)/100)
	if len(found) > 0 {
		last := found[len(found)-1]
		size = p.size(r, last, times[last.At])
	}
	return size, len(windows) >= analytics.LeastShiftWindows
}
