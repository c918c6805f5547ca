//go:build linux

package faults

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// nobody runs a command as a user without rights, where the test runs as root:
// root may look into everything.
func nobody(cmd *exec.Cmd) *exec.Cmd {
	const nobody = 65534
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	return cmd
}

// environment reads the environment of a process as another one of its user.
func environment(pid int) error {
	return nobody(exec.Command("cat", fmt.Sprintf("/proc/%d/environ", pid))).Run()
}

// TestTheCollectorIsSealed looks into a process of pantau and of another program
// of the same user.
func TestTheCollectorIsSealed(t *testing.T) {
	t.Parallel()
	asked, answer := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { close(asked); <-answer }))
	defer server.Close()
	defer close(answer)
	dir := t.TempDir() // nobody is to run what stands there
	require.NoError(t, os.Chmod(dir, 0o755))
	require.NoError(t, os.Chmod(filepath.Dir(dir), 0o755))
	program := filepath.Join(dir, "pantau")
	require.NoError(t, os.Link(built(t, pantau), program))
	open := nobody(exec.Command("cat"))
	input, err := open.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, open.Start())
	sealed := nobody(exec.Command(program, "health", "--url", server.URL))
	require.NoError(t, sealed.Start())
	<-asked
	require.NoError(t, environment(open.Process.Pid), "the test could see it")
	require.Error(t, environment(sealed.Process.Pid))
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", sealed.Process.Pid))
	require.NoError(t, err)
	require.Regexp(t, `Max core file size +0 +0 `, string(limits))
	require.NoError(t, sealed.Process.Kill())
	_ = sealed.Wait() // killed
	require.NoError(t, input.Close())
	require.NoError(t, open.Wait())
}
