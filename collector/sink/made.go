package sink

import (
	"time"

	"github.com/influxdata/influxdb-client-go/v2/api/write"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/connectors/sdk"
)

// Made gives the points of an account whose records are made, not collected: the
// same as a Sink writes, and the rollups by the same code, but nothing is read
// back, so bursts of new authors are not looked for. Stores to measure on are made with it. It is not safe for concurrent use.
type Made struct {
	owner
	touched map[time.Time]bool
	counts  *counts
	heard   *heard
}

// NewMade begins an account.
func NewMade(platform, account string) *Made {
	m := &Made{owner: owner{platform: platform, account: account}}
	m.restart()
	return m
}

func (m *Made) restart() {
	m.touched = map[time.Time]bool{}
	m.counts, m.heard = newCounts(m.touched), newHeard(m.touched)
}

// Account is the account's counters when read.
func (m *Made) Account(a sdk.Account, read time.Time) *write.Point {
	return accountPoint(m.owner, a, read)
}

// AccountDay is the account's counters as last read on the day that starts then.
func (m *Made) AccountDay(a sdk.Account, day time.Time) *write.Point {
	return accountDayPoint(m.owner, a, day)
}

// Audience is one bucket of a breakdown.
func (m *Made) Audience(a sdk.Audience) *write.Point { return audiencePoint(m.owner, a) }

// Volume is how many posts matched a query.
func (m *Made) Volume(v sdk.Volume) *write.Point { return volumePoint(m.owner, v) }

// Run is what one run of the account's connector tells of itself.
func (m *Made) Run(end spool.RunEnd) []*write.Point { return runPoints(m.owner, end) }

// Terms are what may be done with the account's data, as noted at a start.
func (m *Made) Terms(p policy.Policy, at time.Time) *write.Point {
	return termsPoint(m.owner, p, at)
}

// Post is a post with its latest counters.
func (m *Made) Post(p sdk.Post, topics []string) *write.Point {
	point := postPoint(m.owner, p, topics)
	m.counts.post(m.touch(point))
	return point
}

// Reading is a post's counters when read.
func (m *Made) Reading(p sdk.Post, read time.Time) *write.Point {
	return historyPoint(m.owner, p, read)
}

// Mention is a mention with what was made of it, its text kept. known is since
// when the account knows its author, whose name must be hashed.
func (m *Made) Mention(said sdk.Mention, meaning enrich.Meaning, known time.Duration) *write.Point {
	point := mentionPoint(m.owner, &waiting{mention: said, known: known}, meaning, true)
	r := m.touch(point)
	m.counts.mention(r)
	m.heard.add(r)
	return point
}

// touch gives a point as it would be read back.
func (m *Made) touch(p *write.Point) row {
	r := row{at: p.Time().UTC(), fields: make(map[string]any, len(p.FieldList()))}
	for _, f := range p.FieldList() {
		r.fields[f.Key] = f.Value
	}
	m.touched[r.at.Truncate(sentimentWindow)] = true
	return r
}

// Rollups are those of the posts and mentions since the last call, which must be
// all of their hours.
func (m *Made) Rollups() []*write.Point {
	out := append(m.counts.points(m.owner), m.heard.points(m.owner)...)
	m.restart()
	return out
}
