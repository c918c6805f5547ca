package cluster

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/cluster/clustertest"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
)

const (
	password = "a-password-of-the-test"
	roomy    = "max_payload: 8MB\njetstream: {max_file_store: 1GB}\n"
)

// configured runs a server by itself with a configuration as its operator writes it.
func configured(t *testing.T, conf string) *office {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "nats.conf")
	require.NoError(t, os.WriteFile(file, []byte("listen: \"127.0.0.1:-1\"\nstore_dir: "+dir+"\n"+conf), 0o600))
	opts, err := server.ProcessConfigFile(file)
	require.NoError(t, err)
	opts.NoSigs, opts.NoLog = true, true
	s, err := server.NewServer(opts)
	require.NoError(t, err)
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	require.True(t, s.ReadyForConnections(30*time.Second))
	o := newOffice(t, s.ClientURL())
	o.spool.User, o.spool.Password = "pantau", password
	return o
}

func userMay(permissions string) string {
	return roomy + "authorization: {users: [{user: pantau, password: " + password + ", permissions: {" + permissions + "}}]}\n"
}

func account(limits string) string {
	return roomy + "accounts: {office: {" + limits + " users: [{user: pantau, password: " + password + "}]}}\n"
}

// firstError opens a cluster and gives the first error, whether it is waited for or not.
func firstError(t *testing.T, o *office) (err error, waits bool) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	_, ended := Open(ctx, Options{Spool: o.spool, Name: "a", Log: slog.New(slog.DiscardHandler), Wait: func(why error) {
		err, waits = why, true
		stop()
	}})
	require.Error(t, ended)
	if !waits {
		return ended, false
	}
	require.ErrorIs(t, ended, context.Canceled)
	return err, true
}

// What is wrong with servers or settings is said together with what mends it; what may
// pass is waited for.
func TestWhatKeepsACollectorOutIsSaid(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]struct {
		conf   string
		change func(*config.Spool)
		waits  bool
		says   string
	}{
		"small messages":   {conf: "jetstream: {max_file_store: 1GB}\n" + "authorization: {user: pantau, password: " + password + "}\n", says: "max_payload: 8MB"},
		"no JetStream":     {conf: "max_payload: 8MB\nauthorization: {user: pantau, password: " + password + "}\n", waits: true, says: "section jetstream"},
		"not this account": {conf: account(""), waits: true, says: "jetstream: enabled for the account of spool.user"},
		"no room":          {conf: account("jetstream: {max_file: 100KB},"), waits: true, says: "above spool.max_bytes"},
		"two streams":      {conf: account("jetstream: {max_file: 100MB, max_streams: 2},"), waits: true, says: "max_streams"},
		"another password": {conf: userMay(""), change: func(s *config.Spool) { s.Password = "another" }, says: "spool.user with this spool.password"},
		"no password":      {conf: userMay(""), change: func(s *config.Spool) { s.User, s.Password = "", "" }, says: "spool.user with this spool.password"},
		"no credentials":   {conf: userMay(""), change: func(s *config.Spool) { s.User, s.Password, s.Credentials = "", "", password }, says: "spool.credentials_file"},
		"no TLS":           {conf: userMay(""), change: func(s *config.Spool) { s.URL = "tls" + s.URL[len("nats"):] }, says: "write nats:// in spool.url"},
		"no requests":      {conf: userMay(`publish: {deny: "$JS.API.>"}`), waits: true, says: "publish to pantau.records.>"},
		"no streams":       {conf: userMay(`publish: {deny: "$JS.API.STREAM.CREATE.>"}`), waits: true, says: `"$JS.API.STREAM.CREATE.pantau"`},
		"no answers":       {conf: userMay(`subscribe: {deny: "_INBOX.>"}`), waits: true, says: "subscribe to _INBOX.>"},
		"nobody":           {conf: userMay(""), change: func(s *config.Spool) { s.URL = "nats://127.0.0.1:1" }, waits: true, says: "do the servers of spool.url run"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := configured(t, wrong.conf)
			if wrong.change != nil {
				wrong.change(&o.spool)
			}
			err, waits := firstError(t, o)
			require.ErrorContains(t, err, wrong.says)
			require.Equal(t, wrong.waits, waits, err)
			require.NotContains(t, err.Error(), password)
		})
	}
}

// A permission that is missing shows only when it is needed. Then it is named, not
// looked for among the other collectors; with all that are named the work goes on.
func TestAMissingPermissionIsNamed(t *testing.T) {
	t.Parallel()
	const nothing = "nothing"
	const all = `"pantau.records.>", "pantau.state.>", "$KV.pantau.>", "$JS.API.>", "$JS.ACK.>"`
	for missing, knows := range map[string]bool{nothing: true, "$KV.pantau.>": false, "$JS.API.CONSUMER.>": false, "pantau.records.>": true, "pantau.state.>": true} {
		t.Run(missing, func(t *testing.T) {
			t.Parallel()
			c := configured(t, userMay(`publish: {allow: [`+all+`], deny: ["`+missing+`"]}, subscribe: "_INBOX.>"`)).open(t, "a")
			release, err := c.Take(t.Context(), 3*callWait)
			if !knows {
				require.ErrorContains(t, err, `Publish to "`+strings.TrimSuffix(missing, ">"))
				require.ErrorContains(t, err, "subscribe to _INBOX.>")
				return
			}
			require.NoError(t, err)
			defer release()
			soon, cancel := context.WithTimeout(t.Context(), callWait)
			defer cancel()
			err = errors.Join(
				c.Put(soon, message("m/1", 0)),
				c.memory.Update("m/1", func(k *state.Account) error { return k.PutPost("p", state.Item{}) }),
			)
			if missing != nothing {
				require.ErrorContains(t, err, `Publish to "`+strings.TrimSuffix(missing, ">"))
				return
			}
			require.NoError(t, err)
			require.NoError(t, spool.Ack(t.Context(), c.fetch(t, 1)...))
		})
	}
}

// A collector that is started before its cluster, or while that has no leader, waits
// for it and says why.
func TestAStartWaitsForTheCluster(t *testing.T) {
	t.Parallel()
	nodes := clustertest.Plan(t, "127.0.0.1", "127.0.0.1", "127.0.0.1")
	why, opened := make(chan error, 1), make(chan error, 1)
	o := newOffice(t, clustertest.URLs(nodes))
	go func() {
		c, err := Open(t.Context(), Options{Spool: o.spool, Name: "a", Log: slog.New(slog.DiscardHandler), Wait: func(err error) {
			select {
			case why <- err:
			default: // the test has not read the last one
			}
		}})
		if err == nil {
			c.Close()
		}
		opened <- err
	}()
	says := func(what string) {
		t.Helper()
		require.Eventually(t, func() bool {
			select {
			case err := <-why:
				return strings.Contains(err.Error(), what)
			case err := <-opened:
				require.Fail(t, "it does not wait", "%v", err)
			default:
			}
			return false
		}, time.Minute, 10*time.Millisecond, what)
	}
	says("do the servers of spool.url run")
	nodes[0].Start(t)
	says("do all three NATS servers run")
	nodes[1].Start(t)
	nodes[2].Start(t)
	require.NoError(t, <-opened)
}
