package sink

import (
	"maps"
	"slices"
	"time"

	"github.com/influxdata/influxdb-client-go/v2/api/write"

	"github.com/pantau/pantau/collector/schema"
)

// Days adds rollups up by the days of a zone, all of which must be there.
func Days(rollups []*write.Point, zone *time.Location) []*write.Point {
	var out []*write.Point
	for _, of := range daily {
		out = append(out, added(rollups, of.fine, of.day, map[string]string{schema.TagZone: zone.String()},
			func(at time.Time) time.Time { return startOfDay(at, zone) })...)
	}
	return out
}

// added adds up the points of a measurement whose tags are the same and whose
// windows start at the same time.
func added(rollups []*write.Point, from, to string, tags map[string]string, start func(time.Time) time.Time) []*write.Point {
	type key struct {
		platform, account, topic string
		at                       time.Time
	}
	sums := map[key]map[string]any{}
	rollups = slices.SortedFunc(slices.Values(rollups), func(x, y *write.Point) int { return x.Time().Compare(y.Time()) })
	for _, p := range rollups { // in order, so that the same sums come out
		if p.Name() != from {
			continue
		}
		k := key{at: start(p.Time())}
		for _, t := range p.TagList() {
			switch t.Key {
			case schema.TagPlatform:
				k.platform = t.Value
			case schema.TagAccount:
				k.account = t.Value
			case schema.TagTopic:
				k.topic = t.Value
			}
		}
		if sums[k] == nil {
			sums[k] = map[string]any{}
		}
		for _, f := range p.FieldList() {
			before, _ := sums[k][f.Key].(float64)
			if n, ok := f.Value.(float64); ok {
				sums[k][f.Key] = before + n
			}
		}
	}
	out := make([]*write.Point, 0, len(sums))
	for k, fields := range sums {
		all := map[string]string{schema.TagPlatform: k.platform, schema.TagAccount: k.account, schema.TagTopic: k.topic}
		maps.Copy(all, tags)
		out = append(out, write.NewPoint(to, all, fields, k.at))
	}
	return out
}
