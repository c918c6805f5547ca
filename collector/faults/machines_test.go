//go:build linux

package faults

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// machines are network namespaces, each with two cables: one to the NATS servers,
// one to everything else. Both can be pulled.
type machines struct {
	prefix string
	net    int // third octet of the addresses of the first network
}

// Networks.
const (
	toNATS = iota
	toRest
)

// newMachines makes n machines, or gives nil where that is not allowed: then all
// is on loopback, and lines take the place of cables.
func newMachines(t testing.TB, n int) *machines {
	t.Helper()
	m := &machines{prefix: fmt.Sprintf("pf%04x", rand.N(1<<16)), net: 2 * rand.N(120)}
	if os.Geteuid() != 0 || exec.Command("ip", "netns", "add", m.prefix).Run() != nil {
		t.Log("NO NETWORK NAMESPACES HERE (root, iproute2): the machines are processes on loopback, cut off by proxies")
		return nil
	}
	m.ip(t, "netns", "del", m.prefix)
	t.Cleanup(func() {
		for i := range n {
			_ = exec.Command("ip", "netns", "del", m.name(i)).Run() // it may not have come so far
		}
		for network := range 2 {
			_ = exec.Command("ip", "link", "del", m.bridge(network)).Run() // the same
		}
	})
	for network := range 2 {
		m.ip(t, "link", "add", m.bridge(network), "type", "bridge")
		m.ip(t, "addr", "add", m.host(network)+"/24", "dev", m.bridge(network))
		m.ip(t, "link", "set", m.bridge(network), "up")
	}
	for i := range n {
		m.ip(t, "netns", "add", m.name(i))
		m.ip(t, "-n", m.name(i), "link", "set", "lo", "up")
		for network := range 2 {
			inside := fmt.Sprintf("eth%d", network)
			m.ip(t, "link", "add", m.cable(i, network), "type", "veth", "peer", "name", inside, "netns", m.name(i))
			m.ip(t, "link", "set", m.cable(i, network), "master", m.bridge(network), "up")
			m.ip(t, "-n", m.name(i), "addr", "add", m.address(i, network)+"/24", "dev", inside)
			m.ip(t, "-n", m.name(i), "link", "set", inside, "up")
		}
	}
	return m
}

func (m *machines) ip(t testing.TB, args ...string) {
	t.Helper()
	out, err := exec.Command("ip", args...).CombinedOutput()
	require.NoError(t, err, "ip %s: %s", strings.Join(args, " "), out)
}

func (m *machines) name(i int) string           { return fmt.Sprintf("%sm%d", m.prefix, i) }
func (m *machines) bridge(network int) string   { return fmt.Sprintf("%sb%d", m.prefix, network) }
func (m *machines) cable(i, network int) string { return fmt.Sprintf("%sc%d%d", m.prefix, i, network) }
func (m *machines) host(network int) string     { return fmt.Sprintf("10.213.%d.1", m.net+network) }
func (m *machines) address(i, network int) string {
	return fmt.Sprintf("10.213.%d.%d", m.net+network, i+10)
}

// pull pulls a machine's cable, or puts it in again.
func (m *machines) pull(t testing.TB, i, network int, out bool) {
	t.Helper()
	state := "up"
	if out {
		state = "down"
	}
	m.ip(t, "link", "set", m.cable(i, network), state)
}

// on starts a program on a machine; nil: on this one.
func (m *machines) on(t testing.TB, i int, program string, args ...string) *process {
	t.Helper()
	if m == nil {
		return launch(t, nil, program, args...)
	}
	return launch(t, nil, "ip", append([]string{"netns", "exec", m.name(i), program}, args...)...)
}

// reach gives an address under which machines reach a server that listens on
// loopback.
func (m *machines) reach(t testing.TB, address string) string {
	t.Helper()
	if m == nil {
		return address
	}
	to, err := url.Parse(address)
	require.NoError(t, err)
	l, err := net.Listen("tcp", m.host(toRest)+":0")
	require.NoError(t, err)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }() // nothing to lose
				server, err := net.Dial("tcp", to.Host)
				if err != nil {
					return
				}
				defer func() { _ = server.Close() }() // the same
				go func() { _, _ = io.Copy(server, c) }()
				_, _ = io.Copy(c, server)
			}()
		}
	})
	t.Cleanup(func() { _ = l.Close(); wg.Wait() })
	return "http://" + l.Addr().String()
}
