//go:build linux

package faults

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/cluster/clustertest"
)

// folder holds the built programs while the tests run.
var folder string

// TestMain lets the test binary be what the built program can't: a connector
// that misbehaves, a collector whose clock is ours, and a NATS server.
func TestMain(m *testing.M) {
	if os.Getenv("PANTAU_CONNECTOR") != "" {
		misbehave(filepath.Base(os.Args[0]))
		return
	}
	if len(os.Args) == 3 && os.Args[1] == "clocked" {
		os.Exit(clocked(os.Args[2]))
	}
	if len(os.Args) == 3 && os.Args[1] == "nats" {
		fmt.Fprintln(os.Stderr, clustertest.Serve(os.Args[2]))
		os.Exit(1)
	}
	os.Exit(withPrograms(m))
}

func withPrograms(m *testing.M) int {
	var err error
	if folder, err = os.MkdirTemp("", "pantau-faults-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	flag.Parse()
	if !full() { // they wait more than they work
		_ = flag.Set("test.parallel", "4") // there is such a flag
	}
	code := m.Run()
	table.print(os.Stdout)
	return code
}

// built makes a program as it is installed, once.
func built(t testing.TB, make func() (string, error)) string {
	t.Helper()
	path, err := make()
	require.NoError(t, err)
	return path
}

var (
	pantau = sync.OnceValues(func() (string, error) { return build("pantau", "./collector") })
	door   = sync.OnceValues(func() (string, error) { return build("plugin", "./plugin/pkg") })
)

// programs names a folder in which the programs lie built already.
const programs = "PANTAU_PROGRAMS"

func build(name, from string) (string, error) {
	if dir := os.Getenv(programs); dir != "" {
		return filepath.Join(dir, name), nil
	}
	path := filepath.Join(folder, name)
	cmd := exec.Command("go", "build", "-trimpath", "-o", path, from)
	cmd.Dir = filepath.Join("..", "..")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w: %s", name, err, out)
	}
	return path, nil
}

// full reports whether this is the long form.
func full() bool { return os.Getenv("ROUNDS") != "" }

// stopWithin is how long a stop may take. In every test run the machine may be as
// busy as it likes: only what never ends is wrong there.
func stopWithin() time.Duration {
	if full() {
		return 10 * time.Second
	}
	return time.Minute
}

// rounds is how often a scenario is played: few times in every test, and its
// share of ROUNDS in the long form.
func rounds(t testing.TB, few int, share float64) int {
	t.Helper()
	if !full() {
		return few
	}
	all, err := strconv.Atoi(os.Getenv("ROUNDS"))
	require.NoError(t, err, "ROUNDS")
	return max(few, int(float64(all)*share))
}

// onlyFull leaves out what takes minutes.
func onlyFull(t testing.TB) {
	t.Helper()
	if !full() {
		t.Skip("takes minutes: `go tool mage faults` runs it")
	}
}
