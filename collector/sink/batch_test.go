package sink

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/spool"
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
		b := newBatch(s.opts, s.announced)
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
