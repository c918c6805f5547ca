package sink

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
)

// readings gathers schema.ReadingsDay.
type readings struct {
	zone *time.Location
	days map[accountDay]schema.Tally // of each post and second, as many counts as schema.ReadingsFields
}

func newReadings(zone *time.Location) *readings {
	return &readings{zone: zone, days: map[accountDay]schema.Tally{}}
}

// add takes a point of schema.PostHistory.
func (d *readings) add(o owner, id string, at time.Time, number func(field string) (float64, bool)) {
	counts, any := make([]float64, len(schema.ReadingsFields)), false
	for i, field := range schema.ReadingsFields {
		n, ok := number(field)
		if counts[i] = n; !ok {
			counts[i] = math.NaN()
		}
		any = any || ok
	}
	if !any {
		return
	}
	k := accountDay{o, startOfDay(at, d.zone)}
	if d.days[k] == nil {
		d.days[k] = schema.Tally{}
	}
	d.days[k].Add(schema.TallyID(id), int(at.Sub(k.at)/time.Second), counts...)
}

// points are the texts. Of days before until some are too long to be stored: of an
// account with hundreds of posts that are read all day.
func (d *readings) points() (out []*line.Point, until time.Time) {
	for k, tally := range d.days {
		fields, fits := make([]line.Field, 0, len(schema.ReadingsFields)), true
		for i, field := range schema.ReadingsFields {
			if text := tally.Of(i).String(); text != "" {
				fields, fits = append(fields, line.Text(schema.ReadingsOf(field), text)), fits && len(text) <= mostText
			}
		}
		if next := k.at.AddDate(0, 0, 1); !fits && next.After(until) {
			until = next
		}
		if fits {
			out = append(out, line.New(schema.ReadingsDay, k.tags(tag(schema.TagZone, d.zone.String())), fields, k.at))
		}
	}
	return out, until
}

// readings reads whole days, of one account or of all. Where a text is too long there
// are none before: who asks reads the points then.
func (s *Sink) readings(ctx context.Context, chosen string, params map[string]any) ([]*line.Point, error) {
	d := newReadings(s.days.zone)
	statement := fmt.Sprintf("SELECT id, %s FROM post_history WHERE time >= $from AND time < $to%s GROUP BY platform, account", strings.Join(schema.ReadingsFields, ", "), chosen)
	err := s.reader.query(ctx, statement, params, func(r row) {
		d.add(owner{r.tags[schema.TagPlatform], r.tags[schema.TagAccount]}, r.text(schema.FieldID), r.at, func(field string) (float64, bool) {
			n, ok := r.fields[field].(float64)
			return n, ok
		})
	})
	if err != nil {
		return nil, err
	}
	points, until := d.points()
	if until.After(s.days.read) {
		s.days.read, s.days.noted = until, false
	}
	return points, nil
}
