package supervisor

import (
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

// A run that gives nothing ends after a while; where nobody else hears from the
// process either, that is ended too and started again.
func TestAConnectorThatHangsIsStartedAgain(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	c := &clock{t: time.Now()}
	s, err := New(Options{
		BuiltIn: []string{"fragile"}, Executable: self, Log: slog.New(slog.DiscardHandler), Now: c.now, Silence: 200 * time.Millisecond,
	})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	require.NoError(t, s.Configure(t.Context(), "fragile", "f/hangs", sdk.Settings("account: hangs"), sdk.ReachAll))
	require.NoError(t, s.Configure(t.Context(), "fragile", "f/fine", sdk.Settings("account: fine"), sdk.ReachAll))
	require.NoError(t, collect(t, s, "fragile", "f/fine"))
	err = collect(t, s, "fragile", "f/hangs")
	require.ErrorContains(t, err, "has said nothing for 200ms")
	require.Equal(t, sdk.Transient, sdk.KindOf(err))
	require.Eventually(t, func() bool {
		c.add(firstPause)
		return collect(t, s, "fragile", "f/fine") == nil && s.Restarts()["fragile"] == 1
	}, 20*time.Second, 50*time.Millisecond)
}
