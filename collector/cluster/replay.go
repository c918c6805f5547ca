package cluster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// readAtOnce is how many messages of a log are asked for at once: with callWait, some
// 30 Mbit/s are enough for the largest.
const readAtOnce = 64

var errGap = errors.New("messages of the log were lost under way")

// replay makes what is remembered of an account what its log says. The first
// collector of a cluster puts there what it remembers already.
func (c *Cluster) replay(ctx context.Context, account string, l *accountLog) error {
	subject := stateSubject + token(account)
	end, err := c.link().states.GetLastMsgForSubject(ctx, subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		l.last, l.bytes = 0, 0
		return c.memory.Dump(account, piece, func(changes []byte) error { return c.append(ctx, account, l, changes) })
	}
	if err != nil {
		return fmt.Errorf("reading what is known of %s: %w", account, err)
	}
	log, size, err := c.read(ctx, subject, end.Sequence)
	if err != nil {
		return fmt.Errorf("reading what is known of %s: %w", account, err)
	}
	if err := c.memory.Replace(account, log); err != nil {
		return fmt.Errorf("keeping what is known of %s: %w", account, err)
	}
	l.last, l.bytes = end.Sequence, size
	return nil
}

// read reads the messages of a subject up to one that is there. Its consumer stands on
// one server and goes with it: what has no answer is an error, and the next try makes
// another. (The library's ordered consumer asks for the same one for ever.)
func (c *Cluster) read(ctx context.Context, subject string, until uint64) (log [][]byte, size int, err error) {
	source, err := c.link().states.CreateConsumer(ctx, jetstream.ConsumerConfig{
		FilterSubject: subject, AckPolicy: jetstream.AckNonePolicy, MemoryStorage: true, Replicas: 1, InactiveThreshold: time.Minute,
	})
	if err != nil {
		return nil, 0, err
	}
	for last := uint64(0); last < until; {
		var more [][]byte
		if more, last, err = readSome(ctx, source, uint64(len(log)), until); err != nil {
			return nil, 0, err
		}
		log = append(log, more...)
	}
	for _, changes := range log {
		size += len(changes)
	}
	return log, size, nil
}

// readSome reads the next messages, and gives the sequence of the last; n were read
// before.
func readSome(ctx context.Context, source jetstream.Consumer, n, until uint64) (log [][]byte, last uint64, err error) {
	ctx, cancel := context.WithTimeout(ctx, callWait)
	defer cancel()
	batch, err := source.Fetch(readAtOnce, jetstream.FetchContext(ctx))
	if err != nil {
		return nil, 0, err
	}
	for msg := range batch.Messages() {
		meta, err := msg.Metadata()
		if err != nil {
			return nil, 0, err
		}
		if n++; meta.Sequence.Consumer != n {
			return nil, 0, errGap
		}
		log, last = append(log, msg.Data()), meta.Sequence.Stream
		if last >= until {
			return log, last, nil
		}
	}
	if err := batch.Error(); err != nil {
		return nil, 0, err
	}
	if len(log) == 0 {
		return nil, 0, errGap
	}
	return log, last, nil
}
