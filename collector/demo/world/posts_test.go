package world

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// medianLikes is that of the posts for which keep is true, in likes a follower,
// so that accounts of different size are told together.
func medianLikes(t *testing.T, keep func(p *post) bool) float64 {
	t.Helper()
	var rates []float64
	for _, o := range year().offices {
		for _, p := range o.posts {
			if keep(p) {
				rates = append(rates, float64(p.Final.Likes)/o.liking)
			}
		}
	}
	require.Greater(t, len(rates), 100)
	slices.Sort(rates)
	return rates[len(rates)/2]
}

func evening(p *post) bool {
	h := p.Published.In(wib).Hour()
	return h == 19 || h == 20
}

func TestVideosAndEveningsDoBetter(t *testing.T) {
	t.Parallel()
	of := func(kind string) float64 { return medianLikes(t, func(p *post) bool { return p.Type == kind }) }
	require.Greater(t, of("video"), 1.5*of("image"))
	require.Greater(t, of("image"), 1.3*of("text"))
	require.Greater(t, of("image"), 1.3*of("link"))
	require.Greater(t, medianLikes(t, evening), 1.5*medianLikes(t, func(p *post) bool { return !evening(p) }))
}

func TestPostsAndComments(t *testing.T) {
	t.Parallel()
	var interactions []float64
	texts, n := map[string]bool{}, 0
	for _, o := range year().offices {
		for _, p := range o.posts {
			f := p.Final
			require.True(t, f.Likes >= 0 && f.Shares >= 0 && f.Quotes >= 0 && f.Saves >= 0)
			require.True(t, f.Reach > 0 && f.Reach <= f.Views && f.Likes <= f.Reach, "%+v", f)
			require.True(t, p.HalfLife >= 4*time.Hour && p.HalfLife <= 12*time.Hour)
			require.Contains(t, typeEffect, p.Type)
			for _, tag := range p.Tags {
				require.Contains(t, p.Text, "#"+tag)
			}
			interactions = append(interactions, float64(f.Likes+len(p.comments)))
			texts[p.Text] = true
			n++
		}
	}
	slices.Sort(interactions)
	require.Greater(t, interactions[n-1], 8*interactions[n/2], "a heavy tail")
	require.Greater(t, float64(len(texts))/float64(n), .6, "posts must not read as copies")
}

// TestPeopleSleep: fewer comments at night than in the evening, in Indonesia.
func TestPeopleSleep(t *testing.T) {
	t.Parallel()
	var byHour [24]int
	for _, s := range year().all() {
		byHour[s.Created.In(wib).Hour()]++
	}
	require.Greater(t, byHour[19], 5*byHour[2])
	require.Greater(t, byHour[20], 5*byHour[3])
	require.Positive(t, byHour[2])
}

func TestPostsHaveTheirHours(t *testing.T) {
	t.Parallel()
	week, rest := 0, 0
	for _, o := range year().offices {
		for _, p := range o.posts {
			h := p.Published.In(wib).Hour()
			require.True(t, h >= 5 && h <= 22, p.Published)
			if weekend(p.Published) {
				rest++
			} else {
				week++
			}
		}
	}
	require.Greater(t, float64(week)/5, 1.25*float64(rest)/2)
}

func TestEveryVoiceIsWritten(t *testing.T) {
	t.Parallel()
	for topic := range Topics() {
		require.Contains(t, voiceOf, topic)
		require.Contains(t, usual, topic)
	}
	for topic, name := range voiceOf {
		v := written().voices[name]
		require.NotNil(t, v, name)
		require.InDelta(t, 1, usual[topic][0]+usual[topic][1]+usual[topic][2], 1e-9, topic)
		for kind := range typeEffect {
			require.GreaterOrEqual(t, len(v.posts[kind]), 2, "%s: %s", name, kind)
		}
		require.GreaterOrEqual(t, len(v.articles), 3, name)
		for m, of := range v.comments {
			require.GreaterOrEqual(t, len(of), 8, "%s: %s", name, moodNames[m])
		}
	}
}

// TestTextsAreTidy writes much with every line.
func TestTextsAreTidy(t *testing.T) {
	t.Parallel()
	d := throwFor("tidy")
	check := func(name, text string) {
		require.NotEmpty(t, text, name)
		for _, bad := range []string{" ,", " .", " ?", "..", ",,", ",.", "?.", "{", "}", "|"} {
			require.NotContains(t, text, bad, name)
		}
		require.Equal(t, strings.Join(strings.Fields(text), " "), text, name)
	}
	for name, v := range written().voices {
		for range 20 {
			for _, of := range v.comments {
				for _, l := range of {
					check(name, l.say(d))
				}
			}
			for _, of := range v.posts {
				for _, p := range of {
					check(name, p.say(d))
				}
			}
			for _, a := range v.articles {
				check(name, a.title.say(d))
				check(name, a.summary.say(d))
			}
		}
	}
}

func TestDice(t *testing.T) {
	t.Parallel()
	d := throwFor("dice")
	moments := func(draw func() int) (mean, variance float64) {
		const n = 40_000
		var sum, squares float64
		for range n {
			x := float64(draw())
			sum += x
			squares += x * x
		}
		mean = sum / n
		return mean, squares/n - mean*mean
	}
	for _, want := range []float64{.5, 7, 59, 90} {
		mean, variance := moments(func() int { return d.poisson(want) })
		require.InDelta(t, want, mean, .03*want)
		require.InDelta(t, want, variance, .07*want)
	}
	for _, shape := range []float64{.35, 1.4, 6} {
		mean, variance := moments(func() int { return d.count(10, shape) })
		require.InDelta(t, 10, mean, .7)
		spread := 10 + 100/shape // of a negative-binomial variable
		require.InDelta(t, spread, variance, .15*spread)
	}
	var hits [3]float64
	for range 30_000 {
		hits[d.weighted(1, 0, 3)]++
	}
	require.InDelta(t, .25, hits[0]/30_000, .02)
	require.Zero(t, hits[1])
	require.False(t, math.IsNaN(d.logNormal(1)))
	require.Equal(t, throwFor("a", 1).Uint64(), throwFor("a", 1).Uint64())
	require.NotEqual(t, throwFor("a", 1).Uint64(), throwFor("a", 2).Uint64())
}
