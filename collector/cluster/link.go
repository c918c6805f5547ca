package cluster

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/pantau/pantau/collector/pause"
)

// link is a connection to one of the servers, to another when that is gone, and what
// hangs on it.
type link struct {
	opts    Options
	conn    *nats.Conn
	closed  chan struct{} // closed when conn is: then it never connects again
	js      jetstream.JetStream
	records jetstream.Stream
	states  jetstream.Stream
	kv      jetstream.KeyValue
	refused atomic.Pointer[error] // what the servers last did not permit
}

// keep makes the link anew whenever its connection has been closed, until ctx ends.
// The NATS client closes it at every error of a server that it does not know, a
// handshake that took too long among them.
//
// To all who use the link that is as if its server had gone: what is under way has no
// answer, and consumers fail until they are made anew. What is held is still held:
// that is a matter of keys in the bucket, not of connections.
func (c *Cluster) keep(ctx context.Context) {
	for {
		select {
		case <-c.link().closed:
		case <-ctx.Done():
			return
		}
		c.opts.Log.Warn("the connection to the NATS servers has been closed; making another", "error", c.link().conn.LastError())
		l, err := c.another(ctx)
		if err != nil {
			return
		}
		c.at.Store(l)
		c.opts.Log.Info("connected to a NATS server again")
	}
}

// another tries to make a link until it is ready or ctx ends.
func (c *Cluster) another(ctx context.Context) (l *link, err error) {
	var failing lasting
	for pause.For(ctx, againAfter) == nil {
		if l, err = c.ready(ctx, l); err == nil {
			return l, nil
		}
		if failing.note(time.Now(), true) {
			c.opts.Log.Warn("the NATS servers can't be worked with; trying on", "error", err)
		}
	}
	l.close()
	return nil, ctx.Err()
}

// ready makes a link ready for work, another one where there is none or where it is
// closed.
func (c *Cluster) ready(ctx context.Context, l *link) (*link, error) {
	if l == nil || l.conn.IsClosed() {
		next, err := connect(c.opts, c.dial)
		if err != nil {
			return nil, err
		}
		l = next
	}
	return l, l.explained(l.prepare(ctx))
}

// lookForStreams closes the link where a stream is not there any more, which only the
// servers' leader says for certain: another link makes it.
func (l *link) lookForStreams(ctx context.Context) {
	if !l.conn.IsConnected() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callWait)
	defer cancel()
	for _, name := range []string{recordsStream, stateStream, "KV_" + bucket} {
		_, err := l.js.Stream(ctx, name)
		if errors.Is(err, jetstream.ErrStreamNotFound) && !l.conn.IsClosed() {
			l.opts.Log.Warn("a stream has gone from the NATS servers; it is made again", "stream", name)
			l.close()
		}
		if err != nil {
			return
		}
	}
}

func (l *link) close() {
	if l != nil {
		l.conn.Close()
	}
}
