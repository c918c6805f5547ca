package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/usage"
)

var (
	end   = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	month = end.AddDate(0, 0, -30)
)

func TestEveryQuestionHasItsPlainQuery(t *testing.T) {
	t.Parallel()
	all, err := plains()
	require.NoError(t, err)
	asked := map[string]bool{}
	for _, q := range questions {
		asked[q.kind] = true
		require.Contains(t, all, q.kind)
	}
	require.Len(t, asked, len(all))
	for kind, p := range all {
		for _, statement := range append(p.Raw, p.Rollup...) {
			for _, text := range influxQL(statement, month, end) {
				require.NotContains(t, text, "$", kind)
				require.True(t, strings.HasPrefix(text, "SELECT "), text)
			}
		}
		require.NotContains(t, flux(p.Flux, month, end), "$", kind)
	}
}

func TestMacros(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"time >= 1790899200000000000 AND time < 1793491200000000000 1h"}, influxQL("$timeFilter $__interval", end.AddDate(0, 0, -30), end))
	require.Equal(t, "range(start: 2026-10-04T00:00:00Z, stop: 2026-11-01T00:00:00Z)", flux("$last28d", month, end))
	require.Equal(t, "range(start: 2026-07-12T00:00:00Z, stop: 2026-11-01T00:00:00Z)", flux("$last16w", month, end))
	require.Equal(t, []string{"12h"}, influxQL("$__interval", end.AddDate(-1, 0, 0), end))
	each := influxQL("|$topic| $__interval", month, end)
	require.Len(t, each, 12)
	require.Equal(t, "|banjir| 1h", each[0])
	require.Equal(t, "|listrik| 1h", each[11])
}

func TestMediansInTurn(t *testing.T) {
	t.Parallel()
	var order []string
	var ours, plain cost
	worked := time.Duration(0)
	note := func(name string, work time.Duration) func() error {
		return func() error { order = append(order, name); worked += work; return nil }
	}
	turns := []turn{{run: note("ours", 3), to: &ours}, {run: note("plain", 30), to: &plain}}
	tidied := 0
	tidy := func() error { tidied++; worked += 100; return nil }
	require.NoError(t, alternate(turns, tidy, func() time.Duration { return worked }))
	require.Equal(t, 2*repeats, tidied, "and nobody works for it")
	require.Equal(t, strings.Repeat("ours plain ", repeats), strings.Join(order, " ")+" ")
	require.Equal(t, time.Duration(3), ours.work)
	require.InDelta(t, 10, ours.times(plain), 1e-9)
	require.Positive(t, ours.took)
}

func TestMissed(t *testing.T) {
	t.Parallel()
	ms := func(took int) cost { return cost{took: time.Duration(took) * time.Millisecond} }
	require.Empty(t, timing{days: 30, cold: ms(100), cached: ms(1), raw: ms(1000)}.missed(plain{}))
	for want, bad := range map[string]timing{
		"cold":               {days: 30, cold: ms(151)},
		"cached":             {days: 365, cold: ms(151), cached: ms(11)},
		"slower than rollup": {days: 365, cold: ms(130), rollup: ms(100)},
	} {
		require.Equal(t, []string{want}, bad.missed(plain{}))
	}
	counting := plain{Raw: []string{`SELECT count("id") FROM "mention" WHERE x`}}
	require.Equal(t, []string{"not 10 times faster"}, timing{days: 30, cold: ms(101), raw: ms(1000)}.missed(counting))
}

// A process that computes has worked.
func TestWork(t *testing.T) {
	t.Parallel()
	if usage.Work(os.Getpid()) == 0 {
		t.Skip("this system does not tell the processor time of a process")
	}
	before := usage.Work(os.Getpid(), 0)
	for start := time.Now(); time.Since(start) < 20*time.Millisecond; {
		_ = strings.Repeat("x", 1000)
	}
	require.Greater(t, usage.Work(os.Getpid()), before)
}
