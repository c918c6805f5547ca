package sink

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
)

// daysGrace is how long after midnight a day is taken for whole. What comes later
// still is added when it comes.
const daysGrace = 10 * time.Minute

// daily are the rollups that are added up by day.
var daily = []struct {
	fine, day string
	fields    []string
}{
	{schema.TopicVolume, schema.TopicDay, schema.VolumeFields},
	{schema.Sentiment, schema.SentimentDay, schema.SentimentFields},
}

// days adds rollups up by days of the office, once a day is over: a question
// about a year reads 365 rows of a topic then, not 50,000.
type days struct {
	zone  *time.Location // nil: no days
	until time.Time      // those before are whole; zero: not known yet
	since time.Time      // account_1d is written; see findSince
	heard time.Time      // since when heard_1d is
	read  time.Time      // since when readings_1d is
	// unread: no post was read before; zero: not known. To ask for readings where there
	// are none costs as much as where there are many.
	unread time.Time
	weeks  bool // posts_1w and account_1w hold everything
	listed bool // the database says so of weeks
	noted  bool // and of the rest
	// shared: other collectors write too, and may know of days that are over before
	// this one does.
	shared bool
}

func (d days) start(at time.Time) time.Time { return startOfDay(at, d.zone) }

func startOfDay(at time.Time, zone *time.Location) time.Time {
	year, month, day := at.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, zone)
}

func nextDay(day time.Time) time.Time { return day.AddDate(0, 0, 1) }

// startAt notes that what stands in texts does so from then on only.
func (d *days) startAt(since *time.Time, at time.Time) {
	if at.After(*since) {
		*since, d.noted = at, false
	}
}

const (
	selectUntil = `SELECT last(until) AS until, last(since) AS since, max(heard) AS heard, max(readings) AS readings FROM pantau_days WHERE zone = $zone`
	selectFirst = `SELECT first(mentions) FROM `
	firstRead   = `SELECT first(id) FROM post_history`
)

// findDays reads until when days are whole. A database without any has them made
// from its first rollup on.
func (s *Sink) findDays(ctx context.Context) error {
	if !s.days.until.IsZero() {
		return nil
	}
	var until time.Time
	s.days.heard, s.days.read = time.Unix(0, 0), time.Unix(0, 0)
	err := s.reader.query(ctx, selectUntil, map[string]any{"zone": s.days.zone.String()}, func(r row) {
		until, s.days.noted = time.Unix(int64(r.number(schema.FieldUntil)), 0).In(s.days.zone), true
		again := s.days.start(until.Add(-maxSpan))
		for field, since := range map[string]*time.Time{schema.FieldHeard: &s.days.heard, schema.FieldReadings: &s.days.read} {
			if n, ok := r.known(field); ok {
				*since = time.Unix(int64(n), 0)
			} else { // an older collector added the last days up: that is done again
				until, *since, s.days.noted = again, again, false
			}
		}
		if since, ok := r.known(schema.FieldSince); ok {
			s.days.since = time.Unix(int64(since), 0)
		}
	})
	if err == nil && s.days.since.IsZero() {
		s.days.noted = false // so that it is
		err = s.findSince(ctx)
	}
	if err != nil {
		return err
	}
	if until.IsZero() {
		if until, err = s.firstDay(ctx); err != nil {
			return err
		}
	}
	s.days.until = until
	return nil
}

// firstDay is the day of the first rollup or reading; today where there is none.
func (s *Sink) firstDay(ctx context.Context) (time.Time, error) {
	first := func(statement string) (time.Time, error) {
		day := s.days.start(s.opts.Now())
		err := s.reader.query(ctx, statement, nil, func(r row) {
			if at := s.days.start(r.at); at.Before(day) {
				day = at
			}
		})
		return day, err
	}
	day, err := first(firstRead)
	if err != nil {
		return day, err
	}
	if !s.days.shared {
		s.days.unread = day
	}
	for _, d := range daily {
		at, err := first(selectFirst + d.fine)
		if err != nil {
			return day, err
		}
		if at.Before(day) {
			day = at
		}
	}
	return day, nil
}

// findSince finds out since when an account's last reading of a day stands beside its
// readings. If it does for the first reading there is, an older collector never
// wrote here; otherwise whole days begin tomorrow.
func (s *Sink) findSince(ctx context.Context) error {
	first := func(statement string) (at time.Time, err error) {
		err = s.reader.query(ctx, statement, map[string]any{"zone": s.days.zone.String()}, func(r row) { at = r.at })
		return at, err
	}
	reading, err1 := first(`SELECT first(followers) FROM account`)
	day, err2 := first(`SELECT first(followers) FROM account_1d WHERE zone = $zone`)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	s.days.since = time.Unix(0, 0)
	if !reading.IsZero() && (day.IsZero() || day.After(reading)) {
		s.days.since = s.days.start(s.opts.Now()).AddDate(0, 0, 1)
	}
	return nil
}

// closeDays adds up the days that are over, a month at a time.
func (s *Sink) closeDays(ctx context.Context) error {
	if s.days.zone == nil {
		return nil
	}
	if err := s.findDays(ctx); err != nil {
		return err
	}
	if err := s.findWeeks(ctx); err != nil {
		return err
	}
	for today := s.days.start(s.opts.Now().Add(-daysGrace)); s.days.until.Before(today); {
		next := s.days.start(s.days.until.Add(maxSpan))
		if next.After(today) {
			next = today
		}
		points, err := s.settled(ctx, span{s.days.until, next}, s.allOf)
		if err != nil {
			return err
		}
		if err := s.note(ctx, points, next); err != nil {
			return err
		}
	}
	if s.days.noted && s.days.listed {
		return nil
	}
	return s.note(ctx, nil, s.days.until) // there was nothing to add up yet
}

// settled reads what stands by day or week of all accounts. Where others write too, it
// writes and reads until what stands is what was read: a rollup that came in between is
// then in it, or its writer, who comes later, adds it.
func (s *Sink) settled(ctx context.Context, sp span, of func(context.Context, span) ([]*line.Point, error)) ([]*line.Point, error) {
	points, err := of(ctx, sp)
	for err == nil && s.days.shared {
		before := sorted(points)
		if err = s.writer.write(ctx, points); err != nil {
			break
		}
		if points, err = of(ctx, sp); err == nil && slices.Equal(before, sorted(points)) {
			return nil, nil
		}
	}
	return points, err
}

// sorted gives points in an order of their own, to compare.
func sorted(points []*line.Point) []string {
	out := make([]string, len(points))
	for i, p := range points {
		out[i] = p.String()
	}
	slices.Sort(out)
	return out
}

// note writes days, and that all until then are whole.
func (s *Sink) note(ctx context.Context, points []*line.Point, until time.Time) error {
	if err := s.writer.write(ctx, append(points, DaysUntil(s.days.zone, until, Since{s.days.since, s.days.heard, s.days.read}, s.opts.Now()))); err != nil {
		return err
	}
	s.days.until, s.days.noted, s.days.listed = until, true, true
	return nil
}

// Since is from when on account_1d, heard_1d and readings_1d are written.
type Since struct{ Account, Heard, Read time.Time }

// SinceEver is that of a store that had them from the start.
func SinceEver() Since { return Since{time.Unix(0, 0), time.Unix(0, 0), time.Unix(0, 0)} }

// DaysUntil notes that days of a zone are whole until then, since when there are
// which, and that every post stands in its week.
func DaysUntil(zone *time.Location, until time.Time, since Since, now time.Time) *line.Point {
	return line.New(schema.Days, []line.Tag{tag(schema.TagZone, zone.String())}, []line.Field{
		line.Number(schema.FieldUntil, float64(until.Unix())), line.Number(schema.FieldSince, float64(since.Account.Unix())),
		line.Number(schema.FieldHeard, float64(since.Heard.Unix())), line.Number(schema.FieldReadings, float64(since.Read.Unix())),
		line.Number(schema.FieldWeeks, float64(until.Unix())),
	}, now)
}

// lateDays adds up anew the days that are over and were touched.
func (s *Sink) lateDays(ctx context.Context, touched *windows) ([]*line.Point, error) {
	if s.days.zone == nil {
		return nil, nil
	}
	if err := s.findDays(ctx); err != nil {
		return nil, err
	}
	for _, hours := range touched.read {
		for h := range hours {
			if h.Before(s.days.unread) {
				s.days.unread = s.days.start(h)
			}
		}
	}
	over := s.days.until
	if today := s.days.start(s.opts.Now()); s.days.shared && today.After(over) {
		over = today // another may have closed the day
	}
	heard, err := s.eachLate(ctx, touched.hours, over, s.sumDays)
	if err != nil {
		return nil, err
	}
	read, err := s.eachLate(ctx, touched.read, over, s.readings)
	return append(heard, read...), err
}

// eachLate makes anew what holds days before over.
func (s *Sink) eachLate(ctx context.Context, touched hoursBy, over time.Time, of func(context.Context, span, *owner) ([]*line.Point, error)) (out []*line.Point, err error) {
	for o, hours := range touched {
		late := map[time.Time]bool{}
		for h := range hours {
			if h.Before(over) {
				late[s.days.start(h)] = true
			}
		}
		for _, sp := range runs(late, nextDay) {
			points, err := of(ctx, sp, &o)
			if err != nil {
				return nil, err
			}
			out = append(out, points...)
		}
	}
	return out, nil
}

// of is the condition for points of one account or of all, with what is bound.
func (sp span) of(o *owner) (chosen string, params map[string]any) {
	params = map[string]any{"from": sp.from.UnixNano(), "to": sp.to.UnixNano()}
	if o == nil {
		return "", params
	}
	params["platform"], params["account"] = o.platform, o.account
	return " AND platform = $platform AND account = $account", params
}

// sumDays lets the database add up whole days, of one account or of all.
func (s *Sink) sumDays(ctx context.Context, sp span, of *owner) ([]*line.Point, error) {
	chosen, params := sp.of(of)
	var out []*line.Point
	for _, d := range daily {
		sums := make([]string, len(d.fields))
		for i, f := range d.fields {
			sums[i] = fmt.Sprintf("sum(%s) AS %s", f, f)
		}
		// The zone's name was loaded from the time zone database; values are bound.
		statement := fmt.Sprintf("SELECT %s FROM %s WHERE time >= $from AND time < $to%s GROUP BY time(1d), platform, account, topic fill(none) tz('%s')",
			strings.Join(sums, ", "), d.fine, chosen, s.days.zone)
		err := s.reader.query(ctx, statement, params, func(r row) {
			var fields []line.Field
			for _, f := range d.fields {
				if n, ok := r.known(f); ok {
					fields = append(fields, line.Number(f, n))
				}
			}
			if len(fields) > 0 {
				out = append(out, dayPoint(d.day, owner{r.tags[schema.TagPlatform], r.tags[schema.TagAccount]}, r.tags[schema.TagTopic], s.days.zone, fields, r.at))
			}
		})
		if err != nil {
			return nil, err
		}
	}
	heard, err := s.tally(ctx, chosen, params)
	return append(out, heard...), err
}

// allOf is all that stands by day, of all accounts.
func (s *Sink) allOf(ctx context.Context, sp span) ([]*line.Point, error) {
	sums, err := s.sumDays(ctx, sp, nil)
	if err != nil || !sp.to.After(s.days.unread) {
		return sums, err
	}
	read, err := s.readings(ctx, sp, nil)
	return append(sums, read...), err
}

func dayPoint(measurement string, o owner, topic string, zone *time.Location, fields []line.Field, at time.Time) *line.Point {
	return line.New(measurement, o.tags(tag(schema.TagTopic, topic), tag(schema.TagZone, zone.String())), fields, at)
}
