//go:build linux

package faults

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// process is one that a test has started.
type process struct {
	cmd  *exec.Cmd
	said *words
	gone chan struct{}
	err  error // of Wait, once gone is closed
}

// words is what a process writes to its standard error.
type words struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Write(p)
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}

// launch starts a program with nothing in its environment but what it is given.
// It is killed when the test ends, if it still runs.
func launch(t testing.TB, env []string, program string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(program, args...), said: &words{}, gone: make(chan struct{})}
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), "PANTAU_LANG=en"}, env...)
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	// What a killed child of it has inherited must not keep Wait from returning.
	p.cmd.WaitDelay = time.Second
	require.NoError(t, p.cmd.Start())
	go func() {
		p.err = p.cmd.Wait()
		close(p.gone)
	}()
	t.Cleanup(func() { p.kill(t) })
	return p
}

func (p *process) pid() int { return p.cmd.Process.Pid }

func (p *process) ended() bool {
	select {
	case <-p.gone:
		return true
	default:
		return false
	}
}

// kill ends the process as a power cut would, but for what the system still
// writes out.
func (p *process) kill(t testing.TB) {
	t.Helper()
	_ = p.cmd.Process.Kill() // it may be gone already
	p.await(t, time.Minute)
}

// stop tells the process to end, and gives how long it took. It must end well.
func (p *process) stop(t testing.TB) time.Duration {
	t.Helper()
	asked := time.Now()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM), p.said)
	p.await(t, 2*time.Minute)
	require.NoError(t, p.err, p.said)
	return time.Since(asked)
}

func (p *process) await(t testing.TB, limit time.Duration) {
	t.Helper()
	select {
	case <-p.gone:
	case <-time.After(limit):
		_ = p.cmd.Process.Signal(syscall.SIGQUIT) // says where it is
		<-time.After(time.Second)
		require.FailNow(t, "the process does not end", "%v\n%s", p.cmd.Args, p.said)
	}
}

// await waits for something that processes are to do. Where they don't, they say
// where they are.
func await(t testing.TB, limit time.Duration, what string, done func() bool, p ...*process) {
	t.Helper()
	for until := time.Now().Add(limit); !done(); <-time.After(5 * time.Millisecond) {
		for _, p := range p {
			require.False(t, p.ended(), "it ended while we waited: %s\n%s", what, p.said)
		}
		if time.Now().Before(until) {
			continue
		}
		said := ""
		for _, p := range p {
			_ = p.cmd.Process.Signal(syscall.SIGQUIT) // it has not ended
			select {
			case <-p.gone:
			case <-time.After(10 * time.Second):
			}
			said += p.said.String()
		}
		require.FailNow(t, what, "not within %s\n%s", limit, said)
	}
}

// children lists the processes that a process has started, by their command line.
func children(parent int, with string) []int {
	var out []int
	dirs, _ := filepath.Glob("/proc/[0-9]*") // the pattern is well formed
	for _, dir := range dirs {
		stat, err := os.ReadFile(filepath.Join(dir, "stat"))
		if err != nil {
			continue // it has just gone
		}
		_, after, _ := strings.Cut(string(stat), ") ")
		fields := strings.Fields(after)
		line, _ := os.ReadFile(filepath.Join(dir, "cmdline")) // the same
		if len(fields) > 1 && fields[1] == strconv.Itoa(parent) && strings.Contains(string(line), with) {
			pid, _ := strconv.Atoi(filepath.Base(dir)) // digits
			out = append(out, pid)
		}
	}
	return out
}

// resident is the memory that a process holds, in bytes; 0 if it has gone.
func resident(pid int) int64 {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid)) // the process may be gone
	var size, pages int64
	_, _ = fmt.Sscan(string(raw), &size, &pages)
	return pages * int64(os.Getpagesize())
}

// descriptors is how many files and sockets a process has open.
func descriptors(pid int) int {
	files, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid)) // the process may be gone
	return len(files)
}
