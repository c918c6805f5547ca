package engine

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"gopkg.in/yaml.v3"

	"github.com/pantau/pantau/collector/cluster"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/health"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/vault"
)

// takeWait is how long a command waits for accounts that a collector which was
// killed still seems to hold.
const takeWait = 45 * time.Second

// dial connects to the cluster; nil where the collector is by itself.
func dial(ctx context.Context, opts Options) (*cluster.Cluster, error) {
	if !opts.Config.Spool.Shared() {
		return nil, nil
	}
	name, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("the name of this machine: %w", err)
	}
	there := cluster.Options{Spool: opts.Config.Spool, Name: name, Log: opts.Log}
	if !opts.Wait {
		return cluster.Open(ctx, there)
	}
	var problem atomic.Pointer[string]
	say := func(why string) { problem.Store(&why) }
	say("this collector starts")
	there.Wait = func(why error) { say("waiting for the NATS servers of spool.url: " + why.Error()) }
	server, err := health.Listen(opts.Config.HTTP, prometheus.NewRegistry(), func() string { return *problem.Load() })
	if err != nil {
		return nil, err
	}
	defer server.Close() // Run listens again, when there is more to say
	return cluster.Open(ctx, there)
}

// share lets the vault find what connectors on other machines have kept. Commands
// have no engine, and connect for as long as ctx lasts.
func share(ctx context.Context, opts Options, kept *vault.Vault) error {
	c := opts.cluster
	if c == nil {
		var err error
		if c, err = dial(ctx, opts); err != nil || c == nil {
			return err
		}
		context.AfterFunc(ctx, c.Close)
	}
	kept.Mirror = c
	return sameKey(ctx, c, "vault.key", kept.Key())
}

func sameKey(ctx context.Context, c *cluster.Cluster, file string, key []byte) error {
	err := c.SameKey(ctx, file, key)
	if errors.Is(err, cluster.ErrOtherKey) {
		return &ConfigError{Err: fmt.Errorf("data_dir: %w", err)}
	}
	return err
}

// openQueue opens the spool, or what stands in its place.
func (e *Engine) openQueue(ctx context.Context, authors []byte) error {
	c := e.opts.Config
	dir := filepath.Join(c.DataDir, "spool")
	if e.cluster == nil {
		inside, err := spool.Open(ctx, dir, c.Spool.MaxBytes)
		if err == nil { // a nil *Spool is no nil Queue
			e.spool = inside
		}
		return err
	}
	if err := nothingInside(ctx, dir, c.Spool.MaxBytes); err != nil {
		return err
	}
	if err := sameKey(ctx, e.cluster, "author.key", authors); err != nil {
		return err
	}
	others, err := e.cluster.Forgotten(ctx)
	for _, hash := range others {
		e.forgotten[hash] = true
	}
	e.spool = e.cluster
	if err != nil {
		return err
	}
	settings, err := settingsHash(c, authors)
	e.cluster.Register(e.registry)
	e.cluster.Share(units(e.accounts), e.state, settings)
	return err
}

// settingsHash stands for what is read, and how: that should be alike on all machines.
// Who does not have the key that these share learns nothing from it.
func settingsHash(c *config.Config, key []byte) (string, error) {
	accounts := slices.SortedFunc(slices.Values(c.Accounts), func(a, b config.Account) int { return strings.Compare(a.Key(), b.Key()) })
	raw, err := yaml.Marshal([]any{accounts, c.Topics, c.TimeZone, c.Text, c.Terms, c.InfluxDB.Org, c.InfluxDB.Bucket})
	if err != nil {
		return "", fmt.Errorf("comparing the configuration with the other collectors': %w", err)
	}
	sum := hmac.New(sha256.New, key)
	sum.Write(raw)
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// nothingInside refuses to leave behind what still waits in the spool of a
// collector that was by itself.
func nothingInside(ctx context.Context, dir string, size int64) error {
	if _, err := os.Stat(dir); err != nil {
		return nil //nolint:nilerr // there is none
	}
	inside, err := spool.Open(ctx, dir, size)
	if err != nil {
		return err
	}
	defer inside.Close()
	waiting, _, err := inside.Waiting(ctx)
	if err == nil && waiting > 0 {
		return &ConfigError{Err: fmt.Errorf("spool.url: %d messages still wait in %s: run `pantau run --once` without spool.url first", waiting, dir)}
	}
	return err
}

// units groups accounts that only one collector may read and write at a time:
// those that share what their connector keeps, and those whose data are one
// account's.
func units(accounts []Account) []cluster.Unit {
	type owner struct{ platform, name string }
	unitOf := map[owner]string{}
	for _, a := range accounts {
		if !a.Info.Independent {
			unitOf[owner{a.Policy.Platform, a.Name}] = a.Connector
		}
	}
	of := map[string][]string{}
	for _, a := range accounts {
		o := owner{a.Policy.Platform, a.Name}
		switch name, taken := unitOf[o]; {
		case !a.Info.Independent:
			of[a.Connector] = append(of[a.Connector], a.Key)
		case taken:
			of[name] = append(of[name], a.Key)
		default:
			name = o.platform + "/" + o.name
			of[name] = append(of[name], a.Key)
		}
	}
	var out []cluster.Unit
	for _, name := range slices.Sorted(maps.Keys(of)) {
		out = append(out, cluster.Unit{Name: name, Accounts: of[name]})
	}
	return out
}

// pollLeased reads the accounts of a unit until ctx ends. What their connector's
// process remembers is old when they come back.
func (e *Engine) pollLeased(ctx context.Context, keys []string) {
	accounts := e.pollAccounts(keys)
	e.poller.Resume(accounts)
	e.poller.Loop(ctx, accounts)
	for _, a := range e.accounts {
		if !a.Info.Independent && slices.Contains(keys, a.Key) {
			e.supervisor.Rest(a.Connector)
		}
	}
}

// takeAll takes every account for a command that works by itself.
func (e *Engine) takeAll(ctx context.Context) (release func(), err error) {
	if e.cluster == nil {
		return func() {}, nil
	}
	return e.cluster.Take(ctx, takeWait)
}

// noteForgotten keeps whom to forget, here and for the other collectors.
func (e *Engine) noteForgotten(ctx context.Context) error {
	if err := e.forgotten.Save(e.opts.Config.DataDir); err != nil || e.cluster == nil {
		return err
	}
	return e.cluster.Forget(ctx, slices.Sorted(maps.Keys(e.forgotten)))
}

// problem says what keeps the collector from its work, or "".
func (e *Engine) problem() string {
	if e.cluster != nil {
		if p := e.cluster.Problem(); p != "" {
			return p
		}
	}
	return e.sink.Problem()
}
