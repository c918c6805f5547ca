package sink

import (
	"math"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
)

// mostText is how long a text may be; InfluxDB takes 64 KiB.
const mostText = 60_000

type accountDay struct {
	owner
	at time.Time
}

// countsOf are a point's fields in their order, NaN where there is none; false if
// there is none at all.
func countsOf(fields []string, number func(field string) (float64, bool)) (counts []float64, any bool) {
	counts = make([]float64, len(fields))
	for i, field := range fields {
		n, ok := number(field)
		if counts[i] = n; !ok {
			counts[i] = math.NaN()
		}
		any = any || ok
	}
	return counts, any
}

// dayTexts makes points of days that stand in texts.
type dayTexts struct {
	measurement string
	zone        *time.Location
	points      []*line.Point
	until       time.Time // of days before, some are too long to be stored
}

// add takes a day's texts by field, none of them if one is too long.
func (d *dayTexts) add(k accountDay, byField map[string]string) {
	fields := make([]line.Field, 0, len(byField))
	for field, text := range byField {
		if len(text) > mostText {
			if next := k.at.AddDate(0, 0, 1); next.After(d.until) {
				d.until = next
			}
			return
		}
		fields = append(fields, line.Text(field, text))
	}
	d.points = append(d.points, line.New(d.measurement, k.tags(tag(schema.TagZone, d.zone.String())), fields, k.at))
}
