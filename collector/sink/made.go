package sink

import (
	"slices"
	"time"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/connectors/sdk"
)

// Made gives the points of an account whose records are made, not collected: the
// same as a Sink writes, and the rollups by the same code, but nothing is read
// back, so bursts of new authors are not looked for. Stores to measure on are made
// with it. It is not safe for concurrent use.
type Made struct {
	owner
	derived bool
	touched map[time.Time]bool
	counts  *counts
	heard   *heard
	read    *readings
	weeks   weeks
}

// NewMade begins an account, of whose posts something may be derived or not, with days
// of a zone.
func NewMade(platform, account string, derived bool, zone *time.Location) *Made {
	m := &Made{owner: owner{platform: platform, account: account}, derived: derived, read: newReadings(zone), weeks: weeks{}}
	m.restart()
	return m
}

func (m *Made) restart() {
	m.touched = map[time.Time]bool{}
	m.counts, m.heard = newCounts(m.touched), newHeard(m.touched)
}

// Account is the account's counters when read.
func (m *Made) Account(a sdk.Account, read time.Time) *line.Point {
	return accountPoint(m.owner, a, read)
}

// AccountDay is the account's counters as last read on a day of the zone.
func (m *Made) AccountDay(a sdk.Account, read time.Time, zone *time.Location) *line.Point {
	point := accountDayPoint(m.owner, a, startOfDay(read, zone))
	m.weeks.add(schema.AccountDay, m.owner, zone.String(), point.At, func(string) string { return "" }, point.Number)
	return point
}

// Audience is one bucket of a breakdown.
func (m *Made) Audience(a sdk.Audience) *line.Point { return audiencePoint(m.owner, a) }

// Volume is how many posts matched a query.
func (m *Made) Volume(v sdk.Volume) *line.Point { return volumePoint(m.owner, v) }

// Run is what one run of the account's connector tells of itself.
func (m *Made) Run(end spool.RunEnd) []*line.Point { return runPoints(m.owner, end) }

// Terms are what may be done with the account's data, as noted at a start.
func (m *Made) Terms(p policy.Policy, at time.Time) *line.Point {
	return termsPoint(m.owner, p, at)
}

// Post is a post with its latest counters.
func (m *Made) Post(p sdk.Post, topics []string) *line.Point {
	point := postPoint(m.owner, p, topics, m.derived)
	r := m.touch(point)
	m.counts.post(r)
	r.fields[schema.TagType] = p.Type
	m.weeks.add(schema.Post, m.owner, "", point.At, r.text, r.known)
	return point
}

// Weeks are the lists of the weeks that are over by then, which must be whole.
func (m *Made) Weeks(by time.Time) []*line.Point {
	over := weeks{}
	for k, all := range m.weeks {
		if !schema.AfterWeek(k.at).After(by) {
			over[k] = all
			delete(m.weeks, k)
		}
	}
	return over.points()
}

// Reading is a post's counters when read.
func (m *Made) Reading(p sdk.Post, read time.Time) *line.Point {
	point := historyPoint(m.owner, p, read, m.derived)
	m.read.add(m.owner, p.ID, point.At, point.Number)
	return point
}

// Readings are those of the days before until, which must be whole, in one text each.
func (m *Made) Readings(until time.Time) []*line.Point {
	over := newReadings(m.read.zone)
	for k, tally := range m.read.days {
		if k.at.Before(until) {
			over.days[k] = tally
			delete(m.read.days, k)
		}
	}
	out, _ := over.points()
	return out
}

// After goes on with what is left of another Made of the account: posts are read
// again long after they were published, and weeks go over what is made at once.
func (m *Made) After(before *Made) { m.read, m.weeks = before.read, before.weeks }

// Mention is a mention with what was made of it, its text kept. known is since
// when the account knows its author, whose name must be hashed.
func (m *Made) Mention(said sdk.Mention, meaning enrich.Meaning, known time.Duration) *line.Point {
	point := mentionPoint(m.owner, &waiting{mention: said, known: known}, meaning, true)
	r := m.touch(point)
	m.counts.mention(r)
	m.heard.add(r)
	return point
}

// touch gives a point as it would be read back.
func (m *Made) touch(p *line.Point) row {
	r := row{at: p.At.UTC(), fields: make(map[string]any, len(p.Fields))}
	for _, f := range p.Fields {
		r.fields[f.Key] = f.Value()
	}
	m.touched[r.at.Truncate(sentimentWindow)] = true
	return r
}

// Days adds rollups up by the days of a zone, all of which must be there.
func Days(rollups []*line.Point, zone *time.Location) []*line.Point {
	type key struct {
		owner
		measurement, topic string
		at                 time.Time
	}
	d, sums, heard := days{zone: zone}, map[key]map[string]float64{}, newTallies(zone)
	rollups = slices.SortedFunc(slices.Values(rollups), func(x, y *line.Point) int { return x.At.Compare(y.At) })
	for _, p := range rollups { // in order, so that the same sums come out
		heard.take(p)
		for _, of := range daily {
			if p.Name != of.fine {
				continue
			}
			k := key{owner{p.Tag(schema.TagPlatform), p.Tag(schema.TagAccount)}, of.day, p.Tag(schema.TagTopic), d.start(p.At)}
			if sums[k] == nil {
				sums[k] = map[string]float64{}
			}
			for _, f := range p.Fields {
				if n, ok := f.Number(); ok {
					sums[k][f.Key] += n
				}
			}
		}
	}
	out := make([]*line.Point, 0, len(sums))
	for k, sum := range sums {
		fields := make([]line.Field, 0, len(sum))
		for name, n := range sum {
			fields = append(fields, line.Number(name, n))
		}
		out = append(out, dayPoint(k.measurement, k.owner, k.topic, zone, fields, k.at))
	}
	texts, _ := heard.points()
	return append(out, texts...)
}

// take adds a point that was not read back.
func (t *tallies) take(p *line.Point) {
	tags := map[string]string{}
	for _, tag := range p.Tags {
		tags[tag.Key] = tag.Value
	}
	t.add(p.Name, tags, p.At, p.Number)
}

// Rollups are those of the posts and mentions since the last call, which must be
// all of their hours.
func (m *Made) Rollups() []*line.Point {
	out := append(m.counts.points(m.owner), m.heard.points(m.owner)...)
	m.restart()
	return out
}
