package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
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
			text := influxQL(statement, month, end)
			require.NotContains(t, text, "$", kind)
			require.True(t, strings.HasPrefix(text, "SELECT "), text)
		}
		require.NotContains(t, flux(p.Flux, month, end), "$", kind)
	}
}

func TestMacros(t *testing.T) {
	t.Parallel()
	require.Equal(t, "time >= 1790899200000000000 AND time < 1793491200000000000 1h", influxQL("$timeFilter $__interval", end.AddDate(0, 0, -30), end))
	require.Equal(t, "range(start: 2026-10-04T00:00:00Z, stop: 2026-11-01T00:00:00Z)", flux("$last28d", month, end))
	require.Equal(t, "12h", influxQL("$__interval", end.AddDate(-1, 0, 0), end))
}

func TestMediansInTurn(t *testing.T) {
	t.Parallel()
	var order []string
	var first, second time.Duration
	note := func(name string) func() error {
		return func() error { order = append(order, name); return nil }
	}
	require.NoError(t, alternate([]turn{{run: note("ours"), to: &first}, {run: note("plain"), to: &second}}))
	require.Equal(t, strings.Repeat("ours plain ", repeats), strings.Join(order, " ")+" ")
	require.Positive(t, first)
	require.Positive(t, second)
}

func TestMissed(t *testing.T) {
	t.Parallel()
	good := timing{days: 30, cold: 100 * time.Millisecond, cached: time.Millisecond, raw: time.Second}
	require.Empty(t, good.missed(plain{}))
	for want, t2 := range map[string]timing{
		"cold":               {days: 30, cold: 151 * time.Millisecond},
		"cached":             {days: 365, cold: 151 * time.Millisecond, cached: 11 * time.Millisecond},
		"slower than rollup": {days: 365, cold: 130 * time.Millisecond, rollup: 100 * time.Millisecond},
	} {
		require.Equal(t, []string{want}, t2.missed(plain{}))
	}
	counting := plain{Raw: []string{`SELECT count("id") FROM "mention" WHERE x`}}
	require.Equal(t, []string{"not 10 times faster"}, timing{days: 30, cold: 101 * time.Millisecond, raw: time.Second}.missed(counting))
}
