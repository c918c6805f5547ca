// Package cluster lets several collectors share the work of one office through
// an external NATS JetStream cluster: a stream takes the place of the spool, and
// accounts are leased, so that one collector at a time reads and writes each of
// them. What it remembers of an account goes with the lease.
//
// Nothing here relies on clocks that agree. A collector stops by its own clock
// when it could not renew its membership for a while; the others take over only
// after they have seen it unrenewed for longer, by their own clocks, and have
// struck it off by compare-and-set, which fails where it was renewed after all.
package cluster

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/state"
)

const (
	recordsStream, recordsSubject = "pantau", "pantau.records."
	stateStream, stateSubject     = "pantau-state", "pantau.state."
	bucket                        = "pantau"

	replicas    = 3
	startWait   = 30 * time.Second // for the cluster to have a leader
	callWait    = 5 * time.Second  // of one request
	lingers     = time.Second      // of a request to a platform, when work has been told to end
	notInACrowd = 10074            // JSStreamReplicasNotSupportedErr: one server by itself
)

// Options set up a Cluster.
type Options struct {
	Spool config.Spool
	Name  string // of this collector: its machine
	Log   *slog.Logger
	// Look changes nothing in the cluster: what is not there yet is ErrNew.
	Look bool
	// Wait hears each time why the cluster can't be worked with yet, and Open waits for
	// it as long as its context lasts; nil: it gives up soon.
	Wait func(why error)
}

// ErrNew means that no collector has used the cluster yet.
var ErrNew = errors.New("no collector has worked with this cluster yet")

// Unit is what is leased at once: accounts that only one collector may read at a
// time. Most often that is one account.
type Unit struct {
	Name     string
	Accounts []string
}

// Cluster is the connection to the cluster.
type Cluster struct {
	opts   Options
	units  []Unit
	memory *state.Store

	settings string // hash of what this collector goes by

	at atomic.Pointer[link]

	dial    dialer
	end     context.CancelFunc // of dialling and keeping
	keeping sync.WaitGroup

	unitOf map[string]string // account → unit

	mu      sync.Mutex
	session *session // nil: between two
	trouble error    // why there is none, or why accounts can't be worked on; nil: not known
	held    map[string]*holding
	turn    int

	meters meters
}

// Open connects, and makes what is not there yet in the cluster.
func Open(ctx context.Context, opts Options) (*Cluster, error) {
	c := &Cluster{opts: opts, unitOf: map[string]string{}, held: map[string]*holding{}, meters: newMeters()}
	life, end := context.WithCancel(context.WithoutCancel(ctx)) // until Close
	c.end, c.dial = end, dialUntil(life)
	l, err := c.open(ctx)
	if err != nil {
		end()
		l.close()
		return nil, fmt.Errorf("spool.url: %w", err)
	}
	c.at.Store(l)
	c.keeping.Go(func() { c.keep(life) })
	return c, nil
}

// link is the way to the cluster; it may be another the next time.
func (c *Cluster) link() *link { return c.at.Load() }

// Share says what is to be leased, where it is remembered what is known of the accounts
// that are held, and a hash of the settings, which all collectors should have alike. It
// comes before Run and Take.
func (c *Cluster) Share(units []Unit, memory *state.Store, settings string) {
	c.units, c.memory, c.settings = units, memory, settings
	for _, u := range units {
		for _, a := range u.Accounts {
			c.unitOf[a] = u.Name
		}
	}
	memory.Log = c
}

// Close leaves the cluster's servers.
func (c *Cluster) Close() {
	c.end()
	c.keeping.Wait()
	c.link().close()
}

// Problem says why nothing can be shared, or "".
func (c *Cluster) Problem() string {
	if !c.link().conn.IsConnected() {
		return errUnreachable.Error()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session != nil && c.session.valid() {
		return ""
	}
	if c.trouble != nil {
		return "this collector has no place in the cluster; it tries again: " + c.trouble.Error()
	}
	return "this collector has lost its place in the cluster; it joins again"
}

// note notes what keeps accounts from being worked on; nil: nothing does.
func (c *Cluster) note(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trouble = err
}

// token names an account in subjects and keys, which take few characters.
func token(account string) string {
	connector, _, _ := strings.Cut(account, "/")
	sum := sha256.Sum256([]byte(account))
	return connector + "." + hex.EncodeToString(sum[:8])
}
