package cluster

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/cluster/clustertest"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
)

func behindAGate(t *testing.T) (*gate, *office, *collector) {
	t.Helper()
	node := clustertest.Plan(t, "127.0.0.1")[0]
	node.Start(t)
	g := newGate(t, node)
	o := newOffice(t, g.url)
	a := o.join(t, "a")
	o.await(t, "a", 4, 20*time.Second)
	return g, o, a
}

// A connection that the NATS client has closed for good is made anew: what is in hands
// comes again, and the collector writes, reads and remembers as before.
func TestAConnectionClosedForGoodIsMadeAnew(t *testing.T) {
	t.Parallel()
	g, o, a := behindAGate(t)
	require.NoError(t, a.Put(t.Context(), message("m/1", 0)))
	taken := a.fetch(t, 1)

	g.spoil.Store(2) // the next two are closed as soon as they are there
	g.say(forGood)
	require.Eventually(t, func() bool { return g.made.Load() >= 4 }, 10*time.Second, 10*time.Millisecond, "it connects again")
	require.Error(t, spool.Ack(t.Context(), taken[0]), "what was in hands is acknowledged by nobody")
	require.Eventually(t, func() bool { return a.Problem() == "" }, 10*time.Second, 10*time.Millisecond)
	o.await(t, "a", 4, 20*time.Second)
	require.Eventually(t, func() bool { return a.Put(t.Context(), message("m/1", 1)) == nil }, 20*time.Second, 10*time.Millisecond)
	for i := range 2 {
		taken = a.fetch(t, 1)
		require.Equal(t, message("m/1", i), taken[0].Message)
		require.NoError(t, spool.Ack(t.Context(), taken[0]))
	}
	require.NoError(t, a.memory.Update("m/1", func(k *state.Account) error { return k.PutPost("p", state.Item{}) }))
	for _, line := range []string{"-ERR 'Unknown Protocol Operation'\r\n", "-ERR 'Maximum Payload Violation'\r\n", "-ERR 'whatever comes'\r\n"} {
		before := g.made.Load()
		g.say(line)
		require.Eventually(t, func() bool { return g.made.Load() > before && a.Problem() == "" }, 10*time.Second, 10*time.Millisecond, line)
	}
}

// A server that takes nothing any more once it has shaken hands, with much to be said
// to it, is left for another.
func TestAServerThatStandsStillAfterTheHandshakeIsLeft(t *testing.T) {
	t.Parallel()
	g, o, a := behindAGate(t)
	conn := a.link().conn
	g.shut.Store(true)
	g.cut()
	require.Eventually(t, func() bool { return !conn.IsConnected() }, 10*time.Second, 10*time.Millisecond)
	for range 2 {
		require.NoError(t, conn.Publish("nobody", make([]byte, spool.MaxMessage/2)))
	}
	before := g.made.Load()
	g.deaf.Store(1)
	g.shut.Store(false)
	require.Eventually(t, func() bool { return g.made.Load() > before }, 20*time.Second, 10*time.Millisecond, "it comes to the server that stands still")
	require.Eventually(t, func() bool { return a.Problem() == "" }, 40*time.Second, 10*time.Millisecond, "it goes on to one that does not")
	o.await(t, "a", 4, 20*time.Second)
}
