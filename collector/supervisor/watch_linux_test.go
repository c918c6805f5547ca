package supervisor

import (
	"log/slog"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

// A process that misbehaves goes on with it as long as it is asked to end: it is not.
func TestAConnectorThatMisbehavesIsNotAsked(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	s, err := New(Options{BuiltIn: []string{"deaf"}, Executable: self, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	require.NoError(t, s.Configure(t.Context(), "deaf", "d/fine", sdk.Settings("account: fine"), sdk.ReachAll))
	require.NoError(t, collect(t, s, "deaf", "d/fine"))
	p := s.units["deaf"].proc
	require.NoError(t, syscall.Kill(p.pid, syscall.SIGSTOP))
	began := time.Now()
	p.end("it held too much")
	require.Less(t, time.Since(began), killPatience/2)
	require.True(t, p.exited())
	require.ErrorContains(t, p.cause(), "it held too much")
}
