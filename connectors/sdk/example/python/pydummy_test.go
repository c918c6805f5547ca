// Package python holds no Go: its test starts the connector in Python as the
// collector does, and asks it what the one in Go is asked.
package python

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

const account = "dinkes"

// interpreter is a Python that has what requirements.txt names: PANTAU_PYTHON,
// or the system's.
func interpreter(t *testing.T) string {
	t.Helper()
	python := os.Getenv("PANTAU_PYTHON")
	if python == "" {
		python = "python3"
	}
	path, err := exec.LookPath(python)
	if err == nil {
		err = exec.CommandContext(t.Context(), path, "-c", "import grpc, grpc_tools, yaml, google.rpc.status_pb2").Run()
	}
	if err != nil {
		t.Skipf("SKIPPED: the connector in Python: %s lacks what requirements.txt names (%v); name one that has it in PANTAU_PYTHON", python, err)
	}
	return path
}

// start builds the connector in a folder, as its README says, and runs it as the
// collector does.
func start(t *testing.T) *sdk.Client {
	t.Helper()
	python, dir := interpreter(t), t.TempDir()
	out, err := exec.CommandContext(t.Context(), python, "-m", "grpc_tools.protoc", "-I", "../../wire", "--python_out="+dir, "--grpc_python_out="+dir, "connector.proto").CombinedOutput()
	require.NoError(t, err, string(out))
	program, err := os.ReadFile("pydummy.py")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "pydummy.py"), program, 0o600))
	script := filepath.Join(dir, "pydummy")
	require.NoError(t, os.WriteFile(script, []byte("#!/bin/sh\nexec "+python+" "+filepath.Join(dir, "pydummy.py")+"\n"), 0o700))

	host := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: sdk.Handshake, Plugins: sdk.Plugins(nil), Cmd: exec.Command(script),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         true, SkipHostEnv: true, StartTimeout: time.Minute,
		Logger: hclog.NewNullLogger(), Stderr: t.Output(),
	})
	t.Cleanup(host.Kill)
	protocol, err := host.Client()
	require.NoError(t, err)
	client, err := sdk.Dispense(protocol)
	require.NoError(t, err)
	return client
}

// collect gives the records of a run, a line each.
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

func TestPythonConnector(t *testing.T) {
	client := start(t)
	info, err := client.Info(t.Context())
	require.NoError(t, err)
	require.Equal(t, "pydummy", info.ID)
	require.Equal(t, []string{"token"}, info.Secrets)
	require.Contains(t, string(info.Schema), `"base_url"`)

	err = client.Configure(t.Context(), account, sdk.Settings("account: dinkes\nbase_ulr: x\n"), sdk.ReachAll)
	require.ErrorContains(t, err, "base_ulr: no such setting")
	require.Equal(t, sdk.Permanent, sdk.KindOf(err))
	_, err = client.Check(t.Context(), account)
	require.ErrorContains(t, err, "not configured")

	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/count" || r.Header.Get("Authorization") != "Bearer "+sdktest.Token {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"followers": 1204, "post": {"id": "7", "text": "Halo", "published": "2026-03-10T01:00:00Z"}}`))
	}))
	t.Cleanup(server.Close)
	settings := sdk.Settings("account: dinkes\nbase_url: " + server.URL + "\ntoken: " + sdktest.Token + "\n")
	require.NoError(t, client.Configure(t.Context(), account, settings, sdk.ReachAll))
	report, err := client.Check(t.Context(), account)
	require.NoError(t, err)
	require.Equal(t, `reads @dinkes, whose last post is "7"`, report.Summary)
	lines, result, err := collect(t, client)
	require.NoError(t, err)
	require.Equal(t, 1, result.Requests)
	require.Len(t, lines, 2)
	require.Contains(t, lines[0], "account followers=1204,following=!not_offered")
	require.Contains(t, lines[1], `id="7",text="Halo"`)
	require.Contains(t, lines[1], "likes=!not_read", "a missing metric is not 0")

	for code, want := range map[int]sdk.ErrorKind{
		http.StatusUnauthorized: sdk.Auth, http.StatusTooManyRequests: sdk.RateLimited,
		http.StatusBadGateway: sdk.Transient, http.StatusNotFound: sdk.Permanent,
	} {
		status = code
		_, _, err := collect(t, client)
		require.Equal(t, want, sdk.KindOf(err), "%d: %v", code, err)
		require.NotContains(t, err.Error(), sdktest.Token)
		_, err = client.Check(t.Context(), account)
		require.Equal(t, want, sdk.KindOf(err), "%d: %v", code, err)
	}
}
