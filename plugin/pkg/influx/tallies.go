package influx

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
)

// Tallies is the question for the texts that hold what s adds up of whole days in
// the zone, as Unfold takes them: a row an account and day, where the rollup has
// one a topic and hour. Of other questions they do not hold the answer: false.
func (s Select) Tallies(zone *time.Location) (Select, bool) {
	held, ok := schema.Tallied[s.From]
	every := time.Duration(s.Every)
	if !ok || s.Descending || s.Limit > 0 || every%time.Hour != 0 {
		return s, false
	}
	for _, c := range s.Columns {
		if c.Func != Sum || !slices.Contains(held.Fields, c.Name) {
			return s, false
		}
	}
	texts := Select{
		From: schema.HeardDay, Columns: Fields(held.Day), Range: s.Range, Without: s.Without,
		Where: []Match{{Name: schema.TagZone, Values: []string{zone.String()}}},
	}
	if every > 0 && every < day {
		texts.Columns = Fields(held.Hour)
	}
	for _, m := range s.Where {
		if m.Name != schema.TagTopic {
			texts.Where = append(texts.Where, m)
		}
	}
	for _, tag := range s.By {
		if tag != schema.TagTopic {
			texts.By = append(texts.By, tag)
		}
	}
	return texts, true
}

const day = 24 * time.Hour

// Unfold adds texts up as s would its points. Texts are of whole days: of their hours
// those count that are within a range, which begins and ends with an hour.
func (s Select) Unfold(texts *Result, within Range) (*Result, error) {
	held := schema.Tallied[s.From]
	u := unfolding{Select: s, within: within, fields: held.Fields, counts: make([]float64, len(held.Fields)), found: map[string]*unfolded{}}
	if u.Zone == nil {
		u.Zone = time.UTC
	}
	text := texts.Statement.only()
	for i := range texts.Series {
		series := &texts.Series[i]
		u.tags, u.topics = series.Tags, map[string]*unfolded{}
		for row, tally := range series.Texts(text) {
			if tally == "" {
				continue // nothing of the kind was counted
			}
			if err := u.day(series.Time(row), tally); err != nil {
				return nil, fmt.Errorf("reading %s of %s: %w", text, schema.HeardDay, err)
			}
		}
	}
	return u.result(texts.Statement), nil
}

// only is the name of the one column beside the time.
func (st Statement) only() string {
	for name, kind := range st.kinds {
		if kind == textColumn {
			return name
		}
	}
	return ""
}

// unfolding is the adding up.
type unfolding struct {
	Select
	within Range
	fields []string
	counts []float64
	found  map[string]*unfolded // by key of the tags
	tags   map[string]string    // of the texts that are being read
	topics map[string]*unfolded // for these, what a topic adds to; nil: to nothing
	at     time.Time            // the day
	hours  []hour               // of it, as far as they were looked for
}

// hour is one of a day: where its window begins, and whether it counts.
type hour struct {
	window       int64
	counts, seen bool
}

// unfolded are the sums of one series, by start of the window.
type unfolded struct {
	tags    map[string]string
	windows map[int64][]float64
}

func (u *unfolding) day(at time.Time, tally string) error {
	if !at.Equal(u.at) { // of one day there is a text an account
		clear(u.hours)
		u.at = at
	}
	return schema.EachTopic(tally, func(topic, hours string) error {
		into, known := u.topics[topic]
		if !known {
			into = u.series(topic)
			u.topics[topic] = into
		}
		if into == nil {
			return nil
		}
		return schema.EachHour(hours, u.counts, func(n int) {
			of := u.hour(at, n)
			if !of.counts {
				return
			}
			sums := into.windows[of.window]
			if sums == nil {
				into.windows[of.window] = slices.Clone(u.counts)
				return
			}
			for i, n := range u.counts {
				sums[i] = schema.Sum(sums[i], n)
			}
		})
	})
}

// wants tells whether the conditions choose a topic.
func (u *unfolding) wants(topic string) bool {
	for _, m := range u.Where {
		if m.Name == schema.TagTopic && len(m.Values) > 0 && slices.Contains(m.Values, topic) == m.Not {
			return false
		}
	}
	return true
}

func (u *unfolding) series(topic string) *unfolded {
	if !u.wants(topic) {
		return nil
	}
	tags := map[string]string{}
	for _, name := range u.By {
		if tags[name] = u.tags[name]; name == schema.TagTopic {
			tags[name] = topic
		}
	}
	key := u.key(tags)
	if u.found[key] == nil {
		u.found[key] = &unfolded{tags: tags, windows: map[int64][]float64{}}
	}
	return u.found[key]
}

// key orders series as the database does.
func (u *unfolding) key(tags map[string]string) string {
	names := slices.Sorted(slices.Values(u.By))
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = tags[name]
	}
	return strings.Join(values, "\x00")
}

// hour looks at an hour of a day. Without windows there is one for all.
func (u *unfolding) hour(day time.Time, n int) hour {
	for len(u.hours) <= n {
		u.hours = append(u.hours, hour{})
	}
	if !u.hours[n].seen {
		at, start := day.Add(time.Duration(n)*time.Hour), u.Range.From
		if u.Every > 0 {
			start, _ = u.Every.Window(at, u.Zone)
		}
		u.hours[n] = hour{window: start.UnixNano(), counts: !at.Before(u.within.From) && at.Before(u.within.To), seen: true}
	}
	return u.hours[n]
}

func (u *unfolding) result(st Statement) *Result {
	out := &Result{Statement: st}
	for _, key := range slices.Sorted(maps.Keys(u.found)) {
		found := u.found[key]
		starts := slices.Sorted(maps.Keys(found.windows))
		s := Series{Tags: found.tags, times: starts, numbers: map[string][]float64{}, n: len(starts)}
		for _, c := range u.Columns {
			at, column := slices.Index(u.fields, c.Name), make([]float64, len(starts))
			for row, start := range starts {
				column[row] = found.windows[start][at]
			}
			s.numbers[c.Name] = column
		}
		out.Series = append(out.Series, s)
	}
	return out
}
