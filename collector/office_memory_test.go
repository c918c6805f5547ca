//go:build linux && !race

package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/usage"
)

// An office on every platform, and the most memory of their own that its collector
// and its connectors may hold together.
const (
	wideAccounts = 100
	widePosts    = 40
	wideComments = 10
	mostWide     = 400 << 20
)

// TestAHundredAccountsOnAllPlatformsStaySmall runs the installed program on a hundred
// accounts that are spread over every connector, until each was read, two readings for each were
// made in all, and all is written. Counted is what the collector and its thirteen
// connectors hold of their own at one moment (RssAnon), the accurate reader's working
// memory with it. The database is elsewhere, and the pages of the program, which all
// of them share, are the kernel's to keep or drop; the log says how much they are.
func TestAHundredAccountsOnAllPlatformsStaySmall(t *testing.T) {
	t.Parallel()
	path, err := binary()
	require.NoError(t, err)
	db, err := embedded.Start(t.TempDir(), "pantau", 0, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	config := wideOffice(t, fmt.Sprintf("influxdb: {url: %q, org: pantau, bucket: pantau, token: %q}\n", db.URL, db.Token.Reveal()))
	p := start(t, path, "run", "--config", config)

	var most holding
	until := time.Now().Add(10 * time.Minute)
	for p.readWell() < wideAccounts || p.meter("pantau_polls_total") < 2*wideAccounts || p.meter("pantau_spool_messages") > 0 {
		require.NoError(t, p.ended(), p.said.String())
		require.True(t, time.Now().Before(until), "not all is read\n%s\n%s", p.metrics(), p.said.String())
		now := holdingOf(p.cmd.Process.Pid)
		if now.own() > most.own() {
			most = now
		}
		<-time.After(50 * time.Millisecond)
	}
	t.Logf("at most %d MB of their own: collector %d MB, %d connectors %d MB; with the program's pages, counted in each process, %d MB",
		most.own()>>20, most.collector>>20, len(most.connectors), (most.own()-most.collector)>>20, most.resident>>20)
	for _, id := range slices.Sorted(maps.Keys(most.connectors)) {
		t.Logf("%s %d MB", id, most.connectors[id]>>20)
	}
	require.Equal(t, slices.Sorted(maps.Keys(bigAccounts)), slices.Sorted(maps.Keys(most.connectors)), "every platform is read")
	require.Zero(t, int(p.meter("pantau_dead_letters_total")))
	require.LessOrEqual(t, most.own(), int64(mostWide))
}

// wideOffice writes a configuration with accounts of every connector in turn, each
// with a platform of its own.
func wideOffice(t *testing.T, settings string) string {
	t.Helper()
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("data_dir: data\nhttp: {listen: \"127.0.0.1:0\"}\ntopics: {layanan: [layanan, pelayanan]}\n" + settings + "accounts:\n")
	ids := slices.Sorted(maps.Keys(bigAccounts))
	for i := range wideAccounts {
		id := ids[i%len(ids)]
		world := busyWorld(id, widePosts, wideComments)
		server := httptest.NewServer(bigAccounts[id].platform(world))
		t.Cleanup(server.Close)
		exports := filepath.Join(dir, "exports", strconv.Itoa(i))
		require.NoError(t, os.MkdirAll(exports, 0o700))
		writeExport(t, filepath.Join(exports, "posts.csv"), world)
		own := strings.NewReplacer("URL", server.URL, "DIR", exports).Replace(bigAccounts[id].settings)
		if !strings.Contains("\n"+own, "\naccount:") {
			own += "account: dinas\n"
		}
		fmt.Fprintf(&b, "  - connector: %s\n    name: dinas%d\n    interval: 20s\n    allow_private: true\n", id, i)
		for line := range strings.Lines(own) {
			b.WriteString("    " + line)
		}
	}
	path := filepath.Join(dir, "pantau.yaml")
	require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o600))
	return path
}

// holding is what a collector and its connectors hold at one moment, in bytes.
type holding struct {
	collector  int64
	connectors map[string]int64 // by id
	resident   int64            // of all, with pages that they share
}

func (h holding) own() int64 {
	sum := h.collector
	for _, n := range h.connectors {
		sum += n
	}
	return sum
}

func holdingOf(collector int) holding {
	h := holding{collector: usage.Own(collector), connectors: map[string]int64{}}
	h.resident, _ = usage.Memory(collector)
	for _, child := range usage.Children(collector) {
		line, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(child), "cmdline")) // the process may be gone
		if parts := strings.Split(string(line), "\x00"); len(parts) > 2 && parts[1] == "connector" {
			h.connectors[parts[2]] += usage.Own(child)
			resident, _ := usage.Memory(child)
			h.resident += resident
		}
	}
	return h
}

// running is a collector that a test has started.
type running struct {
	cmd  *exec.Cmd
	said *said
	gone chan error
}

// said is what a program writes.
type said struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

// start starts a program, which is told to end when the test ends.
func start(t *testing.T, program string, args ...string) *running {
	t.Helper()
	r := &running{cmd: exec.Command(program, args...), said: &said{}, gone: make(chan error, 1)}
	r.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), "PANTAU_LANG=en"}
	r.cmd.Stdout, r.cmd.Stderr = r.said, r.said
	require.NoError(t, r.cmd.Start())
	go func() { r.gone <- r.cmd.Wait() }()
	t.Cleanup(func() {
		_ = r.cmd.Process.Signal(syscall.SIGTERM) // it may have gone
		<-r.gone
	})
	return r
}

// ended gives an error if the program has ended.
func (r *running) ended() error {
	select {
	case err := <-r.gone:
		r.gone <- err
		return fmt.Errorf("it ended: %w", err)
	default:
		return nil
	}
}

var listens = regexp.MustCompile(`health=(http://\S+)`)

// metrics gives what /metrics says; "" while it does not answer.
func (r *running) metrics() string {
	at := listens.FindStringSubmatch(r.said.String())
	if at == nil {
		return ""
	}
	resp, err := http.Get(at[1] + "/metrics")
	if err != nil {
		return ""
	}
	defer func() { _ = resp.Body.Close() }() // read to its end
	raw, _ := io.ReadAll(resp.Body)          // less is no answer
	return string(raw)
}

// meter sums a metric over its labels.
func (r *running) meter(name string) (sum float64) {
	for _, m := range regexp.MustCompile(`(?m)^`+name+`(?:\{[^}]*\})? (\S+)$`).FindAllStringSubmatch(r.metrics(), -1) {
		n, _ := strconv.ParseFloat(m[1], 64) // as Prometheus writes it
		sum += n
	}
	return sum
}

// readWell counts the accounts that were read well at least once.
func (r *running) readWell() int {
	return len(regexp.MustCompile(`(?m)^pantau_last_success_timestamp_seconds\{`).FindAllString(r.metrics(), -1))
}
