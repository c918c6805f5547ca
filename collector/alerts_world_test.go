//go:build !race

package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/demo"
	"github.com/pantau/pantau/collector/demo/world"
)

// calmMonth is a month of the world below in which nothing was planted and no
// post went far by chance.
var (
	worldEnd  = time.Date(2026, 8, 28, 20, 0, 0, 0, wib)
	calmMonth = [2]time.Time{time.Date(2026, 7, 14, 0, 0, 0, 0, wib), time.Date(2026, 8, 13, 0, 0, 0, 0, wib)}
)

const worldDays = 130

// due is what a rule must tell of an episode: of which labels, and within how long
// after its beginning.
type due struct {
	rule, labels string
	within       time.Duration
}

// toldOf is what people hear of each episode. A rumour spreads within hours; the
// parking fee is announced in the morning and argued about on the second day.
var toldOf = map[string][]due{
	world.VaccineRumour: {
		{"topic-burst", "kind=topic, name=vaksinasi", 6 * time.Hour},
		{"sentiment-shift", "topic=vaksinasi", 8 * time.Hour},
		{"viral-post", "account=pemkot-ranuwarna.test, platform=bluesky", 24 * time.Hour},
	},
	world.ParkingFee: {
		{"topic-burst", "kind=topic, name=parkir elektronik", 14 * time.Hour},
		{"sentiment-shift", "topic=parkir elektronik", 16 * time.Hour},
	},
}

// TestAlertsTellEpisodesAndNothingElse reads a city four times a day for four months,
// as the collector would, and works the provisioned rules out over it. Under the
// race detector that would take too long.
func TestAlertsTellEpisodesAndNothingElse(t *testing.T) {
	rules := alertRules(t)
	visit(t, demo.Options{Days: worldDays, End: worldEnd, Moments: fourTimesADay}, func(p *ask.Plugin) {
		t.Run("a calm month", func(t *testing.T) { calm(t, t.Context(), p, rules) })
		for _, e := range world.Episodes(worldEnd, worldDays) {
			t.Run(e.Name, func(t *testing.T) { told(t, t.Context(), p, rules, e) })
		}
	})
}

// fourTimesADay is often enough to know young posts from viral ones.
func fourTimesADay(end time.Time, days int) []time.Time {
	var out []time.Time
	for at := end.AddDate(0, 0, 1-days); at.Before(end); at = at.Add(6 * time.Hour) {
		out = append(out, at)
	}
	return append(out, end)
}

// calm looks at what people say every three hours, which misses no window of
// three hours, and at the accounts every day. Rules about the collector need one
// that polls all day: see TestAlertsOfOperation.
func calm(t *testing.T, ctx context.Context, p *ask.Plugin, rules map[string]alertRule) {
	t.Helper()
	for name, step := range map[string]time.Duration{
		"topic-burst": 3 * time.Hour, "sentiment-shift": 6 * time.Hour, "viral-post": 6 * time.Hour,
		"low-engagement": 24 * time.Hour, "silent-account": 24 * time.Hour, "follower-drop": 24 * time.Hour,
	} {
		fired, err := rules[name].watch(ctx, p, calmMonth[0], calmMonth[1], step)
		require.NoError(t, err)
		require.Empty(t, fired, name)
	}
}

func told(t *testing.T, ctx context.Context, p *ask.Plugin, rules map[string]alertRule, e world.Episode) {
	t.Helper()
	for _, d := range toldOf[e.Name] {
		fired, err := rules[d.rule].watch(ctx, p, e.Start.Add(-time.Hour), e.Start.Add(d.within), 10*time.Minute)
		require.NoError(t, err)
		at, ok := fired[d.labels]
		require.True(t, ok, "%s does not tell of {%s} within %s, only %v", d.rule, d.labels, d.within, fired)
		require.False(t, at.Before(e.Start), "%s: %s is before it began", d.rule, at)
		t.Logf("%s {%s} %d minutes after its beginning", d.rule, d.labels, int(at.Sub(e.Start).Minutes()))
		if e.Kind == world.Rumour && d.rule != "viral-post" {
			require.Len(t, fired, 1, "%s tells of other topics too", d.rule)
		}
	}
}
