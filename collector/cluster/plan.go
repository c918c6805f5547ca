package cluster

import (
	"maps"
	"slices"
)

// table says who does what. It is one value of the bucket, changed by
// compare-and-set.
type table struct {
	Members map[string]string `json:"members"` // session → machine
	Leases  map[string]string `json:"leases"`  // unit → session
	// Settings are what members go by, session → a hash of it. Older collectors have none.
	Settings map[string]string `json:"settings,omitempty"`
}

func (t table) clone() table {
	c := table{Members: maps.Clone(t.Members), Leases: maps.Clone(t.Leases), Settings: maps.Clone(t.Settings)}
	if c.Members == nil {
		c.Members = map[string]string{}
	}
	if c.Leases == nil {
		c.Leases = map[string]string{}
	}
	if c.Settings == nil {
		c.Settings = map[string]string{}
	}
	return c
}

func (t table) equal(o table) bool {
	return maps.Equal(t.Members, o.Members) && maps.Equal(t.Leases, o.Leases) && maps.Equal(t.Settings, o.Settings)
}

// of lists the units that a session holds.
func (t table) of(session string) []string {
	var out []string
	for unit, holder := range t.Leases {
		if holder == session {
			out = append(out, unit)
		}
	}
	slices.Sort(out)
	return out
}

// leave takes a session and its leases out.
func (t table) leave(session string) {
	delete(t.Members, session)
	delete(t.Settings, session)
	maps.DeleteFunc(t.Leases, func(_, holder string) bool { return holder == session })
}

// member is who plans.
type member struct {
	session, name string
	units         []string // that it knows of
	all           bool     // it wants every unit that is free, not its share
	settings      string   // hash of what it goes by
	// left are units that nobody takes: the others do not know them. They are beside
	// the share.
	left map[string]bool
}

// share is how many units each of the members may hold; together that is all.
func (m member) share(members int) int {
	if m.all || members == 0 {
		return len(m.units)
	}
	return (len(m.units) + members - 1) / members
}

// plan is what the table should be: without the dead, without what this member
// has let go, and with its share of what is free.
func (m member) plan(now table, dead []string, released []string) table {
	t := now.clone()
	for _, d := range dead {
		t.leave(d)
	}
	maps.DeleteFunc(t.Leases, func(_, holder string) bool { _, there := t.Members[holder]; return !there })
	t.Members[m.session], t.Settings[m.session] = m.name, m.settings
	for _, u := range released {
		if t.Leases[u] == m.session {
			delete(t.Leases, u)
		}
	}
	room := m.share(len(t.Members)) - len(m.shared(t))
	for _, u := range m.units {
		if _, taken := t.Leases[u]; taken || slices.Contains(released, u) {
			continue
		}
		switch {
		case m.left[u]:
			t.Leases[u] = m.session
		case room > 0:
			t.Leases[u] = m.session
			room--
		}
	}
	return t
}

// shared lists the units that this member holds as its share.
func (m member) shared(t table) []string {
	return slices.DeleteFunc(t.of(m.session), func(u string) bool { return m.left[u] })
}

// excess is what this member should let go, so that others get their share.
func (m member) excess(t table) []string {
	own := m.shared(t)
	return own[min(len(own), m.share(len(t.Members))):]
}
