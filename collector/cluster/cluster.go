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
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/pause"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
)

const (
	recordsStream, recordsSubject = "pantau", "pantau.records."
	stateStream, stateSubject     = "pantau-state", "pantau.state."
	bucket                        = "pantau"

	replicas    = 3
	startWait   = 30 * time.Second // for the cluster to have a leader
	callWait    = 5 * time.Second  // of one request
	notInACrowd = 10074            // JSStreamReplicasNotSupportedErr: one server by itself
)

// Options set up a Cluster.
type Options struct {
	Spool config.Spool
	Name  string // of this collector: its machine
	Log   *slog.Logger
	// Look changes nothing in the cluster: what is not there yet is ErrNew.
	Look bool
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
	opts    Options
	units   []Unit
	memory  *state.Store
	conn    *nats.Conn
	js      jetstream.JetStream
	records jetstream.Stream
	states  jetstream.Stream
	kv      jetstream.KeyValue

	unitOf map[string]string // account → unit

	mu      sync.Mutex
	session *session // nil: between two
	held    map[string]*holding
	turn    int

	meters meters
}

// Open connects, and makes what is not there yet in the cluster.
func Open(ctx context.Context, opts Options) (*Cluster, error) {
	c := &Cluster{opts: opts, unitOf: map[string]string{}, held: map[string]*holding{}, meters: newMeters()}
	if err := c.open(ctx); err != nil {
		c.Close()
		return nil, fmt.Errorf("spool.url: %w", err)
	}
	return c, nil
}

// Share says what is to be leased, and where it is remembered what is known of the
// accounts that are held. It comes before Run and Take.
func (c *Cluster) Share(units []Unit, memory *state.Store) {
	c.units, c.memory = units, memory
	for _, u := range units {
		for _, a := range u.Accounts {
			c.unitOf[a] = u.Name
		}
	}
	memory.Log = c
}

func (c *Cluster) open(ctx context.Context) (err error) {
	if c.conn, err = connect(c.opts); err != nil {
		return err
	}
	if most := c.conn.MaxPayload(); most < spool.MaxMessage {
		return fmt.Errorf("the servers take %d bytes a message; set max_payload: 8MB in their configuration", most)
	}
	if v := c.conn.ConnectedServerVersion(); tooOld(v) {
		return fmt.Errorf("the servers are of version %s; Pantau needs 2.14 or newer", v)
	}
	if c.js, err = jetstream.New(c.conn, jetstream.WithDefaultTimeout(callWait)); err != nil {
		return err
	}
	if c.opts.Look {
		return c.prepare(ctx)
	}
	return persist(ctx, startWait, func() error { return c.prepare(ctx) })
}

// tooOld says whether a server can't do what is needed here: reset a consumer.
func tooOld(version string) bool {
	var major, minor int
	_, err := fmt.Sscanf(version, "%d.%d", &major, &minor)
	return err != nil || major < 2 || major == 2 && minor < 14
}

// connect reaches one of the servers. Only those that are named are used.
func connect(o Options) (*nats.Conn, error) {
	opts := []nats.Option{
		nats.Name("pantau " + o.Name), nats.MaxReconnects(-1), nats.ReconnectWait(500 * time.Millisecond), nats.Timeout(3 * time.Second),
		nats.PingInterval(2 * time.Second), nats.MaxPingsOutstanding(2), nats.IgnoreDiscoveredServers(),
		// A write that nobody takes would hold up everything, and a password that is
		// refused for a while end the connection for good.
		nats.FlusherTimeout(callWait), nats.IgnoreAuthErrorAbort(),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				o.Log.Warn("the NATS server is gone; trying the others", "error", err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { o.Log.Info("connected to a NATS server again") }),
	}
	s := o.Spool
	if s.Credentials != "" {
		opts = append(opts, nats.UserCredentialBytes([]byte(s.Credentials.Reveal())))
	}
	if s.User != "" {
		opts = append(opts, nats.UserInfo(s.User, s.Password.Reveal()))
	}
	if strings.Contains(s.URL, "tls://") || s.TLSCA != "" {
		opts = append(opts, nats.Secure(&tls.Config{MinVersion: tls.VersionTLS12}))
	}
	if s.TLSCA != "" {
		opts = append(opts, nats.RootCAs(s.TLSCA))
	}
	if s.TLSCert != "" {
		opts = append(opts, nats.ClientCert(s.TLSCert, s.TLSKey))
	}
	conn, err := nats.Connect(s.URL, opts...)
	if err != nil {
		return nil, fmt.Errorf("no NATS server can be reached: %w; %s", err, advice(err))
	}
	return conn, nil
}

// advice is what to look at when no server can be reached.
func advice(err error) string {
	if _, foreign := errors.AsType[*tls.CertificateVerificationError](err); foreign {
		return "does spool.tls_ca name who issued the servers' certificates, and do these hold the addresses of spool.url?"
	}
	if errors.Is(err, nats.ErrTLS) || strings.Contains(err.Error(), "remote error: tls") {
		return "do the servers ask for a certificate, and is the one of spool.tls_cert by their authority?"
	}
	return "are the addresses and the credentials right?"
}

// prepare makes streams and bucket, or takes those that are there. The number of
// replicas is the cluster's matter then.
func (c *Cluster) prepare(ctx context.Context) (err error) {
	c.records, err = c.stream(ctx, jetstream.StreamConfig{
		Name: recordsStream, Subjects: []string{recordsSubject + ">"}, Storage: jetstream.FileStorage,
		Retention: jetstream.WorkQueuePolicy, Discard: jetstream.DiscardNew, Duplicates: 2 * time.Minute,
		MaxBytes: c.opts.Spool.MaxBytes, MaxMsgSize: spool.MaxMessage,
	})
	if err != nil {
		return err
	}
	c.states, err = c.stream(ctx, jetstream.StreamConfig{
		Name: stateStream, Subjects: []string{stateSubject + ">"}, Storage: jetstream.FileStorage, MaxMsgSize: spool.MaxMessage,
	})
	if err != nil {
		return err
	}
	// A bucket as the library makes it, but for direct reads: those may be answered
	// by a server that is behind.
	_, err = c.stream(ctx, jetstream.StreamConfig{
		Name: "KV_" + bucket, Subjects: []string{"$KV." + bucket + ".>"}, Storage: jetstream.FileStorage, Discard: jetstream.DiscardNew,
		MaxMsgsPerSubject: 1, AllowRollup: true, DenyDelete: true,
	})
	if err != nil {
		return err
	}
	c.kv, err = c.js.KeyValue(ctx, bucket)
	return err
}

func (c *Cluster) stream(ctx context.Context, want jetstream.StreamConfig) (jetstream.Stream, error) {
	there, err := c.js.Stream(ctx, want.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) && c.opts.Look {
		return nil, ErrNew
	}
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		want.Replicas = replicas
		there, err = c.js.CreateStream(ctx, want)
		if api, ok := errors.AsType[*jetstream.APIError](err); ok && api.ErrorCode == notInACrowd {
			c.opts.Log.Warn("this NATS server is no cluster: when it is lost, so is what waits in it", "stream", want.Name)
			want.Replicas = 1
			there, err = c.js.CreateStream(ctx, want)
		}
		return there, err
	}
	if err != nil {
		return nil, err
	}
	have := there.CachedInfo().Config
	if c.opts.Look {
		return there, nil
	}
	drops := dropsNothing(&have, want)
	if drops {
		c.opts.Log.Warn("this stream would drop what is old without a word; it keeps everything again, and refuses when it is full", "stream", want.Name)
	}
	if !drops && (have.MaxBytes == want.MaxBytes || want.MaxBytes == 0) {
		return there, nil
	}
	if want.MaxBytes != 0 {
		have.MaxBytes = want.MaxBytes
	}
	return c.js.UpdateStream(ctx, have)
}

// dropsNothing takes out of a stream's settings what lets NATS drop messages by
// itself: a limit of age or number, or making room for the new. It reports whether
// there was something.
func dropsNothing(have *jetstream.StreamConfig, want jetstream.StreamConfig) bool {
	before := *have
	have.MaxAge, have.Discard, have.DiscardNewPerSubject = 0, want.Discard, false
	have.MaxMsgs, have.MaxMsgsPerSubject = -1, want.MaxMsgsPerSubject
	if have.MaxMsgsPerSubject == 0 {
		have.MaxMsgsPerSubject = -1
	}
	return have.MaxAge != before.MaxAge || have.Discard != before.Discard || have.DiscardNewPerSubject != before.DiscardNewPerSubject ||
		have.MaxMsgs != before.MaxMsgs || have.MaxMsgsPerSubject != before.MaxMsgsPerSubject
}

// Close leaves the cluster's servers.
func (c *Cluster) Close() {
	if c.conn != nil {
		c.conn.Close()
	}
}

// Problem says why nothing can be shared, or "".
func (c *Cluster) Problem() string {
	if !c.conn.IsConnected() {
		return errUnreachable.Error()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session == nil || !c.session.valid() {
		return "this collector has lost its place in the cluster; it joins again"
	}
	return ""
}

// token names an account in subjects and keys, which take few characters.
func token(account string) string {
	connector, _, _ := strings.Cut(account, "/")
	sum := sha256.Sum256([]byte(account))
	return connector + "." + hex.EncodeToString(sum[:8])
}

// persist tries until it succeeds, ctx ends or the time is over.
func persist(ctx context.Context, limit time.Duration, do func() error) error {
	until := time.Now().Add(limit)
	for {
		err := do()
		if err == nil || ctx.Err() != nil || time.Now().After(until) {
			return err
		}
		if pause.For(ctx, time.Second) != nil {
			return err
		}
	}
}
