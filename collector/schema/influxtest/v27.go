package influxtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Start27 runs the InfluxDB 2.7 binary until the test ends.
func Start27(t testing.TB, binary string) *Server {
	t.Helper()
	dir := t.TempDir()
	address := freeAddress(t)
	log := &bytes.Buffer{}
	cmd := exec.Command(binary, "--http-bind-address="+address,
		"--bolt-path="+filepath.Join(dir, "influxd.bolt"), "--engine-path="+filepath.Join(dir, "engine"),
		"--sqlite-path=:memory:", "--store=disk", "--reporting-disabled", "--log-level=error")
	cmd.Env = []string{"INFLUXD_CONFIG_PATH=" + dir, "HOME=" + dir}
	cmd.Stdout, cmd.Stderr = log, log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // it was told to end
	})
	s := &Server{Version: "2.7", URL: "http://" + address}
	require.Eventually(t, s.ready, 30*time.Second, 50*time.Millisecond, "InfluxDB 2.7 did not start: %s", log)
	const token = "token-of-the-test"
	answer := s.post(t, "/api/v2/setup", "application/json", fmt.Sprintf(
		`{"username":"tester","password":"secret-of-the-test","org":%q,"bucket":"first","token":%q}`, Organization, token))
	var made struct {
		Org struct {
			ID string `json:"id"`
		} `json:"org"`
	}
	require.NoError(t, json.Unmarshal(answer, &made))
	s.Token, s.orgID = token, made.Org.ID
	return s
}

func (s *Server) ready() bool {
	resp, err := (&http.Client{Timeout: time.Second}).Get(s.URL + "/health")
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// freeAddress is a loopback port that was free a moment ago: the binary cannot
// be told to choose one itself.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return l.Addr().String()
}
