package cluster

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPlan(t *testing.T) {
	t.Parallel()
	units := []string{"a", "b", "c", "d", "e"}
	me := member{session: "1", name: "one", units: units, settings: "as all"}
	first := me.plan(table{}, nil, nil)
	require.Equal(t, table{Members: map[string]string{"1": "one"}, Leases: map[string]string{"a": "1", "b": "1", "c": "1", "d": "1", "e": "1"}, Settings: map[string]string{"1": "as all"}}, first)

	you := member{session: "2", name: "two", units: units}
	second := you.plan(first, nil, nil)
	require.Empty(t, second.of("2"), "nothing is free yet")
	require.Equal(t, []string{"d", "e"}, me.excess(second))
	third := me.plan(second, nil, []string{"d", "e"})
	require.Equal(t, []string{"a", "b", "c"}, third.of("1"))
	fourth := you.plan(third, nil, nil)
	require.Equal(t, []string{"d", "e"}, fourth.of("2"))
	require.Empty(t, you.excess(fourth))

	require.Equal(t, units, you.plan(fourth, []string{"1"}, nil).of("2"), "of a dead one everything is free")
	require.Equal(t, units, you.plan(table{Leases: map[string]string{"a": "9"}}, nil, nil).of("2"), "nobody of that name is there")
	greedy := member{session: "3", name: "three", units: units, all: true}
	require.Empty(t, greedy.plan(fourth, nil, nil).of("3"))
	require.Empty(t, greedy.excess(greedy.plan(table{}, nil, nil)))
	require.Empty(t, me.plan(first, nil, units).of("1"), "what was just let go is left to the others")
}

// Whoever comes, goes or dies: nobody holds more than a share for long, and
// everything is held in the end.
func TestPlansComeToRest(t *testing.T) {
	t.Parallel()
	for range 200 {
		units := make([]string, rand.N(12))
		for i := range units {
			units[i] = fmt.Sprint("u", i)
		}
		var now table
		members := map[string]member{}
		for i := range 30 {
			id := fmt.Sprint(rand.N(5))
			if _, there := members[id]; there && rand.N(3) == 0 && len(members) > 1 {
				delete(members, id)
				for _, other := range members {
					now = other.plan(now, []string{id}, nil)
					break
				}
			} else {
				members[id] = member{session: id, name: fmt.Sprint("m", i), units: units}
			}
			for _, m := range members {
				now = m.plan(now, nil, m.excess(m.plan(now, nil, nil)))
			}
		}
		for range 2 {
			for _, m := range members {
				now = m.plan(now, nil, m.excess(m.plan(now, nil, nil)))
			}
		}
		require.Len(t, now.Leases, len(units))
		require.Len(t, now.Members, len(members))
		for id, m := range members {
			require.LessOrEqual(t, len(now.of(id)), m.share(len(members)))
			require.Empty(t, m.excess(now))
		}
	}
}
