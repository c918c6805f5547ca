package supervisor

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// TestMain lets the test binary be a connector too: `… connector ID`.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "connector" {
		sdk.Serve(func() sdk.Connector { return &scripted{id: os.Args[2]} })
		return
	}
	goleak.VerifyTestMain(m)
}

// scripted does what its account's name says.
type scripted struct {
	id, account string
	token       sdk.Secret
}

func (s *scripted) Info() sdk.Info {
	id := s.id
	if id == "liar" {
		id = "someone_else"
	}
	return sdk.Info{ID: id, Name: id, Settings: struct {
		Account string     `yaml:"account"`
		Token   sdk.Secret `yaml:"token"`
	}{}}
}

func (s *scripted) Configure(settings sdk.Settings) error {
	var c struct {
		Account string     `yaml:"account"`
		Token   sdk.Secret `yaml:"token"`
	}
	if err := sdk.Decode(settings, &c); err != nil {
		return err
	}
	s.account, s.token = c.Account, c.Token
	if c.Account == "bad" {
		return sdk.Errorf(sdk.Permanent, "account: bad is not good")
	}
	return nil
}

func (s *scripted) Check(context.Context) (sdk.CheckReport, error) {
	if path, ok := strings.CutPrefix(s.account, "touches "); ok {
		return sdk.CheckReport{Findings: touch(path)}, nil
	}
	return sdk.CheckReport{Summary: os.Getenv("PANTAU_TEST_SECRET") + s.account}, nil
}

func (s *scripted) Collect(_ context.Context, _ sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	switch s.account {
	case "dies":
		os.Exit(3)
	case "panics":
		panic("bug")
	case "crashes": // where nothing recovers
		go panic("bug at https://m.example/?token=" + s.token.Reveal())
		<-make(chan struct{})
	case "hangs":
		<-make(chan struct{}) // whatever the collector says
	}
	err := emit(sdk.Account{})
	return sdk.Result{Cursor: []byte("c")}, err
}

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func newSupervisor(t *testing.T, ids ...string) (*Supervisor, *clock) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	c := &clock{t: time.Now()}
	s, err := New(Options{BuiltIn: ids, Executable: self, Log: slog.New(slog.DiscardHandler), Now: c.now})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s, c
}

func collect(t *testing.T, s *Supervisor, id, account string) error {
	t.Helper()
	_, err := s.Collect(t.Context(), id, account, sdk.Request{}, func([]*wire.Record) error { return nil })
	return err
}

func TestADeadConnectorComesBackAndHarmsNoOther(t *testing.T) {
	s, clock := newSupervisor(t, "fragile", "steady")
	require.NoError(t, s.Configure(t.Context(), "fragile", "f/dies", sdk.Settings("account: dies"), sdk.ReachAll))
	require.NoError(t, s.Configure(t.Context(), "fragile", "f/fine", sdk.Settings("account: fine"), sdk.ReachAll))
	require.NoError(t, s.Configure(t.Context(), "steady", "s/fine", sdk.Settings("account: fine"), sdk.ReachAll))
	require.NoError(t, collect(t, s, "fragile", "f/fine"))

	require.ErrorIs(t, collect(t, s, "fragile", "f/dies"), sdk.ErrExited)
	require.NoError(t, collect(t, s, "steady", "s/fine"), "the other connector goes on")

	var err error
	require.Eventually(t, func() bool {
		err = collect(t, s, "fragile", "f/fine")
		return !errors.Is(err, sdk.ErrExited) || sdk.KindOf(err) == sdk.RateLimited
	}, 10*time.Second, 10*time.Millisecond)
	require.ErrorContains(t, err, "started again in 5s")
	require.Equal(t, clock.now().Add(firstPause), sdk.RetryAt(err))

	clock.add(firstPause)
	require.NoError(t, collect(t, s, "fragile", "f/fine"), "with its settings, after the pause")
	require.Equal(t, 1, s.Restarts()["fragile"])
	require.Equal(t, 0, s.Restarts()["steady"])
}

func TestAPanicIsOneAccountsError(t *testing.T) {
	s, _ := newSupervisor(t, "steady")
	require.NoError(t, s.Configure(t.Context(), "steady", "s/panics", sdk.Settings("account: panics"), sdk.ReachAll))
	require.NoError(t, s.Configure(t.Context(), "steady", "s/fine", sdk.Settings("account: fine"), sdk.ReachAll))
	require.ErrorContains(t, collect(t, s, "steady", "s/panics"), "panicked: bug")
	require.NoError(t, collect(t, s, "steady", "s/fine"))
	require.Equal(t, 0, s.Restarts()["steady"])
}

func TestTheHostsEnvironmentStaysAtHome(t *testing.T) {
	t.Setenv("PANTAU_TEST_SECRET", "s3cret")
	s, _ := newSupervisor(t, "steady")
	require.NoError(t, s.Configure(t.Context(), "steady", "s/fine", sdk.Settings("account: fine"), sdk.ReachAll))
	report, err := s.Check(t.Context(), "steady", "s/fine")
	require.NoError(t, err)
	require.Equal(t, "fine", report.Summary)
}

func TestRefusals(t *testing.T) {
	s, _ := newSupervisor(t, "steady", "liar")
	_, err := s.Info(t.Context(), "nobody")
	require.ErrorIs(t, err, ErrUnknown)
	require.ErrorContains(t, err, "liar, steady")
	_, err = s.Info(t.Context(), "liar")
	require.ErrorContains(t, err, `calls itself "someone_else"`)
	require.ErrorContains(t, s.Configure(t.Context(), "steady", "s/bad", sdk.Settings("account: bad"), sdk.ReachAll), "bad is not good")
	require.ErrorContains(t, s.Configure(t.Context(), "steady", "s/typo", sdk.Settings("acount: x"), sdk.ReachAll), "acount")
	require.ErrorContains(t, collect(t, s, "steady", "s/never"), "not configured")
}

// said is a log that connectors write to from goroutines of their own.
type said struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// TestACrashTellsNoSecret: what Go writes of a panic passes through no hands of ours.
func TestACrashTellsNoSecret(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	log := &said{}
	s, err := New(Options{BuiltIn: []string{"steady"}, Executable: self, Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	_, err = s.Info(t.Context(), "steady")
	require.NoError(t, err)
	require.NoError(t, s.Configure(t.Context(), "steady", "s/a", sdk.Settings("account: crashes\ntoken: sesame-open\n"), sdk.ReachPublic))
	require.ErrorIs(t, collect(t, s, "steady", "s/a"), sdk.ErrExited)
	require.Eventually(t, func() bool { return strings.Contains(log.String(), "bug at") }, 10*time.Second, 10*time.Millisecond)
	require.Contains(t, log.String(), "?token=[REDACTED]")
	require.NotContains(t, log.String(), "sesame-open")
}

func TestForeignConnectors(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	dir := t.TempDir()
	script := "#!/bin/sh\nexec " + self + " connector kecamatan\n"
	readable := map[string][]string{"kecamatan": {self}}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "kecamatan"), []byte(script), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "README"), []byte("not a program"), 0o600))
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte(script)))
	s, err := New(Options{Dir: dir, Log: slog.New(slog.DiscardHandler), Checksums: map[string]string{"kecamatan": sum}, Readable: readable})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	require.Equal(t, []string{"kecamatan"}, s.IDs())
	info, err := s.Info(t.Context(), "kecamatan")
	require.NoError(t, err)
	require.Equal(t, "kecamatan", info.ID)

	_, err = New(Options{BuiltIn: []string{"kecamatan"}, Dir: dir})
	require.ErrorContains(t, err, "there is a connector kecamatan already")
	_, err = New(Options{Dir: filepath.Join(dir, "none")})
	require.ErrorContains(t, err, "connectors_dir")
	require.True(t, strings.HasPrefix(filepath.Base(self), "supervisor"))
}

// A foreign program runs as long as it is the one that was looked at.
func TestForeignConnectorsArePinned(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	dir := t.TempDir()
	path := filepath.Join(dir, "kecamatan")
	script := "#!/bin/sh\nexec " + self + " connector kecamatan\n"
	readable := map[string][]string{"kecamatan": {self}}
	require.NoError(t, os.WriteFile(path, []byte(script), 0o700))
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte(script)))

	unpinned, err := New(Options{Dir: dir, Log: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	t.Cleanup(unpinned.Close)
	_, err = unpinned.Info(t.Context(), "kecamatan")
	require.ErrorContains(t, err, "write connectors_sha256: {kecamatan: "+sum+"}")

	pinned, err := New(Options{Dir: dir, Log: slog.New(slog.DiscardHandler), Checksums: map[string]string{"kecamatan": strings.ToUpper(sum)}, Readable: readable})
	require.NoError(t, err)
	t.Cleanup(pinned.Close)
	require.Equal(t, map[string]error{"kecamatan": nil}, pinned.Verify())
	_, err = pinned.Info(t.Context(), "kecamatan")
	require.NoError(t, err)

	require.NoError(t, os.WriteFile(path, []byte(script+"# other\n"), 0o700))
	changed, err := New(Options{Dir: dir, Log: slog.New(slog.DiscardHandler), Checksums: map[string]string{"kecamatan": sum}})
	require.NoError(t, err)
	t.Cleanup(changed.Close)
	_, err = changed.Info(t.Context(), "kecamatan")
	require.ErrorContains(t, err, "another program than the one whose checksum you noted")
}
