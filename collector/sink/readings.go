package sink

import (
	"context"
	"fmt"
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
	counts, ok := countsOf(schema.ReadingsFields, number)
	if !ok {
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
	texts := dayTexts{measurement: schema.ReadingsDay, zone: d.zone}
	for k, tally := range d.days {
		byField := make(map[string]string, len(schema.ReadingsFields))
		for i, field := range schema.ReadingsFields {
			if text := tally.Of(i).String(); text != "" {
				byField[schema.ReadingsOf(field)] = text
			}
		}
		texts.add(k, byField)
	}
	return texts.points, texts.until
}

// readings reads whole days, of one account or of all. Where a text is too long there
// are none before: who asks reads the points then.
func (s *Sink) readings(ctx context.Context, sp span, of *owner) ([]*line.Point, error) {
	chosen, params := sp.of(of)
	d := newReadings(s.days.zone)
	statement := fmt.Sprintf("SELECT id, %s FROM post_history WHERE time >= $from AND time < $to%s GROUP BY platform, account", strings.Join(schema.ReadingsFields, ", "), chosen)
	err := s.reader.query(ctx, statement, params, func(r row) {
		d.add(owner{r.tags[schema.TagPlatform], r.tags[schema.TagAccount]}, r.text(schema.FieldID), r.at, r.known)
	})
	if err != nil {
		return nil, err
	}
	points, until := d.points()
	s.days.startAt(&s.days.read, until)
	return points, nil
}
