package sink

import (
	"context"
	"math"
	"time"

	"github.com/influxdata/influxdb-client-go/v2/api/write"

	"github.com/pantau/pantau/collector/schema"
)

// tallied are the rollups whose sums stand together in a text a day and account,
// with the fields that do.
var tallied = []struct {
	fine, day, hour string // hour and day are fields of schema.HeardDay
	fields          []string
	statement       string
}{
	{
		schema.TopicVolume, schema.FieldMentionsByTopic, schema.FieldMentionsByHour,
		[]string{schema.FieldMentions},
		`SELECT mentions FROM topic_10m`,
	},
	{
		schema.Sentiment, schema.FieldTonesByTopic, schema.FieldTonesByHour,
		[]string{schema.FieldPositive, schema.FieldNeutral, schema.FieldNegative},
		`SELECT positive, neutral, negative FROM sentiment_1h`,
	},
}

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
	for _, of := range tallied {
		if of.fine != fine {
			continue
		}
		counts, any := make([]float64, len(of.fields)), false
		for i, field := range of.fields {
			n, ok := number(field)
			if counts[i] = n; !ok {
				counts[i] = math.NaN()
			}
			any = any || ok
		}
		if !any {
			continue
		}
		k := accountDay{owner{tags[schema.TagPlatform], tags[schema.TagAccount]}, startOfDay(at, t.zone)}
		if t.days[k] == nil {
			t.days[k] = map[string]schema.Tally{}
		}
		for field, hour := range map[string]int{of.day: 0, of.hour: int(at.Sub(k.at) / time.Hour)} {
			if t.days[k][field] == nil {
				t.days[k][field] = schema.Tally{}
			}
			t.days[k][field].Add(tags[schema.TagTopic], hour, counts...)
		}
	}
}

func (t *tallies) points() []*write.Point {
	out := make([]*write.Point, 0, len(t.days))
	for k, tallies := range t.days {
		fields := map[string]any{}
		for field, tally := range tallies {
			fields[field] = tally.String()
		}
		out = append(out, write.NewPoint(schema.HeardDay, k.tags(schema.TagZone, t.zone.String()), fields, k.at))
	}
	return out
}

// tally reads whole days, of one account or of all.
func (s *Sink) tally(ctx context.Context, chosen string, params map[string]any) ([]*write.Point, error) {
	t := newTallies(s.days.zone)
	for _, of := range tallied {
		err := s.reader.query(ctx, of.statement+" WHERE time >= $from AND time < $to"+chosen+" GROUP BY platform, account, topic", params, func(r row) {
			t.add(of.fine, r.tags, r.at, func(field string) (float64, bool) {
				n, ok := r.fields[field].(float64)
				return n, ok
			})
		})
		if err != nil {
			return nil, err
		}
	}
	return t.points(), nil
}
