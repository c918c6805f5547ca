package spool

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// session is one life of the server inside.
type session struct {
	server   *server.Server
	conn     *nats.Conn
	js       jetstream.JetStream
	stream   jetstream.Stream
	consumer jetstream.Consumer

	consumerDir string // what the server keeps of the consumer
}

func start(ctx context.Context, dir string, maxBytes int64) (*session, error) {
	srv, err := server.NewServer(&server.Options{
		ServerName: "pantau-spool", DontListen: true, NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: dir, MaxPayload: maxPayload,
		// Without it the server sets aside a share of the disk's free space and
		// refuses a spool that could outgrow it; Put says when the disk is full.
		JetStreamMaxStore: maxBytes + 1<<20,
		// The default syncs every two minutes: a power cut then loses all that
		// was acknowledged since.
		SyncAlways: true,
	})
	if err != nil {
		return nil, err
	}
	s := &session{server: srv, consumerDir: filepath.Join(dir, "jetstream", "$G", "streams", streamName, "obs", consumer)}
	if err := s.connect(ctx, maxBytes); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *session) connect(ctx context.Context, maxBytes int64) error {
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
		MaxMsgSize: maxPayload,
	})
	if err != nil {
		return err
	}
	// Not as a limit of the stream: one of more than 32 MiB would have blocks of 8 MiB,
	// of which several are in memory while a queue is worked off. Without it they have 4.
	err = s.server.GlobalAccount().UpdateJetStreamLimits(map[string]server.JetStreamAccountLimits{"": {
		MaxStore: maxBytes, MaxMemory: -1, MaxStreams: -1, MaxConsumers: -1, MemoryMaxStreamBytes: -1, StoreMaxStreamBytes: -1,
	}})
	if err != nil {
		return err
	}
	return s.newConsumer(ctx)
}

// newConsumer is made at each start: what a killed sink had in its hands comes
// again at once and in order, instead of after ackWait.
func (s *session) newConsumer(ctx context.Context) (err error) {
	if err := s.stream.DeleteConsumer(ctx, consumer); err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return err
	}
	create := func() error {
		s.consumer, err = s.stream.CreateConsumer(ctx, jetstream.ConsumerConfig{
			Durable: consumer, AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait, MaxAckPending: -1,
		})
		return err
	}
	refused, ok := errors.AsType[*jetstream.APIError](create())
	const storeFailed = 10012
	if !ok || refused.ErrorCode != storeFailed {
		return err
	}
	// What was kept of the one before is damaged, and nobody needs it.
	if err := os.RemoveAll(s.consumerDir); err != nil {
		return err
	}
	return create()
}

// findLost makes a new consumer where messages are under way that nobody has.
func (s *session) findLost(ctx context.Context) error {
	info, err := s.consumer.Info(ctx)
	if err != nil {
		return fmt.Errorf("looking for records under way: %w", err)
	}
	if info.NumAckPending == 0 {
		return nil
	}
	return s.newConsumer(ctx)
}

func (s *session) close() {
	if s.conn != nil {
		s.conn.Close()
	}
	s.server.Shutdown()
	s.server.WaitForShutdown()
}
