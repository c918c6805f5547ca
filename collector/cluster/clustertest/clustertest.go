// Package clustertest runs NATS servers with JetStream for tests, on loopback.
package clustertest

import (
	"encoding/json"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/spool"
)

// Node is one server of a cluster.
type Node struct {
	Name, Host   string
	Client       int      // port for clients
	Route        int      // port for the other servers
	Dir          string   // of its store
	Routes       []string // to all servers
	Alone, Synch bool

	// Certificate, its key and who issued it, in files: clients then come over TLS
	// with certificates of the same authority. Empty: neither.
	Certificate, KeyFile, Authority string
}

// Plan finds ports for servers on these hosts that make a cluster, or for one by
// itself.
func Plan(t testing.TB, hosts ...string) []Node {
	t.Helper()
	nodes := make([]Node, len(hosts))
	var routes []string
	for i, host := range hosts {
		nodes[i] = Node{
			Name: fmt.Sprintf("nats%d", i), Host: host, Client: free(t), Route: free(t),
			Dir: filepath.Join(t.TempDir(), fmt.Sprint(i)), Alone: len(hosts) == 1,
		}
		routes = append(routes, fmt.Sprintf("nats://%s:%d", host, nodes[i].Route))
	}
	for i := range nodes {
		nodes[i].Routes = routes
	}
	return nodes
}

func free(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	at, isTCP := l.Addr().(*net.TCPAddr)
	require.True(t, isTCP)
	return at.Port
}

// URL is the address for clients.
func (n Node) URL() string {
	scheme := "nats"
	if n.Certificate != "" {
		scheme = "tls"
	}
	return fmt.Sprintf("%s://%s:%d", scheme, n.Host, n.Client)
}

// URLs are the addresses of all, as spool.url has them.
func URLs(nodes []Node) string {
	all := make([]string, len(nodes))
	for i, n := range nodes {
		all[i] = n.URL()
	}
	return strings.Join(all, ",")
}

// Encode gives the node as an argument of a process that calls Serve.
func (n Node) Encode(t testing.TB) string {
	t.Helper()
	raw, err := json.Marshal(n)
	require.NoError(t, err)
	return string(raw)
}

// Serve runs the server that Encode has described until the process is killed.
func Serve(encoded string) error {
	var n Node
	if err := json.Unmarshal([]byte(encoded), &n); err != nil {
		return err
	}
	s, err := n.start()
	if err != nil {
		return err
	}
	s.WaitForShutdown()
	return nil
}

func (n Node) start() (*server.Server, error) {
	opts := &server.Options{
		ServerName: n.Name, Host: n.Host, Port: n.Client, NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: n.Dir, MaxPayload: spool.MaxMessage, SyncAlways: n.Synch,
		JetStreamMaxStore: 8 << 30, JetStreamMaxMemory: 64 << 20,
	}
	if !n.Alone {
		opts.Cluster = server.ClusterOpts{Name: "pantau", Host: n.Host, Port: n.Route}
		opts.Routes = server.RoutesFromStr(strings.Join(n.Routes, ","))
	}
	if n.Certificate != "" {
		secured, err := server.GenTLSConfig(&server.TLSConfigOpts{CertFile: n.Certificate, KeyFile: n.KeyFile, CaFile: n.Authority, Verify: true})
		if err != nil {
			return nil, err
		}
		opts.TLSConfig = secured
	}
	s, err := server.NewServer(opts)
	if err != nil {
		return nil, err
	}
	s.Start()
	return s, nil
}

// Start runs a server in this process until the test ends.
func (n Node) Start(t testing.TB) *server.Server {
	t.Helper()
	s, err := n.start()
	require.NoError(t, err)
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	require.True(t, s.ReadyForConnections(30*time.Second))
	return s
}
