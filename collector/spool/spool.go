// Package spool is the durable queue between reading and writing: NATS
// JetStream as a library, in this process, without a network port. What Put has
// accepted is on disk, fsynced, and stays until the sink acknowledges it.
package spool

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	streamName = "pantau"
	subject    = "pantau.records"
	consumer   = "sink"
	maxPayload = 8 << 20 // a connector's batch is about 512 KiB
	startWait  = 30 * time.Second
	// ackWait is long because the sink waits for a database that is away; it
	// renews the wait as it does.
	ackWait = 5 * time.Minute

	headerKind    = "Pantau-Kind"
	headerAccount = "Pantau-Account"
	headerAt      = "Pantau-At"
)

// Kind says what a message's body is.
type Kind string

// Kinds of message.
const (
	Records Kind = "records" // wire.Records
	Done    Kind = "done"    // the end of a run, as the poller encodes it
)

// Message is what goes through the spool.
type Message struct {
	Kind    Kind
	Account string    // config.Account.Key
	At      time.Time // start of the run that read it
	Body    []byte
}

// ErrFull means that the spool has reached its size and the database must take
// something first.
var ErrFull = errors.New("the spool is full")

// Spool is the open queue.
type Spool struct {
	server   *server.Server
	conn     *nats.Conn
	js       jetstream.JetStream
	stream   jetstream.Stream
	consumer jetstream.Consumer
}

// Open opens or makes the queue in dir, which holds at most maxBytes.
func Open(ctx context.Context, dir string, maxBytes int64) (*Spool, error) {
	srv, err := server.NewServer(&server.Options{
		ServerName: "pantau-spool", DontListen: true, NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: dir, MaxPayload: maxPayload,
		// The default syncs every two minutes: a power cut then loses all that
		// was acknowledged since.
		SyncAlways: true,
	})
	if err != nil {
		return nil, fmt.Errorf("opening the spool: %w", err)
	}
	s := &Spool{server: srv}
	if err := s.start(ctx, maxBytes); err != nil {
		s.Close()
		return nil, fmt.Errorf("opening the spool in %s: %w", dir, err)
	}
	return s, nil
}

func (s *Spool) start(ctx context.Context, maxBytes int64) error {
	s.server.Start()
	if !s.server.ReadyForConnections(startWait) {
		return errors.New("it does not come up: is the folder writable, the disk full?")
	}
	conn, err := nats.Connect("", nats.InProcessServer(s.server), nats.MaxReconnects(-1))
	if err != nil {
		return err
	}
	s.conn = conn
	if s.js, err = jetstream.New(conn); err != nil {
		return err
	}
	s.stream, err = s.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: streamName, Subjects: []string{subject}, Storage: jetstream.FileStorage,
		Retention: jetstream.WorkQueuePolicy, Discard: jetstream.DiscardNew,
		MaxBytes: maxBytes, MaxMsgSize: maxPayload,
	})
	if err != nil {
		return err
	}
	// A new consumer at each start: what a killed sink had in its hands comes
	// again at once and in order, instead of after ackWait.
	if err := s.stream.DeleteConsumer(ctx, consumer); err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return err
	}
	s.consumer, err = s.stream.CreateConsumer(ctx, jetstream.ConsumerConfig{
		Durable: consumer, AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait, MaxAckPending: -1,
	})
	return err
}

// Close stops the queue; nothing in it is lost.
func (s *Spool) Close() {
	if s.conn != nil {
		s.conn.Close()
	}
	s.server.Shutdown()
	s.server.WaitForShutdown()
}

// Put adds a message. It is durable when Put returns without an error.
func (s *Spool) Put(ctx context.Context, m Message) error {
	msg := &nats.Msg{Subject: subject, Data: m.Body, Header: nats.Header{
		headerKind:    {string(m.Kind)},
		headerAccount: {m.Account},
		headerAt:      {m.At.UTC().Format(time.RFC3339Nano)},
	}}
	_, err := s.js.PublishMsg(ctx, msg)
	if api, ok := errors.AsType[*jetstream.APIError](err); ok {
		const storeFailed = 10077 // JSStreamStoreFailedF: full by limit, or the disk said no
		if api.ErrorCode == storeFailed {
			return fmt.Errorf("%w: %s", ErrFull, api.Description)
		}
	}
	if err != nil {
		return fmt.Errorf("putting records into the spool: %w", err)
	}
	return nil
}

// Delivery is a message in the sink's hands.
type Delivery struct {
	Message
	msg jetstream.Msg
}

// Ack takes the message out of the queue. An acknowledgement that is lost in a
// crash only brings the message once more.
func (d Delivery) Ack() error { return d.msg.Ack() }

// Hold asks for more time.
func (d Delivery) Hold() error { return d.msg.InProgress() }

// Fetch gives up to n messages in order; none if there are none now. It does
// not wait for one: a pull request that runs out of time can lose sight of a
// message that is under way, which then comes again only after ackWait.
func (s *Spool) Fetch(n int) ([]Delivery, error) {
	batch, err := s.consumer.FetchNoWait(n)
	if err != nil {
		return nil, fmt.Errorf("taking records from the spool: %w", err)
	}
	var out []Delivery
	for msg := range batch.Messages() {
		out = append(out, Delivery{msg: msg, Message: decode(msg)})
	}
	if err := batch.Error(); err != nil && !errors.Is(err, nats.ErrTimeout) {
		return out, fmt.Errorf("taking records from the spool: %w", err)
	}
	return out, nil
}

func decode(msg jetstream.Msg) Message {
	h := msg.Headers()
	at, _ := time.Parse(time.RFC3339Nano, h.Get(headerAt)) // written by Put
	return Message{Kind: Kind(h.Get(headerKind)), Account: h.Get(headerAccount), At: at, Body: msg.Data()}
}

// Waiting is what is in the queue, delivered or not.
func (s *Spool) Waiting(ctx context.Context) (messages, bytes uint64, err error) {
	info, err := s.stream.Info(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("looking into the spool: %w", err)
	}
	return info.State.Msgs, info.State.Bytes, nil
}
