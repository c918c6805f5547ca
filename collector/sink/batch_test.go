package sink

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/connectors/sdk"
)

// TestTermsAreNotedDaily: at the start, and from then on once a day, so that who
// looks at the last weeks finds them.
func TestTermsAreNotedDaily(t *testing.T) {
	t.Parallel()
	body, err := spool.RunEnd{Complete: true}.Encode()
	require.NoError(t, err)
	const key = "mastodon/dinkes"
	s := &Sink{announced: map[string]time.Time{}}
	s.opts.Policies = map[string]policy.Policy{key: {Platform: "mastodon"}}
	start := time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)
	notedAt := func(after time.Duration) int {
		b := newBatch(s.opts, s.announced, s.read)
		require.NoError(t, b.take(spool.Message{Account: key, Kind: spool.Done, At: start.Add(after), Body: body}))
		n := 0
		for _, p := range b.accounts[key].ready {
			if p.Name() == schema.Terms {
				n++
			}
		}
		s.remember(b)
		return n
	}
	require.Equal(t, 1, notedAt(0))
	require.Equal(t, 0, notedAt(5*time.Minute))
	require.Equal(t, 0, notedAt(23*time.Hour))
	require.Equal(t, 1, notedAt(24*time.Hour))
	require.Equal(t, 0, notedAt(25*time.Hour))
	s.opts.Policies = nil
	require.Equal(t, 0, notedAt(50*time.Hour), "of an account that is no longer configured the last word stands")
}

// TestADayKeepsItsLastReading in the office's zone; one that comes again after a
// later one does not replace it.
func TestADayKeepsItsLastReading(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Jakarta")
	require.NoError(t, err)
	s := &Sink{read: map[owner]time.Time{}}
	s.opts.Zone = zone
	midnight := time.Date(2026, 3, 2, 0, 0, 0, 0, zone)
	a := &accountBatch{owner: owner{platform: "mastodon", account: "dinkes"}}
	take := func(after time.Duration, followers float64) []string {
		a.ready = nil
		newBatch(s.opts, nil, s.read).takeAccount(a, sdk.Account{Metrics: sdk.Metrics{schema.MetricFollowers: sdk.Number(followers)}}, midnight.Add(after))
		require.Equal(t, schema.Account, a.ready[0].Name())
		return nanoseconds(a.ready[1:])
	}
	day := func(n int, followers float64) []string {
		return []string{fmt.Sprintf("account_1d,account=dinkes,platform=mastodon,zone=Asia/Jakarta followers=%v,unavailable=\"\" %d\n",
			followers, midnight.AddDate(0, 0, n).UnixNano())}
	}
	require.Equal(t, day(0, 10), take(0, 10))
	require.Equal(t, day(0, 12), take(23*time.Hour+59*time.Minute, 12))
	require.Empty(t, take(time.Hour, 11), "an earlier reading of the same day")
	require.Equal(t, day(1, 13), take(24*time.Hour, 13))
	require.Equal(t, day(0, 14), take(23*time.Hour+59*time.Minute, 14), "of another day")
}
