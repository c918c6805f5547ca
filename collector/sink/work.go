package sink

import (
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/collector/spool"
)

// job is a batch on its way.
type job struct {
	*batch
	deliveries []spool.Delivery
	points     []*line.Point
}

// work writes what messages say, a batch after the other, each in stages: while the
// rollups of one are made, the next is written and the one after that is read. It
// returns how many messages are done, which are the first ones; an error breaks off all
// others.
func (s *Sink) work(ctx context.Context, deliveries []spool.Delivery) (done int, err error) {
	work, ctx := errgroup.WithContext(ctx)
	taken := make(chan *job)
	work.Go(func() error {
		defer close(taken)
		return s.takeAll(ctx, deliveries, taken)
	})
	last := taken
	for _, stage := range []func(context.Context, *job) error{s.writePoints, s.rollUp, s.keep} {
		from, to := last, make(chan *job)
		work.Go(func() error {
			defer close(to)
			for j := range from {
				if err := stage(ctx, j); err != nil {
					return err
				}
				if err := hand(ctx, to, j); err != nil {
					return err
				}
			}
			return nil
		})
		last = to
	}
	work.Go(func() error {
		for j := range last {
			done += len(j.deliveries)
		}
		return nil
	})
	err = work.Wait()
	return done, err
}

// takeAll makes batches of messages.
func (s *Sink) takeAll(ctx context.Context, deliveries []spool.Delivery, to chan<- *job) error {
	var before *batch
	for some := range slices.Chunk(deliveries, batchMessages) {
		j := &job{batch: newBatch(s.opts, s.announced, s.read, before), deliveries: some}
		if err := s.take(ctx, j); err != nil {
			return err
		}
		if err := hand(ctx, to, j); err != nil {
			return err
		}
		before = j.batch
	}
	return nil
}

// hand gives a job to the next stage, unless ctx ends first.
func hand(ctx context.Context, to chan<- *job, j *job) error {
	select {
	case to <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// take adds a job's messages to its batch and makes its points. A message that can't be
// read now can't be read later: its bytes go to the dead letters.
func (s *Sink) take(ctx context.Context, j *job) (err error) {
	for _, d := range decodeAll(j.deliveries) {
		if err := j.take(d); err != nil {
			s.opts.Log.Error("unreadable message in the spool; it stands in the dead letters", "error", err)
			lerr := s.writer.dead.append(letter{At: time.Now().UTC(), Reason: err.Error(), Line: fmt.Sprintf("%q", d.Body)})
			if lerr != nil {
				return lerr
			}
		}
	}
	if j.points, err = j.batch.points(ctx); err == nil {
		s.again.interrupted(j.hurried)
	}
	return err
}

func (s *Sink) writePoints(ctx context.Context, j *job) error {
	err := s.writer.write(ctx, j.points)
	j.points = nil
	return err
}

func (s *Sink) rollUp(ctx context.Context, j *job) error { return s.writeRollups(ctx, j.touched) }

// keep keeps the state of a batch that is written with its rollups, sets aside what
// can't be true, and acknowledges the messages.
func (s *Sink) keep(ctx context.Context, j *job) error {
	if err := j.remember(s.opts.State); err != nil {
		return err
	}
	if err := s.setAside(j.refused, "a connector says what can't be; it stands in the dead letters"); err != nil {
		return err
	}
	if err := s.setAside(j.late, "mentions waited for the database until they may no longer be kept; their ids stand in the dead letters"); err != nil {
		return err
	}
	return ack(ctx, j.deliveries)
}

// ack acknowledges messages side by side: each waits for a disk.
func ack(ctx context.Context, deliveries []spool.Delivery) error {
	var acks errgroup.Group
	for _, d := range deliveries {
		acks.Go(func() error { return d.Ack(ctx) })
	}
	if err := acks.Wait(); err != nil {
		return fmt.Errorf("acknowledging to the spool: %w", err)
	}
	return nil
}
