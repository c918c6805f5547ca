package poller

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/connectors/sdk"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestNextWait(t *testing.T) {
	t.Parallel()
	const interval = 5 * time.Minute
	transient := outcome{err: sdk.Errorf(sdk.Transient, "reset")}
	for name, tc := range map[string]struct {
		out      outcome
		failures int
		roll     float64
		want     time.Duration
	}{
		"fine":                       {want: interval},
		"fine, spread":               {roll: 1, want: interval - 30*time.Second},
		"transient, first":           {out: transient, failures: 1, want: 15 * time.Second},
		"transient, spread":          {out: transient, failures: 1, roll: 1, want: 13500 * time.Millisecond},
		"transient, third":           {out: transient, failures: 3, want: time.Minute},
		"transient, for long":        {out: transient, failures: 90, want: interval},
		"auth waits for people":      {out: outcome{err: sdk.Errorf(sdk.Auth, "401")}, failures: 1, want: interval},
		"rate limited until":         {out: outcome{err: sdk.RateLimitedUntil(noon.Add(time.Hour), "429"), limited: noon.Add(time.Hour)}, failures: 1, want: time.Hour + time.Second},
		"rate limited, no word":      {out: outcome{err: sdk.RateLimitedUntil(time.Time{}, "429")}, failures: 1, want: interval},
		"nearly nothing left":        {out: outcome{budget: &sdk.Budget{Name: sdk.BudgetRequests, Limit: 300, Remaining: 14, Reset: noon.Add(9 * time.Minute)}}, want: 9*time.Minute + time.Second},
		"enough left":                {out: outcome{budget: &sdk.Budget{Name: sdk.BudgetRequests, Limit: 300, Remaining: 15, Reset: noon.Add(9 * time.Minute)}}, want: interval},
		"reset in the past":          {out: outcome{budget: &sdk.Budget{Name: sdk.BudgetRequests, Limit: 300, Remaining: 0, Reset: noon.Add(-time.Hour)}}, want: interval},
		"unclassified counts as it ": {out: outcome{err: errors.New("spool")}, failures: 1, want: 15 * time.Second},
	} {
		require.Equal(t, tc.want, nextWait(interval, tc.out, tc.failures, noon, tc.roll), name)
	}
}

func TestRateLimitIsTheLatestOfAll(t *testing.T) {
	t.Parallel()
	later := noon.Add(time.Hour)
	require.Equal(t, later, rateLimit([]error{
		sdk.RateLimitedUntil(noon, "search"), nil, sdk.RateLimitedUntil(later, "threads"), sdk.Errorf(sdk.Transient, "reset"),
	}))
	require.Zero(t, rateLimit([]error{nil}))
}

func TestRereadDecays(t *testing.T) {
	t.Parallel()
	previous := time.Duration(0)
	for age := time.Duration(0); age < 365*24*time.Hour; age += 12 * time.Hour {
		every := rereadEvery(age)
		require.GreaterOrEqual(t, every, previous, age)
		previous = every
	}
	require.Zero(t, rereadEvery(366*24*time.Hour))
}

func TestDueForReread(t *testing.T) {
	t.Parallel()
	store, err := state.Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	const day = 24 * time.Hour
	require.NoError(t, store.Update("m/a", func(a *state.Account) error {
		for id, ages := range map[string][2]time.Duration{ // created, read: how long ago
			"young":     {2 * day, day},
			"due":       {10 * day, 25 * time.Hour},
			"most due":  {10 * day, 9 * day},
			"not yet":   {10 * day, 23 * time.Hour},
			"forgotten": {400 * day, 100 * day},
			"ahead":     {10 * day, -300 * day}, // read by a clock that was a year ahead
		} {
			require.NoError(t, a.PutPost(id, state.Item{Created: noon.Add(-ages[0]), Read: noon.Add(-ages[1])}))
		}
		return nil
	}))
	p := &Poller{State: store}
	due, err := p.dueForReread("m/a", noon, noon.Add(-overlap))
	require.NoError(t, err)
	require.Equal(t, []string{"most due", "due", "ahead"}, due)
}

// After a clock that was a year ahead, what came meanwhile is read again.
func TestACursorOfTheFutureHidesNothing(t *testing.T) {
	t.Parallel()
	store, err := state.Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	ahead := noon.AddDate(1, 0, 0)
	require.NoError(t, store.Update("m/a", func(a *state.Account) error { return a.SetCursor(state.Cursor{At: ahead}, ahead) }))
	req, err := (&Poller{State: store}).request(Account{Key: "m/a", History: time.Hour}, noon)
	require.NoError(t, err)
	require.Equal(t, noon.Add(-overlap), req.Since)
}
