package cluster

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

const forgottenKey = "forgotten"

// ErrOtherKey means that the other collectors have another secret key.
var ErrOtherKey = errors.New("it is not that of the other collectors: copy the file from one of them")

// SameKey sees to it that all collectors have the same secret key: without that
// one author would be several, and tokens unreadable. Only a hash is shared.
func (c *Cluster) SameKey(ctx context.Context, file string, key []byte) error {
	sum := sha256.Sum256(append([]byte("pantau "+file), key...))
	name := "key." + strings.ReplaceAll(file, ".", "-")
	var there []byte
	err := c.insist(ctx, func() error {
		_, err := c.link().kv.Create(ctx, name, sum[:])
		if err == nil || !errors.Is(err, jetstream.ErrKeyExists) {
			there = sum[:]
			return err
		}
		e, err := c.link().kv.Get(ctx, name)
		if err == nil {
			there = e.Value()
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("comparing keys: %w", err)
	}
	if !bytes.Equal(there, sum[:]) {
		return fmt.Errorf("%s: %w", file, ErrOtherKey)
	}
	return nil
}

// Forgotten lists the authors, as keyed hashes, whom any collector was told to
// forget.
func (c *Cluster) Forgotten(ctx context.Context) (authors []string, err error) {
	err = c.insist(ctx, func() error {
		e, err := c.link().kv.Get(ctx, forgottenKey)
		if errors.Is(err, jetstream.ErrKeyNotFound) {
			return nil
		}
		if err == nil {
			authors = strings.Fields(string(e.Value()))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading whom to forget: %w", err)
	}
	return authors, nil
}

// Forget tells all collectors, at their next start, whom to forget.
func (c *Cluster) Forget(ctx context.Context, authors []string) error {
	if _, err := c.link().kv.PutString(ctx, forgottenKey, strings.Join(authors, "\n")); err != nil {
		return fmt.Errorf("noting whom to forget: %w", err)
	}
	return nil
}

// LoadSealed implements vault.Mirror: what the accounts' connectors keep goes with
// the lease, encrypted by a key that the servers do not have.
func (c *Cluster) LoadSealed(name string) ([]byte, error) {
	ctx, cancel := vaultContext(callWait)
	defer cancel()
	e, err := c.link().kv.Get(ctx, "vault."+name)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading from the cluster: %w", err)
	}
	return e.Value(), nil
}

// KeepSealed implements vault.Mirror.
func (c *Cluster) KeepSealed(name string, sealed []byte) error {
	ctx, cancel := vaultContext(putWait)
	defer cancel()
	if _, err := c.link().kv.Put(ctx, "vault."+name, sealed); err != nil {
		return fmt.Errorf("keeping in the cluster: %w", err)
	}
	return nil
}

// vaultContext bounds a call of a connector that keeps something: such calls have
// no context, and a token that was renewed must be kept however the run ends.
func vaultContext(limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), limit)
}

// Status is what the cluster looks like from here.
type Status struct {
	Server   string // that this collector is connected to
	Replicas int    // of the records, as wanted
	Current  int    // that are there and up to date
	Messages uint64
	Bytes    uint64
	Machines []string          // of the collectors
	Holders  map[string]string // unit → machine
	Differ   bool              // collectors have different configurations
	Strays   map[string]uint64 // subject → messages of accounts that nobody knows
}

// Status asks the cluster. Messages of other accounts than these are strays.
func (c *Cluster) Status(ctx context.Context, accounts []string) (Status, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	info, err := c.link().records.Info(ctx, jetstream.WithSubjectFilter(recordsSubject+">"))
	if err != nil {
		return Status{}, fmt.Errorf("looking into the cluster's stream: %w", err)
	}
	t, _, err := c.readTable(ctx)
	if err != nil {
		return Status{}, fmt.Errorf("reading who holds what: %w", err)
	}
	s := Status{
		Server: c.link().conn.ConnectedServerName(), Replicas: info.Config.Replicas, Current: 1,
		Messages: info.State.Msgs, Bytes: info.State.Bytes, Holders: map[string]string{}, Strays: info.State.Subjects,
	}
	for _, a := range accounts {
		delete(s.Strays, recordsSubject+token(a))
	}
	if info.Cluster != nil {
		for _, r := range info.Cluster.Replicas {
			if r.Current && !r.Offline {
				s.Current++
			}
		}
	}
	for _, name := range t.Members {
		s.Machines = append(s.Machines, name)
	}
	var settings string
	for _, own := range t.Settings {
		s.Differ = s.Differ || settings != "" && own != settings
		settings = own
	}
	for unit, id := range t.Leases {
		s.Holders[unit] = t.Members[id]
	}
	return s, nil
}
