package sink

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
)

// tallies gathers schema.HeardDay.
type tallies struct {
	zone *time.Location
	days map[accountDay]map[string]schema.Tally // by field
}

func newTallies(zone *time.Location) *tallies {
	return &tallies{zone: zone, days: map[accountDay]map[string]schema.Tally{}}
}

// add takes a point of a rollup.
func (t *tallies) add(fine string, tags map[string]string, at time.Time, number func(field string) (float64, bool)) {
	of, ok := schema.Tallied[fine]
	if !ok {
		return
	}
	counts, ok := countsOf(of.Fields, number)
	if !ok {
		return
	}
	k := accountDay{owner{tags[schema.TagPlatform], tags[schema.TagAccount]}, startOfDay(at, t.zone)}
	if t.days[k] == nil {
		t.days[k] = map[string]schema.Tally{}
	}
	for field, hour := range map[string]int{of.Day: 0, of.Hour: int(at.Sub(k.at) / time.Hour)} {
		if t.days[k][field] == nil {
			t.days[k][field] = schema.Tally{}
		}
		t.days[k][field].Add(tags[schema.TagTopic], hour, counts...)
	}
}

// points are the texts. Of days before until some are too long to be stored: whoever
// talks of hundreds of topics all day.
func (t *tallies) points() (out []*line.Point, until time.Time) {
	texts := dayTexts{measurement: schema.HeardDay, zone: t.zone}
	for k, tallies := range t.days {
		byField := make(map[string]string, len(tallies))
		for field, tally := range tallies {
			byField[field] = tally.String()
		}
		texts.add(k, byField)
	}
	return texts.points, texts.until
}

// tally reads whole days, of one account or of all. Where a text is too long there are
// none before: who asks reads the rollups then.
func (s *Sink) tally(ctx context.Context, chosen string, params map[string]any) ([]*line.Point, error) {
	t := newTallies(s.days.zone)
	for fine, of := range schema.Tallied {
		statement := fmt.Sprintf("SELECT %s FROM %s WHERE time >= $from AND time < $to%s GROUP BY platform, account, topic", strings.Join(of.Fields, ", "), fine, chosen)
		err := s.reader.query(ctx, statement, params, func(r row) {
			t.add(fine, r.tags, r.at, r.known)
		})
		if err != nil {
			return nil, err
		}
	}
	points, until := t.points()
	s.days.startAt(&s.days.heard, until)
	return points, nil
}
