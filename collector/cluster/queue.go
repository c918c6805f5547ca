package cluster

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"

	"github.com/pantau/pantau/collector/pause"
	"github.com/pantau/pantau/collector/spool"
)

const (
	putWait = 20 * time.Second // a new leader is found within a few seconds
	// ackWait is long because the sink waits for a database that is away; it
	// renews the wait as it does. A new holder does not wait for it.
	ackWait = 5 * time.Minute
	// inFlight bounds what is under way of one account.
	inFlight = 64
)

var _ spool.Queue = (*Cluster)(nil)

// Put implements spool.Queue. What has no answer is sent again under the same id,
// so that it stands in the stream once.
func (c *Cluster) Put(ctx context.Context, m spool.Message) error {
	limited, cancel := context.WithTimeout(ctx, putWait)
	defer cancel()
	msg, id := m.To(recordsSubject+token(m.Account)), nuid.Next()
	var err error
	for {
		if c.holder(m.Account) == nil {
			return fmt.Errorf("%s: %w", m.Account, ErrNotHeld)
		}
		attempt, stop := context.WithTimeout(limited, callWait)
		_, err = c.link().js.PublishMsg(attempt, msg, jetstream.WithMsgID(id))
		stop()
		if err == nil {
			return nil
		}
		if full := spool.Full(err); full != nil {
			return full
		}
		if pause.For(limited, 250*time.Millisecond) != nil {
			return fmt.Errorf("writing to the cluster: %w; %s", c.link().explained(err), diskFull)
		}
	}
}

// source gives the durable consumer of an account, which is made once: that takes
// the servers an election. What the last holder had in its hands comes again at
// once and in order. Each request has its own time: one that a server has taken with
// it is never answered.
func (c *Cluster) source(ctx context.Context, account string) (jetstream.Consumer, error) {
	name := "sink-" + nameOf(account)
	source, err := c.link().records.Consumer(ctx, name)
	switch {
	case errors.Is(err, jetstream.ErrConsumerNotFound):
		source, err = c.link().records.CreateConsumer(ctx, jetstream.ConsumerConfig{
			Durable: name, FilterSubject: recordsSubject + token(account),
			AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait, MaxAckPending: inFlight,
		})
	case err == nil:
		_, err = c.link().records.ResetConsumer(ctx, name)
	}
	if err != nil {
		return nil, fmt.Errorf("taking over the messages of %s: %w", account, err)
	}
	return source, nil
}

// waiting counts the messages of each account that is ready here.
func (c *Cluster) waiting(ctx context.Context) (map[string]uint64, uint64, error) {
	info, err := c.link().records.Info(ctx, jetstream.WithSubjectFilter(recordsSubject+">"))
	if err != nil {
		c.link().lookForStreams(ctx)
		return nil, 0, fmt.Errorf("looking into the cluster's stream: %w", err)
	}
	out := map[string]uint64{}
	for account := range c.unitOf {
		if n := info.State.Subjects[recordsSubject+token(account)]; n > 0 && c.Ready(account) {
			out[account] = n
		}
	}
	return out, info.State.Bytes, nil
}

// Waiting implements spool.Queue: the messages of the accounts that this
// collector holds, and the size of the stream, which all share.
func (c *Cluster) Waiting(ctx context.Context) (messages, bytes uint64, err error) {
	of, bytes, err := c.waiting(ctx)
	for _, n := range of {
		messages += n
	}
	return messages, bytes, err
}

// Fetch implements spool.Queue. The accounts have their turns.
func (c *Cluster) Fetch(ctx context.Context, n int) ([]spool.Delivery, error) {
	return c.fetchAll(ctx, n, true)
}

// More implements spool.Queue.
func (c *Cluster) More(ctx context.Context, n int) ([]spool.Delivery, error) {
	return c.fetchAll(ctx, n, false)
}

// fetchAll takes what is under way for lost where nothing should be.
func (c *Cluster) fetchAll(ctx context.Context, n int, alone bool) ([]spool.Delivery, error) {
	of, _, err := c.waiting(ctx)
	if err != nil || len(of) == 0 {
		return nil, err
	}
	accounts := slices.Sorted(maps.Keys(of))
	c.turn++
	var out []spool.Delivery
	for i := range accounts {
		account := accounts[(i+c.turn)%len(accounts)]
		if len(out) == n {
			break
		}
		more, err := c.fetch(ctx, account, n-len(out), alone)
		if err != nil {
			c.opts.Log.Debug("taking records", "account", account, "error", err)
			c.restart(account)
		}
		out = append(out, more...)
	}
	return out, nil
}

func (c *Cluster) fetch(ctx context.Context, account string, n int, alone bool) ([]spool.Delivery, error) {
	h := c.holder(account)
	if h == nil {
		return nil, nil
	}
	c.mu.Lock()
	source, ready := h.sources[account], h.ready
	c.mu.Unlock()
	if !ready {
		return nil, nil
	}
	batch, err := source.FetchNoWait(n)
	if err != nil {
		return nil, err
	}
	var out []spool.Delivery
	for msg := range batch.Messages() {
		out = append(out, spool.Deliver(c.link().conn, msg)) // any connection takes the acknowledgement
	}
	if err := batch.Error(); err != nil && !errors.Is(err, nats.ErrTimeout) || len(out) > 0 || !alone {
		return out, err
	}
	info, err := source.Info(ctx)
	if err == nil && info.NumAckPending > 0 {
		err = errors.New("messages were lost under way") // a new consumer gives them again
	}
	return nil, err
}

// restart takes the unit of an account over anew, from this collector itself.
func (c *Cluster) restart(account string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if h := c.held[c.unitOf[account]]; h != nil && h.again != nil {
		h.again()
	}
}

// Wipe implements spool.Queue.
func (c *Cluster) Wipe(ctx context.Context) error {
	if err := c.link().records.Purge(ctx); err != nil {
		return fmt.Errorf("wiping the cluster's stream: %w", err)
	}
	return nil
}
