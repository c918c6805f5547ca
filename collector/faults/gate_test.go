//go:build linux

package faults

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// gate stands before a database and decides what becomes of a request; nil lets
// it pass.
type gate struct {
	url  string
	rule atomic.Pointer[func(w http.ResponseWriter, r *http.Request) (stop bool)]
}

func newGate(t testing.TB, to string) *gate {
	t.Helper()
	target, err := url.Parse(to)
	require.NoError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorLog = nil
	proxy.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	g := &gate{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rule := g.rule.Load(); rule != nil && (*rule)(w, r) {
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.CloseClientConnections)
	t.Cleanup(server.Close)
	g.url = server.URL
	return g
}

func (g *gate) set(rule func(w http.ResponseWriter, r *http.Request) bool) { g.rule.Store(&rule) }

func (g *gate) open() { g.rule.Store(nil) }

// refuse answers everything with a status.
func refuse(status int) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		_, _ = io.Copy(io.Discard, r.Body) // the client may have gone
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"code":"refused","message":"the test says no"}`) // the same
		return true
	}
}

// slow lets everything pass after a while.
func slow(by time.Duration) func(http.ResponseWriter, *http.Request) bool {
	return func(_ http.ResponseWriter, r *http.Request) bool {
		select {
		case <-time.After(by):
			return false
		case <-r.Context().Done():
			return true
		}
	}
}

// silent never answers, as behind a connection that is open at one end only.
func silent(_ http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body) // the client may have gone
	<-r.Context().Done()
	return true
}

// line is a network between a connector and its platform.
type line struct {
	url   string
	state atomic.Int32
	mu    sync.Mutex
	conns map[net.Conn]bool
}

// States of a line.
const (
	up      = iota
	down    // connections break at once
	broken  // answers break off in the middle, with a reset
	halfway // requests are taken and never answered
)

func newLine(t testing.TB, to string) *line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	n := &line{url: "http://" + l.Addr().String(), conns: map[net.Conn]bool{}}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			n.keep(c)
			wg.Go(func() { n.carry(c, to[len("http://"):]) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close() // it is ours alone
		n.set(down)
		wg.Wait()
	})
	return n
}

func (n *line) keep(c net.Conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.conns[c] = true
}

// set changes the state. Connections that are open end, but where they only fall
// silent.
func (n *line) set(state int32) {
	n.state.Store(state)
	if state == halfway {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for c := range n.conns {
		reset(c)
	}
	clear(n.conns)
}

func reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // it may be closed
	}
	_ = c.Close() // the same
}

func (n *line) carry(c net.Conn, to string) {
	defer reset(c)
	if n.state.Load() == down {
		return
	}
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	n.keep(server)
	defer func() { _ = server.Close() }() // nothing to lose
	go func() { _, _ = io.Copy(server, c) }()
	buf := make([]byte, 512)
	for sent := 0; ; {
		size, err := server.Read(buf)
		if err != nil {
			return
		}
		for n.state.Load() == halfway {
			<-time.After(10 * time.Millisecond)
		}
		if sent += size; n.state.Load() == broken && sent > 1500 {
			return
		}
		if _, err := c.Write(buf[:size]); err != nil {
			return
		}
	}
}
