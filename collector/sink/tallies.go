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

// mostText is how long a text may be; InfluxDB takes 64 KiB.
const mostText = 60_000

// tallies gathers schema.HeardDay.
type tallies struct {
	zone *time.Location
	days map[accountDay]map[string]schema.Tally // by field
}

type accountDay struct {
	owner
	at time.Time
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
	counts, any := make([]float64, len(of.Fields)), false
	for i, field := range of.Fields {
		n, ok := number(field)
		if counts[i] = n; !ok {
			counts[i] = math.NaN()
		}
		any = any || ok
	}
	if !any {
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
	for k, tallies := range t.days {
		fields, fits := make([]line.Field, 0, len(tallies)), true
		for field, tally := range tallies {
			text := tally.String()
			fields, fits = append(fields, line.Text(field, text)), fits && len(text) <= mostText
		}
		if next := k.at.AddDate(0, 0, 1); !fits && next.After(until) {
			until = next
		}
		if fits {
			out = append(out, line.New(schema.HeardDay, k.tags(tag(schema.TagZone, t.zone.String())), fields, k.at))
		}
	}
	return out, until
}

// tally reads whole days, of one account or of all. Where a text is too long there are
// none before: who asks reads the rollups then.
func (s *Sink) tally(ctx context.Context, chosen string, params map[string]any) ([]*line.Point, error) {
	t := newTallies(s.days.zone)
	for fine, of := range schema.Tallied {
		statement := fmt.Sprintf("SELECT %s FROM %s WHERE time >= $from AND time < $to%s GROUP BY platform, account, topic", strings.Join(of.Fields, ", "), fine, chosen)
		err := s.reader.query(ctx, statement, params, func(r row) {
			t.add(fine, r.tags, r.at, func(field string) (float64, bool) {
				n, ok := r.fields[field].(float64)
				return n, ok
			})
		})
		if err != nil {
			return nil, err
		}
	}
	points, until := t.points()
	if until.After(s.days.heard) {
		s.days.heard, s.days.noted = until, false
	}
	return points, nil
}
