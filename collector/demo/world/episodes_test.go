package world

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// perDay is how much is written a day about a topic, and how: the share of each
// mood, between two times.
func (c *city) perDay(topic string, from, to time.Time) (volume float64, moods [3]float64) {
	n := 0.0
	for _, s := range c.all() {
		if s.topic == topic && s.Created.After(from) && !s.Created.After(to) {
			n++
			moods[s.mood]++
		}
	}
	for i := range moods {
		moods[i] /= max(n, 1)
	}
	return n / (to.Sub(from).Hours() / 24), moods
}

func net(moods [3]float64) float64 { return moods[positive] - moods[negative] }

func find(t *testing.T, all []Episode, name string) Episode {
	t.Helper()
	i := slices.IndexFunc(all, func(e Episode) bool { return e.Name == name })
	require.NotEqual(t, -1, i, "no episode %q", name)
	return all[i]
}

func TestEpisodesAreWhereTheyShouldBe(t *testing.T) {
	t.Parallel()
	all := Episodes(theEnd, 365)
	require.Len(t, all, 6)
	ago := func(at time.Time) float64 { return theEnd.Sub(at).Hours() / 24 }
	require.InDelta(t, 10, ago(find(t, all, VaccineRumour).Peak), 1.5)
	require.InDelta(t, 90, ago(find(t, all, ParkingFee).Start), 2)
	fee, clarified := find(t, all, ParkingFee), find(t, all, ParkingClarification)
	require.InDelta(t, 12, clarified.Start.Sub(fee.Start).Hours()/24, .2)
	require.Equal(t, ParkingFee, clarified.Answers)
	require.Contains(t, []time.Month{11, 12, 1, 2, 3}, find(t, all, Flood).Start.Month(), "in the rains")
	rising := find(t, all, Rising)
	require.True(t, ago(rising.Start) >= 1 && ago(rising.Start) <= 2)
	require.Equal(t, theEnd, rising.End)
	for _, e := range all {
		require.Contains(t, Topics(), e.Topic)
		require.NotEmpty(t, e.Hashtags)
	}
}

// TestPlanFitsAnyWorld tries ends and lengths at random.
func TestPlanFitsAnyWorld(t *testing.T) {
	t.Parallel()
	for range 500 {
		end := theEnd.Add(time.Duration(rand.IntN(4*365*24*60)) * time.Minute)
		days := 1 + rand.IntN(800)
		name := fmt.Sprint(end, " ", days)
		all := plan(midnight(end), days)
		require.Len(t, all, 6, name)
		for i, e := range all {
			require.True(t, e.Start.Before(e.Peak) && !e.Peak.After(e.End), "%s: %s", name, e.Name)
			require.True(t, i == 0 || !e.Start.Before(all[i-1].Start), name)
			if days >= 6 {
				require.True(t, e.Start.After(end.Add(-time.Duration(days)*day)), "%s: %s begins before the world", name, e.Name)
			}
			for _, r := range e.releases {
				require.Greater(t, len(written().voices[e.voice].posts[r.kind]), r.text, "%s has no %s", e.voice, r.kind)
			}
			require.NotEmpty(t, written().voices[e.voice].articles, e.voice)
		}
		shown := Episodes(end, days)
		require.Len(t, shown, 6, name)
		for _, e := range shown {
			require.False(t, e.End.After(end) || e.Peak.After(end), name)
		}
	}
}

func TestTheRumourBurstsAndIsCalmed(t *testing.T) {
	t.Parallel()
	c, all := year(), Episodes(theEnd, 365)
	rumour, answer := find(t, all, VaccineRumour), find(t, all, VaccineClarification)
	quiet, before := c.perDay(rumour.Topic, rumour.Start.Add(-30*day), rumour.Start)
	burst, during := c.perDay(rumour.Topic, rumour.Peak.Add(-12*time.Hour), rumour.Peak.Add(12*time.Hour))
	require.Greater(t, burst, 15*quiet)
	_, worried := c.perDay(rumour.Topic, rumour.Start, answer.Start)
	require.Greater(t, worried[negative], .6)
	require.Less(t, before[negative], .35)
	require.Less(t, during[positive], .2)
	_, after := c.perDay(rumour.Topic, answer.Start.Add(12*time.Hour), answer.End)
	require.Greater(t, net(after), .1, "the answer calms")
	late, _ := c.perDay(rumour.Topic, answer.End, theEnd)
	require.Less(t, late, burst/8, "it is over")
}

func TestThePolicyIsCriticisedAndTheClarificationHelpsHalfWay(t *testing.T) {
	t.Parallel()
	c, all := year(), Episodes(theEnd, 365)
	fee, clarified := find(t, all, ParkingFee), find(t, all, ParkingClarification)
	quiet, before := c.perDay(fee.Topic, fee.Start.Add(-60*day), fee.Start)
	loud, during := c.perDay(fee.Topic, fee.Start, fee.Start.Add(5*day))
	_, after := c.perDay(fee.Topic, clarified.Start, clarified.End)
	require.Greater(t, loud, 10*quiet)
	require.Greater(t, net(before), 0.0)
	require.Less(t, net(during), -.55)
	won := (net(after) - net(during)) / (net(before) - net(during))
	require.True(t, won > .5 && won < .9, "half-way and more, not all the way: %.2f", won)
	_, later := c.perDay(fee.Topic, clarified.End, clarified.End.Add(40*day))
	require.Greater(t, net(later), net(during)+.35, "it lasts")
}

func TestTheFloodIsLoudAndMixed(t *testing.T) {
	t.Parallel()
	c, flood := year(), find(t, Episodes(theEnd, 365), Flood)
	quiet, _ := c.perDay(flood.Topic, flood.Start.Add(-20*day), flood.Start)
	loud, moods := c.perDay(flood.Topic, flood.Start, flood.Start.Add(3*day))
	require.Greater(t, loud, 10*quiet)
	for m, share := range moods {
		require.True(t, share > .15 && share < .55, "%s: %.2f", moodNames[m], share)
	}
}

// TestSomethingRisesNow holds at any hour, in any world.
func TestSomethingRisesNow(t *testing.T) {
	t.Parallel()
	for _, days := range []int{6, 30, 365} {
		for _, hour := range []time.Duration{0, 9, 23} {
			end := midnight(theEnd).Add(hour*time.Hour + 5*time.Minute)
			c := build(end, days)
			most, ratio := "", 0.0
			for topic := range Topics() {
				now, _ := c.perDay(topic, end.Add(-day), end)
				before, _ := c.perDay(topic, end.Add(-2*day), end.Add(-day))
				if r := (now + 1) / (before + 5); r > ratio {
					most, ratio = topic, r
				}
			}
			require.Equal(t, "beasiswa", most, "%d days, %s", days, end)
			require.Greater(t, ratio, 2.5, "%d days, %s", days, end)
			now, moods := c.perDay("beasiswa", end.Add(-day), end)
			require.Greater(t, now, 40.0, "%d days, %s", days, end)
			require.Greater(t, moods[negative], .4)
		}
	}
}

func TestEpisodesAreReportedAndReleased(t *testing.T) {
	t.Parallel()
	c := year()
	for _, e := range c.episodes {
		posts := 0
		for _, o := range c.offices {
			for _, r := range e.releases {
				if o.key == r.office && slices.ContainsFunc(o.posts, func(p *post) bool {
					return p.Published.Equal(r.at) && p.Type == r.kind && p.topic == e.Topic
				}) {
					posts++
				}
			}
		}
		require.Equal(t, len(e.releases), posts, "%s: every planned post is made", e.Name)
		if e.Name != Rising {
			require.True(t, slices.ContainsFunc(c.articles, func(s *said) bool {
				return s.topic == e.Topic && s.Created.After(e.Start) && s.Created.Before(e.End)
			}), "%s is in the news", e.Name)
		}
	}
}
