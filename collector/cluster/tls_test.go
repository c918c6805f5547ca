package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/cluster/clustertest"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/health/certtest"
	"github.com/pantau/pantau/collector/spool"
)

// TestServersAreReachedOverTLS works through three servers that ask for certificates,
// and looks at what is said where something is wrong with them.
func TestServersAreReachedOverTLS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ours, stranger := certtest.New(t, dir, "ours"), certtest.New(t, dir, "stranger")
	certificate, key := ours.Issue(t, dir, "server")
	nodes := clustertest.Plan(t, "127.0.0.1", "127.0.0.1", "127.0.0.1")
	for i := range nodes {
		nodes[i].Certificate, nodes[i].KeyFile, nodes[i].Authority = certificate, key, ours.File
		nodes[i].Start(t)
	}
	o := newOffice(t, clustertest.URLs(nodes))
	o.spool.TLSCA = ours.File
	o.spool.TLSCert, o.spool.TLSKey = ours.Issue(t, dir, "collector")
	a := o.take(t, "a")
	require.NoError(t, a.Put(t.Context(), message("m/1", 0)))
	require.NoError(t, spool.Ack(t.Context(), a.fetch(t, 1)...))
	s, err := a.Status(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, replicas, s.Replicas)

	other, otherKey := stranger.Issue(t, dir, "other")
	for name, wrong := range map[string]struct {
		change func(*config.Spool)
		says   string
	}{
		"another authority": {func(s *config.Spool) { s.TLSCA = stranger.File }, "spool.tls_ca"},
		"no authority":      {func(s *config.Spool) { s.TLSCA = "" }, "spool.tls_ca"},
		"no certificate":    {func(s *config.Spool) { s.TLSCert, s.TLSKey = "", "" }, "spool.tls_cert"},
		"no such file":      {func(s *config.Spool) { s.TLSCA += ".none" }, "spool.tls_ca names"},
		"a key as such":     {func(s *config.Spool) { s.TLSCA = key }, "spool.tls_ca names"},
		"no such pair":      {func(s *config.Spool) { s.TLSKey = otherKey }, "spool.tls_cert and spool.tls_key name"},
		"a stranger's":      {func(s *config.Spool) { s.TLSCert, s.TLSKey = other, otherKey }, "spool.tls_cert"},
	} {
		there := o.spool
		wrong.change(&there)
		err, waits := firstError(t, &office{spool: there})
		require.False(t, waits, name)
		require.ErrorContains(t, err, wrong.says, name)
	}
}
