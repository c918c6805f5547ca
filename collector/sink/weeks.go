package sink

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
)

// listOf is a week of a measurement of schema.Weekly.
type listOf struct {
	owner
	from string // the measurement
	zone string // its tag; "" where it has none
	at   time.Time
}

// listed is a point as a week lists it.
type listed struct {
	at      time.Time
	texts   []string
	numbers []float64 // NaN: it has none
}

// zoneOf is the zone of a measurement's lists, "" where they have none.
func zoneOf(from string, zone *time.Location) string {
	if slices.Contains(schema.Weekly[from].Tags, schema.TagZone) {
		return zone.String()
	}
	return ""
}

// zoned are the owner's tags, with a zone where there is one.
func (o owner) zoned(zone string) []line.Tag {
	if zone == "" {
		return o.tags()
	}
	return o.tags(tag(schema.TagZone, zone))
}

// weeks gathers lists.
type weeks map[listOf][]listed

func (w weeks) add(from string, o owner, zone string, at time.Time, text func(field string) string, number func(field string) (float64, bool)) {
	of := schema.Weekly[from]
	p := listed{at: at, texts: make([]string, len(of.Texts))}
	for i, field := range of.Texts {
		p.texts[i] = text(field)
	}
	p.numbers, _ = countsOf(of.Numbers, number)
	k := listOf{o, from, zone, schema.WeekOf(at)}
	w[k] = append(w[k], p)
}

// points are the texts. A week without anything says so: it may have had something.
func (w weeks) points() (out []*line.Point) {
	for k, all := range w {
		slices.SortFunc(all, func(x, y listed) int { return x.at.Compare(y.at) })
		parts, n := k.inParts(all), 0
		if len(all) > 0 {
			n = len(parts)
		}
		parts[0] = append(parts[0], line.Number(schema.FieldParts, float64(n)))
		tags := k.zoned(k.zone)
		for i, fields := range parts {
			out = append(out, line.New(schema.Weekly[k.from].Name, tags, fields, k.at.Add(time.Duration(i))))
		}
	}
	return out
}

// inParts are the fields of as few parts as can be stored, one at least.
func (k listOf) inParts(all []listed) [][]line.Field {
	fields := k.fields(all)
	tooLong := slices.ContainsFunc(fields, func(f line.Field) bool {
		text, _ := f.Value().(string)
		return len(text) > mostText
	})
	if half := len(all) / 2; tooLong && half > 0 {
		return append(k.inParts(all[:half]), k.inParts(all[half:])...)
	}
	return [][]line.Field{fields}
}

// fields are all of a list, also those that no point has: a text that was written
// before would stay.
func (k listOf) fields(all []listed) []line.Field {
	times, texts, numbers := make([]time.Time, len(all)), make([]string, len(all)), make([]float64, len(all))
	for i, p := range all {
		times[i] = p.at
	}
	of := schema.Weekly[k.from]
	fields := append(make([]line.Field, 0, 2+len(of.Texts)+len(of.Numbers)), line.Text(schema.FieldTimes, schema.JoinTimes(k.at, times)))
	for f, name := range of.Texts {
		for i, p := range all {
			texts[i] = p.texts[f]
		}
		fields = append(fields, line.Text(schema.ListOf(name), schema.JoinTexts(texts)))
	}
	for f, name := range of.Numbers {
		for i, p := range all {
			numbers[i] = p.numbers[f]
		}
		fields = append(fields, line.Text(schema.ListOf(name), schema.JoinNumbers(numbers)))
	}
	return fields
}

// weeks reads whole weeks of a measurement, of one account or of all.
func (s *Sink) weeks(ctx context.Context, from string, sp span, of *owner) ([]*line.Point, error) {
	w, zone := weeks{}, zoneOf(from, s.days.zone)
	if of != nil {
		for at := sp.from; at.Before(sp.to); at = schema.AfterWeek(at) {
			w[listOf{*of, from, zone, at}] = nil
		}
	}
	chosen, params := sp.of(of)
	if zone != "" {
		chosen, params["zone"] = chosen+" AND zone = $zone", zone
	}
	statement := fmt.Sprintf("SELECT %s FROM %s WHERE time >= $from AND time < $to%s GROUP BY platform, account",
		strings.Join(slices.Concat(schema.Weekly[from].Texts, schema.Weekly[from].Numbers), ", "), from, chosen)
	err := s.reader.query(ctx, statement, params, func(r row) {
		w.add(from, owner{r.tags[schema.TagPlatform], r.tags[schema.TagAccount]}, zone, r.at, r.text, r.known)
	})
	return w.points(), err
}

const lastNote = `SELECT last(until) AS until, last(weeks) AS weeks FROM pantau_days WHERE zone = $zone`

// findWeeks sees to it that everything stands in its week: where an older collector
// noted the days last, or nobody did, all is listed.
func (s *Sink) findWeeks(ctx context.Context) error {
	if s.days.weeks || s.days.zone == nil {
		return nil
	}
	err := s.reader.query(ctx, lastNote, map[string]any{"zone": s.days.zone.String()}, func(r row) {
		by, noted := r.known(schema.FieldWeeks)
		s.days.weeks = noted && by == r.number(schema.FieldUntil)
		s.days.listed = s.days.weeks
	})
	if err != nil || s.days.weeks {
		return err
	}
	for from := range schema.Weekly {
		if err := s.listAll(ctx, from); err != nil {
			return err
		}
	}
	s.days.weeks = true
	return nil
}

// listAll lists all of a measurement, a month at a time.
func (s *Sink) listAll(ctx context.Context, from string) error {
	end := schema.AfterWeek(schema.WeekOf(s.opts.Now()))
	at := end
	if err := s.reader.query(ctx, fmt.Sprintf("SELECT * FROM %s LIMIT 1", from), nil, func(r row) { at = schema.WeekOf(r.at) }); err != nil {
		return err
	}
	if at.Before(end) {
		s.opts.Log.Info("listing by week what stands in the database; that is done once", "measurement", from)
	}
	for at.Before(end) {
		next := at
		for next.Before(end) && schema.AfterWeek(next).Sub(at) <= maxSpan {
			next = schema.AfterWeek(next)
		}
		points, err := s.settled(ctx, span{at, next}, func(ctx context.Context, sp span) ([]*line.Point, error) { return s.weeks(ctx, from, sp, nil) })
		if err != nil {
			return err
		}
		if err := s.writer.write(ctx, points); err != nil {
			return err
		}
		at = next
	}
	return nil
}
