package cluster

import (
	"bytes"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/cluster/clustertest"
)

// forGood is what a server says to a client whose handshake took too long, when the last
// of it was on its way already. The NATS client closes then, and does not connect again.
const forGood = "-ERR 'Authentication Timeout'\r\n"

// gate stands before a server and can speak in its place.
type gate struct {
	url, server string
	made        atomic.Int32 // connections that have shaken hands
	spoil, deaf atomic.Int32 // how many of the next ones hear forGood, or are heard no more, as soon as they have
	shut        atomic.Bool
	over        chan struct{}
	mu          sync.Mutex
	open        map[net.Conn]bool // of clients
}

func newGate(t testing.TB, n clustertest.Node) *gate {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	g := &gate{
		url: "nats://" + l.Addr().String(), server: strings.TrimPrefix(n.URL(), "nats://"),
		over: make(chan struct{}), open: map[net.Conn]bool{},
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { g.pass(c) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close() // it is ours alone
		close(g.over)
		g.cut()
		all.Wait()
	})
	return g
}

// pass carries a connection's bytes until either side ends it.
func (g *gate) pass(client net.Conn) {
	defer func() { _ = client.Close() }() // it may be closed, here and below
	server, err := net.Dial("tcp", g.server)
	if err != nil || g.shut.Load() {
		return
	}
	g.mu.Lock()
	g.open[client] = true
	g.mu.Unlock()
	var deaf atomic.Bool
	var back sync.WaitGroup
	back.Go(func() {
		g.listen(client, server, &deaf)
		_ = server.Close()
	})
	g.speak(client, server, &deaf)
	g.mu.Lock()
	delete(g.open, client)
	g.mu.Unlock()
	_ = client.Close()
	back.Wait()
}

func (g *gate) listen(client, server net.Conn, deaf *atomic.Bool) {
	said := make([]byte, 64<<10)
	for {
		n, err := client.Read(said)
		if deaf.Load() {
			<-g.over
		}
		if err == nil {
			_, err = server.Write(said[:n])
		}
		if err != nil {
			return
		}
	}
}

// speak carries what the server says, by whole lines where it says little.
func (g *gate) speak(client, server net.Conn, deaf *atomic.Bool) {
	said, greeted := make([]byte, 1<<20), false
	for {
		n, err := server.Read(said)
		if err != nil {
			return
		}
		all := said[:n]
		if !greeted && bytes.Contains(all, []byte("PONG\r\n")) {
			greeted = true
			if g.spoil.Add(-1) >= 0 {
				all = append(all, forGood...)
			}
			deaf.Store(g.deaf.Add(-1) >= 0)
			g.made.Add(1)
		}
		g.mu.Lock()
		_, err = client.Write(all)
		g.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// say says a line to everyone.
func (g *gate) say(line string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for c := range g.open {
		_, _ = c.Write([]byte(line)) // who is not there hears nothing
	}
}

// cut ends all connections.
func (g *gate) cut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for c := range g.open {
		_ = c.Close() // it may be closed
	}
}
