package cluster

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/pause"
)

const (
	// late is how long something may last that is over in a moment where all is well;
	// then it is told.
	late = 15 * time.Second
	// tooLate is how long a unit may be leased here and not worked on, and then how
	// long it may take to come to rest.
	tooLate = time.Minute
)

// care is what the rounds of a session know from one to the next.
type care struct {
	known   map[string]seen      // the other members
	leaving map[string]time.Time // units that were let go, since when
	idle    map[string]*lasting  // units that are leased here and not worked on
	failing lasting              // no round comes to its end
	free    map[string]time.Time // units that nobody has, since when
	members map[string]string    // of the last round
	told    map[string]bool      // members with other settings
}

// lasting is a state that should be over in a moment.
type lasting struct {
	since time.Time // zero: all is well
	told  bool
}

// note notes whether the state lasts on, and says when that is to be told: once each
// time.
func (l *lasting) note(now time.Time, on bool) (tell bool) {
	if !on {
		*l = lasting{}
		return false
	}
	if l.since.IsZero() {
		l.since = now
	}
	tell = !l.told && now.Sub(l.since) >= late
	l.told = l.told || tell
	return tell
}

// rounds looks after the leases until the session ends.
func (c *Cluster) rounds(s *session, all bool, work Work) {
	m := member{session: s.id, name: c.opts.Name, all: all, settings: c.settings, left: map[string]bool{}}
	k := &care{
		known: map[string]seen{}, leaving: map[string]time.Time{}, idle: map[string]*lasting{},
		free: map[string]time.Time{}, told: map[string]bool{},
	}
	for _, u := range c.units {
		m.units = append(m.units, u.Name)
		k.idle[u.Name] = &lasting{}
	}
	slices.Sort(m.units)
	for s.ctx.Err() == nil {
		err := c.round(s, m, k, work)
		if err != nil && s.ctx.Err() == nil {
			c.opts.Log.Debug("a round of the leases", "error", err)
		}
		if k.failing.note(time.Now(), err != nil) && s.ctx.Err() == nil {
			c.opts.Log.Warn("the leases can't be looked after, and no account is taken over; do the NATS servers see each other?", "error", err)
		}
		_ = pause.For(s.ctx, roundEvery) // ends early with the session, which the loop sees
	}
	c.meters.waiting.Set(0)
}

func (c *Cluster) round(s *session, m member, k *care, work Work) error {
	ctx, cancel := context.WithTimeout(s.ctx, callWait)
	defer cancel()
	now, revision, err := c.readTable(ctx)
	if err != nil {
		return err
	}
	if revision < s.table {
		return errors.New("a server that is behind has answered")
	}
	s.table = revision
	dead, err := c.strike(ctx, now, s.id, k.known)
	if err != nil {
		return err
	}
	released := c.rested(k.leaving)
	next := m.plan(now, dead, released)
	if !next.equal(now) {
		if !s.valid() {
			return errors.New("the membership is over") // it must not write itself in again
		}
		if revision, err = c.changeTable(ctx, next, revision); err != nil {
			return err
		}
		s.table = revision
	}
	for _, u := range released {
		c.drop(u)
		delete(k.leaving, u)
	}
	for _, id := range dead {
		_ = c.link().kv.Purge(ctx, memberKey(id)) // a few bytes
	}
	c.meters.members.Set(float64(len(next.Members)))
	for _, u := range next.of(s.id) {
		c.take(s, u, work)
	}
	for _, u := range m.excess(next) {
		c.leave(u, k)
	}
	c.watch(s, next.of(s.id), k)
	c.compare(m, next, k)
	return nil
}

// compare sees to it that collectors with another configuration are told of, and that
// units which only this one knows have a holder.
func (c *Cluster) compare(m member, t table, k *care) {
	for id, settings := range t.Settings {
		if settings != m.settings && !k.told[id] {
			k.told[id] = true
			c.opts.Log.Warn("another collector has another configuration, and works by that on the accounts that it holds; make them the same", "machine", t.Members[id])
		}
	}
	if !maps.Equal(k.members, t.Members) { // those who come may know more
		k.members = t.Members
		clear(k.free)
		clear(m.left)
	}
	for _, u := range m.units {
		if _, taken := t.Leases[u]; taken {
			delete(k.free, u)
		} else if k.free[u].IsZero() {
			k.free[u] = time.Now()
		} else if time.Since(k.free[u]) >= late {
			m.left[u] = true
		}
	}
}

// leave lets a unit go; it is free when nothing works on it any more.
func (c *Cluster) leave(unit string, k *care) {
	if _, already := k.leaving[unit]; !already {
		k.leaving[unit] = time.Now()
	}
	c.letGo(unit)
}

// watch tells of units that are leased here and not worked on: nobody reads their
// accounts as long as that lasts. In the end it lets them go, and where they do not
// come to rest, this collector's place: then others take over.
func (c *Cluster) watch(s *session, mine []string, k *care) {
	now, waiting := time.Now(), 0
	for _, u := range c.units {
		idle := slices.Contains(mine, u.Name) && !c.Ready(u.Accounts[0])
		if idle {
			waiting += len(u.Accounts)
		}
		l := k.idle[u.Name]
		if l.note(now, idle) {
			c.opts.Log.Warn("accounts are leased here and not worked on; restart this collector if that lasts", "unit", u.Name, "since", l.since)
		}
		left, leaving := k.leaving[u.Name]
		switch {
		case leaving && now.Sub(left) >= tooLate:
			c.opts.Log.Error("work on accounts does not end; this collector gives up its place, so that others take over", "unit", u.Name)
			s.lose()
		case !leaving && idle && now.Sub(l.since) >= tooLate:
			c.leave(u.Name, k)
		}
	}
	c.meters.waiting.Set(float64(waiting))
}
