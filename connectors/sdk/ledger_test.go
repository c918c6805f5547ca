package sdk

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var pacific = func() *time.Location {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		panic(err)
	}
	return zone
}()

func search(limit float64) Limit {
	return Limit{Name: "search", Unit: "requests", Max: limit, Window: Daily(pacific)}
}

func TestLedgerStopsAtTheLimitAndSaysWhen(t *testing.T) {
	t.Parallel()
	shared := NewMemory(nil, nil)
	l := NewLedger(shared, "app", "dinas", search(3))
	now := time.Date(2026, 3, 7, 20, 0, 0, 0, time.UTC) // the day before summer time begins there
	for range 3 {
		require.NoError(t, l.Take(now, "search", 1))
	}
	err := l.Take(now, "search", 1)
	require.Equal(t, RateLimited, KindOf(err))
	require.Equal(t, "search", Exhausted(err))
	require.Equal(t, time.Date(2026, 3, 8, 8, 0, 0, 0, time.UTC), RetryAt(err).UTC(), "midnight in winter")
	require.Equal(t, []Budget{{Name: "search", Unit: "requests", Limit: 3, Reset: RetryAt(err)}}, l.Budgets(now))

	summer := time.Date(2026, 3, 8, 20, 0, 0, 0, time.UTC)
	require.NoError(t, NewLedger(shared, "app", "dinas", search(3)).Take(summer, "search", 3), "a new day, after a restart")
	require.Equal(t, time.Date(2026, 3, 9, 7, 0, 0, 0, time.UTC), RetryAt(l.Take(summer, "search", 1)).UTC(), "midnight in summer")
	require.NoError(t, NewLedger(shared, "another app", "dinas", search(3)).Take(now, "search", 3), "applications have their own limits")
	require.Equal(t, Permanent, KindOf(l.Take(now, "units", 1)))
}

func TestLedgerGivesBackWhatWasNotUsed(t *testing.T) {
	t.Parallel()
	l := NewLedger(NewMemory(nil, nil), "app", "dinas", search(10))
	require.NoError(t, l.Take(noon, "search", 8))
	l.Give(noon, "search", 5)
	require.Equal(t, 7.0, l.Budgets(noon)[0].Remaining)
	l.Give(noon, "search", 99)
	require.Equal(t, 10.0, l.Budgets(noon)[0].Remaining, "never more than was taken")
}

func TestLedgerTakesAKeyOnceInAWindow(t *testing.T) {
	t.Parallel()
	l := NewLedger(NewMemory(nil, nil), "app", "dinas",
		Limit{Name: "hashtags", Unit: "hashtags", Max: 2, Window: Rolling(7 * 24 * time.Hour)})
	require.NoError(t, l.TakeOnce(noon, "hashtags", "banjir", 1))
	require.NoError(t, l.TakeOnce(noon.Add(24*time.Hour), "hashtags", "vaksin", 1))
	require.NoError(t, l.TakeOnce(noon.Add(48*time.Hour), "hashtags", "banjir", 1), "free: taken this week")
	err := l.TakeOnce(noon.Add(48*time.Hour), "hashtags", "jalan", 1)
	require.Equal(t, noon.Add(7*24*time.Hour), RetryAt(err), "when the oldest leaves the window")
	require.NoError(t, l.TakeOnce(noon.Add(8*24*time.Hour), "hashtags", "jalan", 1))
}

func TestLedgerSharesFairly(t *testing.T) {
	t.Parallel()
	shared := NewMemory(nil, nil)
	morning := time.Date(2026, 3, 10, 7, 0, 0, 0, time.UTC) // midnight there: the day begins
	a, b := NewLedger(shared, "app", "a", search(100)), NewLedger(shared, "app", "b", search(100))
	require.NoError(t, b.Take(morning, "search", 1))
	taken := 0
	for a.Take(morning, "search", 1) == nil {
		taken++
	}
	require.Equal(t, 50, taken, "at the start of the day an account gets its share, however greedy")
	for a.Take(morning.Add(12*time.Hour), "search", 1) == nil {
		taken++
	}
	require.Equal(t, 74, taken, "at noon half of what b has not used is free: 100 − 1 − 49/2")
	require.NoError(t, b.Take(morning.Add(12*time.Hour), "search", 20), "b still has its own")
}

func TestLedgerNeverExceedsItsLimit(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		shared := NewMemory(nil, nil)
		now, spent := noon, map[string]float64{}
		var accounts []*Ledger
		for _, name := range []string{"a", "b", "c"} {
			accounts = append(accounts, NewLedger(shared, "app", name, search(30)))
		}
		for range 400 {
			now = now.Add(time.Duration(rnd.IntN(20)) * time.Minute)
			n := float64(1 + rnd.IntN(3))
			if accounts[rnd.IntN(3)].Take(now, "search", n) == nil {
				spent[now.In(pacific).Format(time.DateOnly)] += n
			}
		}
		for day, n := range spent {
			require.LessOrEqual(t, n, 30.0, "day %s, seed %d", day, seed)
		}
	}
}

func TestLedgerStaysSmall(t *testing.T) {
	t.Parallel()
	shared := NewMemory(nil, nil)
	l := NewLedger(shared, "app", "dinas", search(1e6))
	for i := range 10000 {
		require.NoError(t, l.Take(noon.Add(time.Duration(i)*5*time.Second), "search", 1))
	}
	var b book
	require.True(t, shared.Get("ledger/app/search", &b))
	require.LessOrEqual(t, len(b.Entries), 97)
	require.Equal(t, b.spent(""), 1e6-l.Budgets(noon.Add(10000 * 5 * time.Second))[0].Remaining)
}

func TestWindows(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)
	require.Equal(t, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Monthly(time.UTC).reset(at))
	require.Equal(t, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), Monthly(time.UTC).start(at))
	require.Equal(t, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Daily(time.UTC).reset(at))
	require.Equal(t, at.Add(time.Hour), Rolling(time.Hour).reset(at))
}
