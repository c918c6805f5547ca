package spool

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// MaxMessage is the size of the largest message: a connector's batch is about
// 512 KiB.
const MaxMessage = 8 << 20

const (
	headerKind    = "Pantau-Kind"
	headerAccount = "Pantau-Account"
	headerAt      = "Pantau-At"
)

// Queue is what reading puts into and writing takes from: the Spool in this
// process, or the stream of a cluster.
type Queue interface {
	// Put adds a message. It is durable when Put returns without an error.
	Put(ctx context.Context, m Message) error
	// Fetch gives up to n messages, of each account in order; none if there are
	// none now. It must be called only when all that it gave is acknowledged or
	// returned.
	Fetch(ctx context.Context, n int) ([]Delivery, error)
	// More goes on with Fetch while what it gave is under way.
	More(ctx context.Context, n int) ([]Delivery, error)
	// Waiting is what is in the queue for this process, delivered or not.
	Waiting(ctx context.Context) (messages, bytes uint64, err error)
	// Wipe removes what is left on disks of an empty queue.
	Wipe(ctx context.Context) error
	// Close lets go of the queue; nothing in it is lost.
	Close()
}

var _ Queue = (*Spool)(nil)

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

// To gives the message as it goes to a subject.
func (m Message) To(subject string) *nats.Msg {
	return &nats.Msg{Subject: subject, Data: m.Body, Header: nats.Header{
		headerKind:    {string(m.Kind)},
		headerAccount: {m.Account},
		headerAt:      {m.At.UTC().Format(time.RFC3339Nano)},
	}}
}

// Full makes an error that is ErrFull of one that says so in JetStream's words;
// nil of any other.
func Full(err error) error {
	const (
		accountFull = 10002 // JSAccountResourcesExceededErr: full by our limit
		storeFailed = 10077 // JSStreamStoreFailedF: full by the stream's limit, or the disk said no
	)
	if api, ok := errors.AsType[*jetstream.APIError](err); ok && (api.ErrorCode == accountFull || api.ErrorCode == storeFailed) {
		return fmt.Errorf("%w: %s", ErrFull, api.Description)
	}
	return nil
}

// Delivery is a message in the sink's hands.
type Delivery struct {
	Message
	way *way
}

// way is how a message came. It does not hold the message, so that its body is gone
// once it is read.
type way struct {
	conn  *nats.Conn
	reply string
	acked atomic.Bool
}

// Deliver reads what Message.To has written, and has come over a connection.
func Deliver(conn *nats.Conn, msg jetstream.Msg) Delivery {
	h := msg.Headers()
	at, _ := time.Parse(time.RFC3339Nano, h.Get(headerAt)) // written by To
	return Delivery{
		Message: Message{Kind: Kind(h.Get(headerKind)), Account: h.Get(headerAccount), At: at, Body: msg.Data()},
		way:     &way{conn: conn, reply: msg.Reply()},
	}
}

// Emptied is the delivery of a message that has been read.
func (d Delivery) Emptied() Delivery {
	d.Body = nil
	return d
}

// Ack takes messages out of the queue, and says so only when the queue has heard all:
// what is under way when the queue closes would be lost, and the messages would come
// once more, as they do after a crash. An end of ctx does not keep it from that: what
// they speak of is written. They go out in their order: a queue that loses messages out
// of the midst of a block writes the block anew.
func Ack(ctx context.Context, deliveries ...Delivery) error {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), putWait)
	defer cancel()
	for len(deliveries) > 0 {
		conn, n := deliveries[0].way.conn, 1
		for n < len(deliveries) && deliveries[n].way.conn == conn {
			n++
		}
		if err := ackOver(limited, conn, deliveries[:n]); err != nil {
			return err
		}
		deliveries = deliveries[n:]
	}
	return nil
}

// ackOver does it over one connection: all are on their way before the first is answered.
func ackOver(ctx context.Context, conn *nats.Conn, deliveries []Delivery) error {
	answers, err := conn.SubscribeSync(conn.NewInbox())
	if err != nil {
		return err
	}
	defer func() { _ = answers.Unsubscribe() }() // fails where the connection is closed, and it is gone
	for _, d := range deliveries {
		if err := conn.PublishRequest(d.way.reply, answers.Subject, []byte("+ACK")); err != nil {
			return err
		}
	}
	for range deliveries {
		if _, err := answers.NextMsgWithContext(ctx); err != nil {
			return err
		}
	}
	for _, d := range deliveries {
		d.way.acked.Store(true)
	}
	return nil
}

// Return gives the message back, unless it is acknowledged: it comes again at once.
func (d Delivery) Return() error { return d.tell("-NAK") }

// Hold asks for more time, unless the message is acknowledged.
func (d Delivery) Hold() error { return d.tell("+WPI") }

// tell says something about a message that the queue still has.
func (d Delivery) tell(what string) error {
	if d.way.acked.Load() {
		return nil
	}
	return d.way.conn.Publish(d.way.reply, []byte(what))
}
