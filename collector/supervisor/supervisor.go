// Package supervisor runs connectors as child processes: one process a
// connector, for all its accounts. A process that dies is started again with
// growing pauses; the others do not notice.
package supervisor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pantau/pantau/collector/schema/trouble"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

const (
	firstPause = 5 * time.Second
	longPause  = 2 * time.Minute
	// healthy is how long a process must have run for its next death to count
	// as the first.
	healthy = 10 * time.Minute
)

// Options set up a Supervisor.
type Options struct {
	// BuiltIn are the ids of connectors that are part of Executable, which runs
	// one as `Executable connector ID`.
	BuiltIn    []string
	Executable string
	Dir        string // of foreign connectors; empty: none
	// Checksums holds the SHA-256 of each foreign connector, in hexadecimal, by
	// id. One without is not started.
	Checksums map[string]string
	// Readable holds the files and folders that each connector may read, by id,
	// besides what every program needs; see Beneath.
	Readable map[string][]string
	// Vault stores what connectors keep; nil: nothing is kept.
	Vault sdk.Vault
	Log   *slog.Logger
	// Silence is how long a run may go on without giving anything; 0: 15 minutes.
	Silence time.Duration
	// Now is the clock, for tests; nil is time.Now.
	Now func() time.Time
}

// ErrUnknown means that there is no connector of that name.
var ErrUnknown = errors.New("no such connector")

// Supervisor starts, restarts and stops connectors.
type Supervisor struct {
	opts     Options
	programs map[string]Program

	mu    sync.Mutex
	units map[string]*unit
}

// unit is one connector, running or not.
type unit struct {
	program Program

	mu       sync.Mutex
	proc     *process
	started  time.Time
	deaths   int
	notUntil time.Time
	lastErr  error
	accounts map[string]account // every configured one
	ready    map[string]bool    // configured in the running process
}

// account is what a connector is told of an account.
type account struct {
	settings sdk.Settings
	reach    sdk.Reach
}

// New finds the connectors that there are. Nothing is started yet.
func New(opts Options) (*Supervisor, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	opts.Silence = cmp.Or(opts.Silence, silence)
	s := &Supervisor{opts: opts, programs: map[string]Program{}, units: map[string]*unit{}}
	for _, id := range opts.BuiltIn {
		s.programs[id] = Program{ID: id, Path: opts.Executable, Args: []string{"connector", id}}
	}
	if opts.Dir == "" {
		return s, nil
	}
	files, err := os.ReadDir(opts.Dir)
	if err != nil {
		return nil, fmt.Errorf("connectors_dir: %w", err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o111 == 0 {
			continue
		}
		id := strings.TrimSuffix(f.Name(), filepath.Ext(f.Name()))
		if _, taken := s.programs[id]; taken {
			return nil, fmt.Errorf("connectors_dir: %s: there is a connector %s already; rename the file", f.Name(), id)
		}
		s.programs[id] = Program{ID: id, Path: filepath.Join(opts.Dir, f.Name()), Foreign: true}
	}
	return s, nil
}

// IDs lists the connectors that can be started.
func (s *Supervisor) IDs() []string {
	ids := make([]string, 0, len(s.programs))
	for id := range s.programs {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func (s *Supervisor) unit(id string) (*unit, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.units[id]; u != nil {
		return u, nil
	}
	p, ok := s.programs[id]
	if !ok {
		return nil, fmt.Errorf("%w: %q; there are %s", ErrUnknown, id, strings.Join(s.IDs(), ", "))
	}
	u := &unit{program: p, accounts: map[string]account{}, ready: map[string]bool{}}
	s.units[id] = u
	return u, nil
}

// Info starts the connector if need be and says what it is and can do.
func (s *Supervisor) Info(ctx context.Context, id string) (sdk.Info, error) {
	u, err := s.unit(id)
	if err != nil {
		return sdk.Info{}, err
	}
	proc, err := u.running(ctx, s.opts)
	if err != nil {
		return sdk.Info{}, err
	}
	return proc.info, nil
}

// Configure hands an account's settings to its connector, now and after every
// restart, and says what it may reach.
func (s *Supervisor) Configure(ctx context.Context, id, name string, settings sdk.Settings, reach sdk.Reach) error {
	u, err := s.unit(id)
	if err != nil {
		return err
	}
	u.mu.Lock()
	u.accounts[name] = account{settings: settings, reach: reach}
	delete(u.ready, name)
	u.mu.Unlock()
	_, err = s.knowing(ctx, u, name)
	return err
}

// Check asks a configured account's platform.
func (s *Supervisor) Check(ctx context.Context, id, account string) (sdk.CheckReport, error) {
	c, err := s.ready(ctx, id, account)
	if err != nil {
		return sdk.CheckReport{}, err
	}
	return c.Check(ctx, account)
}

// Consent asks for the address of an account's consent page.
func (s *Supervisor) Consent(ctx context.Context, id, account, redirect string) (sdk.Consent, error) {
	c, err := s.ready(ctx, id, account)
	if err != nil {
		return sdk.Consent{}, err
	}
	return c.Consent(ctx, account, redirect)
}

// Exchange hands over the code that came back from the consent page.
func (s *Supervisor) Exchange(ctx context.Context, id, account string, consent sdk.Consent, code string) error {
	c, err := s.ready(ctx, id, account)
	if err != nil {
		return err
	}
	return c.Exchange(ctx, account, consent, code)
}

// Collect runs one collection of a configured account.
func (s *Supervisor) Collect(ctx context.Context, id, account string, req sdk.Request, take func([]*wire.Record) error) (sdk.Result, error) {
	u, err := s.unit(id)
	if err != nil {
		return sdk.Result{}, err
	}
	proc, err := s.knowing(ctx, u, account)
	if err != nil {
		return sdk.Result{}, err
	}
	return proc.collect(ctx, s.opts.Silence, account, req, take)
}

// ready gives a running connector that knows the account.
func (s *Supervisor) ready(ctx context.Context, id, account string) (*sdk.Client, error) {
	u, err := s.unit(id)
	if err != nil {
		return nil, err
	}
	proc, err := s.knowing(ctx, u, account)
	if err != nil {
		return nil, err
	}
	return proc.client, nil
}

// knowing gives a running process that knows the account.
func (s *Supervisor) knowing(ctx context.Context, u *unit, name string) (*process, error) {
	proc, err := u.running(ctx, s.opts)
	if err != nil {
		return nil, err
	}
	u.mu.Lock()
	told, known := u.accounts[name]
	ready := u.ready[name]
	u.mu.Unlock()
	if !known {
		return nil, fmt.Errorf("account %s is not configured", name)
	}
	if ready {
		return proc, nil
	}
	ctx, cancel := context.WithTimeout(ctx, configureTimeout)
	defer cancel()
	if err := proc.client.Configure(ctx, name, told.settings, told.reach); err != nil {
		return nil, err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.proc == proc {
		u.ready[name] = true
	}
	return proc, nil
}

// running gives the process, starting it unless it died a moment ago.
func (u *unit) running(ctx context.Context, opts Options) (*process, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	now := opts.Now()
	switch {
	case u.proc == nil:
	case u.proc.exited():
		u.died(now, u.proc.cause(), opts.Log)
	case Confinement() == 0 || !u.proc.saw.stale():
		return u.proc, nil
	default:
		opts.Log.Info("files that the connector reads were replaced; it is started anew", "connector", u.program.ID)
		why := "files that it reads were replaced"
		u.proc.why.Store(&why)
		u.proc.kill()
		u.proc = nil
		clear(u.ready)
	}
	if now.Before(u.notUntil) {
		return nil, sdk.RateLimitedUntil(u.notUntil, "connector %s: %w; it is started again in %s",
			u.program.ID, u.lastErr, u.notUntil.Sub(now).Round(time.Second))
	}
	proc, err := start(ctx, u.program, opts)
	if err != nil {
		u.died(now, err, opts.Log)
		return nil, err
	}
	proc.client.Vault = opts.Vault
	u.proc, u.started, u.lastErr = proc, now, nil
	return proc, nil
}

// died notes a death and sets the pause before the next start.
func (u *unit) died(now time.Time, cause error, log *slog.Logger) {
	if u.proc != nil {
		u.proc.kill()
		if now.Sub(u.started) > healthy {
			u.deaths = 0
		}
	}
	pause := min(firstPause<<min(u.deaths, 10), longPause)
	u.deaths++
	u.proc, u.lastErr, u.notUntil = nil, cause, now.Add(pause)
	clear(u.ready)
	log.Warn("connector died", "connector", u.program.ID, "error", trouble.In(trouble.Account, cause), "again_in", pause)
}

// Restarts says how often each connector has died.
func (s *Supervisor) Restarts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]int{}
	for id, u := range s.units {
		u.mu.Lock()
		out[id] = u.deaths
		u.mu.Unlock()
	}
	return out
}

// Rest ends a connector's process; the next call starts it again, with nothing in
// its memory but what is kept.
func (s *Supervisor) Rest(id string) {
	s.mu.Lock()
	u := s.units[id]
	s.mu.Unlock()
	if u == nil {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.proc != nil {
		u.proc.kill()
		u.proc = nil
		clear(u.ready)
	}
}

// Close stops all processes.
func (s *Supervisor) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	var wg sync.WaitGroup
	for _, u := range s.units {
		wg.Go(func() {
			u.mu.Lock()
			defer u.mu.Unlock()
			if u.proc != nil {
				u.proc.kill()
				u.proc = nil
			}
		})
	}
	wg.Wait()
}
