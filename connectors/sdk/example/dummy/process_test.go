package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

const (
	account = "dinkes"
	secret  = "PANTAU_TEST_SECRET_OF_THE_HOST"
)

// folder holds the executable while the tests run.
var folder string

// build makes the executable once for all tests, as its author would.
var build = sync.OnceValues(func() (string, error) {
	program := filepath.Join(folder, "dummy")
	out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building the connector: %w: %s", err, out)
	}
	return program, nil
})

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "pantau-dummy"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		_ = os.RemoveAll(folder) // a leftover in the temporary folder at worst
		os.Exit(code)
	}))
}

// start runs the executable as the collector does.
func start(t *testing.T, skipHostEnv bool) (*plugin.Client, *sdk.Client) {
	t.Helper()
	program, err := build()
	require.NoError(t, err)
	cmd := exec.Command(program)
	cmd.Env = []string{"PANTAU_TEST_PASSED_ON=yes"}
	host := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: sdk.Handshake, Plugins: sdk.Plugins(nil), Cmd: cmd,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         true, SkipHostEnv: skipHostEnv, StartTimeout: 10 * time.Second,
		Logger: hclog.NewNullLogger(),
	})
	t.Cleanup(host.Kill)
	protocol, err := host.Client()
	require.NoError(t, err)
	client, err := sdk.Dispense(protocol)
	require.NoError(t, err)
	return host, client
}

// configure makes a platform and configures the account for it.
func configure(t *testing.T, client *sdk.Client, platform http.HandlerFunc) {
	t.Helper()
	server := httptest.NewServer(platform)
	t.Cleanup(server.Close)
	settings := sdk.Settings("account: dinkes\nbase_url: " + server.URL + "\ntoken: " + sdktest.Token + "\n")
	require.NoError(t, client.Configure(t.Context(), account, settings, sdk.ReachAll))
}

func collect(t *testing.T, client *sdk.Client) ([]string, sdk.Result, error) {
	t.Helper()
	var lines []string
	result, err := client.Collect(t.Context(), account, sdk.Request{Now: time.Now()}, func(records []*wire.Record) error {
		for _, w := range records {
			r, err := sdk.FromWire(w)
			if err != nil {
				return err
			}
			lines = append(lines, sdktest.Line(r))
		}
		return nil
	})
	return lines, result, err
}

// A connector that was built on its own works in a process of its own.
func TestProcess(t *testing.T) {
	t.Parallel()
	_, client := start(t, true)
	info, err := client.Info(t.Context())
	require.NoError(t, err)
	require.Equal(t, "dummy", info.ID)
	require.Equal(t, 5*time.Minute, info.Interval)
	require.Equal(t, []string{"token"}, info.Secrets)
	require.Contains(t, string(info.Schema), `"base_url"`)

	err = client.Configure(t.Context(), account, sdk.Settings("account: dinkes\nbase_url: dummy.example.org\n"), sdk.ReachAll)
	require.ErrorContains(t, err, "base_url")
	require.Equal(t, sdk.Permanent, sdk.KindOf(err))
	_, err = client.Check(t.Context(), account)
	require.ErrorContains(t, err, "not configured")

	configure(t, client, count)
	report, err := client.Check(t.Context(), account)
	require.NoError(t, err)
	require.Equal(t, `reads @dinkes, whose last post is "7"`, report.Summary)
	lines, result, err := collect(t, client)
	require.NoError(t, err)
	require.Len(t, lines, 2)
	require.Contains(t, lines[0], "account followers=1204,following=!not_offered")
	require.Contains(t, lines[1], `id="7"`)
	require.Equal(t, 1, result.Requests)
}

// Every kind of error arrives as what it was, and without the token.
func TestErrorKindsCrossTheProcess(t *testing.T) {
	t.Parallel()
	_, client := start(t, true)
	for status, want := range map[int]sdk.ErrorKind{
		http.StatusUnauthorized: sdk.Auth, http.StatusTooManyRequests: sdk.RateLimited,
		http.StatusBadGateway: sdk.Transient, http.StatusNotFound: sdk.Permanent,
	} {
		configure(t, client, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "90")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`{"error":"refused: ` + r.Header.Get("Authorization") + `"}`))
		})
		_, _, err := collect(t, client)
		require.ErrorContains(t, err, strconv.Itoa(status))
		require.Equal(t, want, sdk.KindOf(err), status)
		require.NotContains(t, err.Error(), sdktest.Token)
		require.Contains(t, err.Error(), "[REDACTED]")
		if want == sdk.RateLimited {
			require.WithinDuration(t, time.Now().Add(90*time.Second), sdk.RetryAt(err), 30*time.Second)
		}
	}
}

// A process that dies in the middle of a run is told apart from a platform that
// fails, so that the supervisor starts it again.
func TestKilledProcess(t *testing.T) {
	t.Parallel()
	host, client := start(t, true)
	asked := make(chan struct{}, 1)
	configure(t, client, func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done() // until the connector has gone
	})
	ended := make(chan error, 1)
	go func() {
		_, err := client.Collect(t.Context(), account, sdk.Request{Now: time.Now()}, func([]*wire.Record) error { return nil })
		ended <- err
	}()
	<-asked
	child, err := os.FindProcess(host.ReattachConfig().Pid)
	require.NoError(t, err)
	require.NoError(t, child.Kill())
	require.ErrorIs(t, <-ended, sdk.ErrExited)
	_, err = client.Info(t.Context())
	require.ErrorIs(t, err, sdk.ErrExited)
	require.Eventually(t, host.Exited, 5*time.Second, 10*time.Millisecond)
}

// The collector's environment may hold the secrets of every account. Not a
// parallel test: it sets a variable.
func TestHostEnvironmentIsNotInherited(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the environment of another process is read from /proc")
	}
	t.Setenv(secret, "never-show-me")
	environment := func(skipHostEnv bool) string {
		host, _ := start(t, skipHostEnv)
		raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(host.ReattachConfig().Pid), "environ"))
		require.NoError(t, err)
		require.Contains(t, string(raw), "PANTAU_TEST_PASSED_ON=yes", "what is passed on deliberately is there")
		return string(raw)
	}
	require.Contains(t, environment(false), secret, "the test would see it")
	seen := environment(true)
	require.NotContains(t, seen, secret)
	require.NotContains(t, seen, "HOME=")
	require.Less(t, strings.Count(seen, "\x00"), 12)
}

// Started by hand it says what it is and does nothing.
func TestByHand(t *testing.T) {
	t.Parallel()
	program, err := build()
	require.NoError(t, err)
	out, err := exec.Command(program).CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "plugin")
}
