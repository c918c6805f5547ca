package supervisor

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

// What a connector tries with a path.
const (
	read   = "read"
	list   = "list"
	write  = "write"
	remove = "remove"
	create = "create"
	signal = "signal"
)

// touch is the connector's side: it tries all, on a file and its folder, and on
// the process whose number stands in the file.
func touch(path string) []sdk.Finding {
	raw, rerr := os.ReadFile(path)
	_, lerr := os.ReadDir(filepath.Dir(path))
	file, werr := os.OpenFile(path, os.O_WRONLY, 0)
	if werr == nil {
		werr = file.Close()
	}
	var pid int
	_, serr := fmt.Sscan(string(raw), &pid)
	if serr == nil {
		serr = syscall.Kill(pid, 0)
	}
	made, cerr := os.CreateTemp(filepath.Dir(path), "new")
	if cerr == nil {
		cerr = errors.Join(made.Close(), os.Remove(made.Name()))
	}
	var out []sdk.Finding
	for what, err := range map[string]error{read: rerr, list: lerr, write: werr, create: cerr, signal: serr} {
		out = append(out, sdk.Finding{What: what, OK: err == nil, Detail: fmt.Sprint(err)})
	}
	return append(out, sdk.Finding{What: remove, OK: os.Remove(path) == nil})
}

// can asks a connector to touch a path, and gives what it could do.
func can(t *testing.T, s *Supervisor, path string) map[string]bool {
	t.Helper()
	require.NoError(t, s.Configure(t.Context(), "steady", "s/"+path, sdk.Settings("account: touches "+path), sdk.ReachAll))
	report, err := s.Check(t.Context(), "steady", "s/"+path)
	require.NoError(t, err)
	out := map[string]bool{}
	for _, f := range report.Findings {
		out[f.What] = f.OK
	}
	return out
}

func note(t *testing.T, path string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, fmt.Append(nil, os.Getpid()), 0o600))
	return path
}

// TestConnectorsAreConfined lets a connector try to touch files of others. The
// user may do all of it, as the test itself shows before.
func TestConnectorsAreConfined(t *testing.T) {
	t.Parallel()
	if Confinement() == 0 {
		t.Skip("this kernel has no Landlock")
	}
	all := map[string]bool{}
	for _, f := range touch(note(t, filepath.Join(t.TempDir(), "token"))) {
		all[f.What] = f.OK
	}
	nothing := map[string]bool{read: false, list: false, write: false, create: false, signal: false, remove: false}
	require.Len(t, all, len(nothing))
	require.NotContains(t, all, false, "what the user may")

	dir := t.TempDir()
	exports := filepath.Join(dir, "exports")
	self, err := os.Executable()
	require.NoError(t, err)
	s, err := New(Options{
		BuiltIn: []string{"steady"}, Executable: self, Log: slog.New(slog.DiscardHandler),
		Readable: map[string][]string{"steady": {Beneath(filepath.Join(exports, "*.csv"))}},
	})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	require.Equal(t, nothing, can(t, s, note(t, filepath.Join(dir, "data", "vault", "token"))))
	if os.Getuid() != 0 { // who may look into every process
		environment := can(t, s, fmt.Sprintf("/proc/%d/environ", os.Getpid()))
		require.False(t, environment[read], "nor the collector's own")
	}

	before := s.units["steady"].proc.pid
	require.Equal(t, map[string]bool{read: true, list: true, write: false, create: false, signal: Confinement() < 6, remove: false},
		can(t, s, note(t, filepath.Join(exports, "a.csv"))), "a folder that came later is seen, by a new process")
	require.NotEqual(t, before, s.units["steady"].proc.pid)
	own := s.units["steady"].proc.own
	require.True(t, can(t, s, filepath.Join(own, "scratch"))[create], "its own folder")
	require.NoError(t, collect(t, s, "steady", "s/"+filepath.Join(own, "scratch")))
	s.Close()
	require.NoDirExists(t, own)

	// The collector itself is bound by nothing: it goes on writing where it likes.
	note(t, filepath.Join(dir, "data", "spool"))
}

func TestBeneath(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		"/srv/a.csv": "/srv/a.csv", "/srv/ekspor/*.csv": "/srv/ekspor", "/srv/*/2026/a[0-9].csv": "/srv", "/srv/?/x": "/srv", "/*": "/",
	} {
		require.Equal(t, want, Beneath(pattern))
	}
	abs, err := filepath.Abs("a.csv")
	require.NoError(t, err)
	require.Equal(t, abs, Beneath("a.csv"))
}

// TestSecretsOfAConnectorAreSealed: once it has its settings it leaves no core,
// and with that nobody else of its user traces it (see sdk.Seal).
func TestSecretsOfAConnectorAreSealed(t *testing.T) {
	t.Parallel()
	s, _ := newSupervisor(t, "steady")
	require.NoError(t, s.Configure(t.Context(), "steady", "s/fine", sdk.Settings("account: fine"), sdk.ReachAll))
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", s.units["steady"].proc.pid))
	if err != nil {
		t.Skip("there is no /proc")
	}
	for line := range strings.Lines(string(limits)) {
		if strings.HasPrefix(line, "Max core file size") {
			require.Equal(t, []string{"0", "0", "bytes"}, strings.Fields(line)[4:])
		}
	}
}
