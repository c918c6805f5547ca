package query

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/plugin/pkg/analytics"
)

// The nets of the windows add up to that of the whole, whatever gaps there are.
func TestNetsAddUp(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(19, 20))
	for range 200 {
		c := &crowd{allowed: true, before: analytics.Number{Value: float64(r.IntN(1000))}}
		for range 1 + r.IntN(20) {
			c.counts = append(c.counts, float64(r.IntN(1000)))
		}
		sum := 0.0
		for _, net := range c.line(netGrowth) {
			sum += *net
		}
		require.InDelta(t, c.whole(netGrowth).Value, sum, 1e-9)
	}
}

func TestGrowthWithoutReadings(t *testing.T) {
	t.Parallel()
	nothing := analytics.Number{Reason: analytics.NoReading}
	c := &crowd{allowed: true, before: nothing}
	require.Equal(t, analytics.NoReading, c.whole(netGrowth).Reason)
	require.Empty(t, c.line(netGrowth))
	c.counts = []float64{7}
	require.Equal(t, analytics.Number{Value: 0}, c.whole(netGrowth), "one reading: no change since then")
	require.Nil(t, c.line(netGrowth)[0], "nothing to compare the first with")
	c.before = analytics.Number{Value: 0}
	require.Equal(t, analytics.Number{Value: 7}, c.whole(netGrowth))
	require.Equal(t, analytics.ZeroBase, c.whole(percentGrowth).Reason)
	c.allowed = false
	require.Equal(t, analytics.NotAllowed, c.whole(netGrowth).Reason)
	require.Equal(t, analytics.Number{Value: 7}, c.whole("followers"), "what the platform says is not derived")
}

func TestPlusTakesGapsForNothing(t *testing.T) {
	t.Parallel()
	sum := analytics.Number{Reason: analytics.NoReading}
	require.Equal(t, sum, plus(sum, math.NaN()), "all missing: not available, not 0")
	require.Equal(t, analytics.Number{Value: 3}, plus(plus(sum, 3), math.NaN()))
	require.Equal(t, analytics.Number{Value: 0}, plus(sum, 0), "a true zero")
}

// Monday 00:30 in Jakarta is Sunday in UTC, and later on Monday in Jayapura.
func TestHourOfWeekIsOfTheZone(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 7, 5, 17, 30, 0, 0, time.UTC)
	for zone, want := range map[string]int{"UTC": 6*24 + 17, "Asia/Jakarta": 0, "Asia/Makassar": 1, "Asia/Jayapura": 2} {
		z, err := time.LoadLocation(zone)
		require.NoError(t, err)
		require.Equal(t, want, hourOfWeek(at.In(z)), zone)
	}
}

// An hour with few posts is not recommended, nor one below the mean.
func TestBestHoursHaveEnoughPosts(t *testing.T) {
	t.Parallel()
	h := &hourly{}
	for at, values := range map[int][]float64{3: {9, 9.5}, 50: {2, 2.2, 2.1}, 70: {1.5, 1.4, 1.6}, 90: {0.1, 0.2, 0.3}, 100: {0.5, 0.4, 0.6}} {
		h.values[at], h.posts[at] = values, len(values)
	}
	h.shrink()
	require.True(t, h.shrunk)
	require.Equal(t, []int{3}, h.best(2)[:1])
	for _, at := range h.best(3) {
		require.NotEqual(t, 3, at)
		require.Positive(t, h.value(at).Value)
	}
	require.Equal(t, "not_enough", h.state(3, 3))
	require.Equal(t, "none", h.state(4, 3))
	(&hourly{}).shrink()
	require.Empty(t, (&hourly{}).best(1))
}
