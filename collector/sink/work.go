package sink

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/pantau/pantau/collector/spool"
)

// rollUpBatches is of how many batches rollups are made at once, where so many wait.
const rollUpBatches = 8

// job is a batch on its way.
type job struct {
	*batch
	deliveries []spool.Delivery
	requests   [][]request
}

// work writes what messages say, a batch after the other, each in stages: while the
// rollups of some are made, the next is written and the one after that is read. It
// returns how many messages are done, which are the first ones; an error breaks off all
// others.
func (s *Sink) work(ctx context.Context, w *underWay, first []spool.Delivery) (done int, err error) {
	work, ctx := errgroup.WithContext(ctx)
	taken, rolledUp := make(chan *job), make(chan *job)
	written := make(chan *job, rollUpBatches/2) // so that writing goes on while rollups are made
	work.Go(func() error {
		defer close(taken)
		return s.takeAll(ctx, w, first, taken)
	})
	work.Go(func() error {
		defer close(written)
		for j := range taken {
			if err := s.send(ctx, j); err != nil {
				return err
			}
			if err := hand(ctx, written, j); err != nil {
				return err
			}
		}
		return nil
	})
	work.Go(func() error {
		defer close(rolledUp)
		return s.rollUpAll(ctx, written, rolledUp)
	})
	work.Go(func() error {
		for j := range rolledUp {
			if err := s.keep(ctx, j); err != nil {
				return err
			}
			done += len(j.deliveries)
		}
		return nil
	})
	err = work.Wait()
	return done, err
}

// takeAll makes batches of messages, until there are no more.
func (s *Sink) takeAll(ctx context.Context, w *underWay, some []spool.Delivery, to chan<- *job) (err error) {
	var before *batch
	for len(some) > 0 {
		w.add(some) //nolint:contextcheck // a stage that fails is no account that was lost
		j := &job{batch: newBatch(s.opts, s.announced, s.read, before), deliveries: some}
		if err := s.take(ctx, j); err != nil {
			return err
		}
		if err := hand(ctx, to, j); err != nil {
			return err
		}
		before = j.batch
		if some, err = w.more(); err != nil {
			return err
		}
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

// take adds a job's messages to its batch and puts its points together. A message that can't be
// read now can't be read later: its bytes go to the dead letters.
func (s *Sink) take(ctx context.Context, j *job) error {
	for _, d := range decodeAll(j.deliveries) {
		if err := j.take(d); err != nil {
			s.opts.Log.Error("unreadable message in the spool; it stands in the dead letters", "error", err)
			lerr := s.writer.dead.append(letter{At: time.Now().UTC(), Reason: err.Error(), Line: fmt.Sprintf("%q", d.Body)})
			if lerr != nil {
				return lerr
			}
		}
	}
	for i, d := range j.deliveries {
		j.deliveries[i] = d.Emptied()
	}
	points, err := j.points(ctx)
	if err != nil {
		return err
	}
	s.again.interrupted(j.hurried)
	j.requests = requests(points)
	return nil
}

func (s *Sink) send(ctx context.Context, j *job) error {
	err := s.writer.send(ctx, j.requests)
	j.requests = nil
	return err
}

// rollUpAll makes the rollups of several batches at once: each question costs the
// database as much as many points. Only then are the batches handed on, so that
// whatever ends this in between, the same rollups are made from the same messages.
func (s *Sink) rollUpAll(ctx context.Context, from <-chan *job, to chan<- *job) error {
	var waiting []*job
	touched := newWindows()
	flush := func() error {
		if err := s.writeRollups(ctx, touched); err != nil {
			return err
		}
		s.outdated.join(touched.weeks)
		for _, j := range waiting {
			if err := hand(ctx, to, j); err != nil {
				return err
			}
		}
		waiting, touched = nil, newWindows()
		return nil
	}
	for j := range from {
		touched.join(j.touched)
		if waiting = append(waiting, j); len(waiting) < rollUpBatches {
			continue
		}
		if err := flush(); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return flush()
}

// writeRollups makes the rollups of what points touched, and writes them.
func (s *Sink) writeRollups(ctx context.Context, touched *windows) error {
	rollups, err := s.rollups(ctx, touched)
	if err != nil {
		return err
	}
	if err := s.writer.write(ctx, rollups); err != nil {
		return err
	}
	late, err := s.lateDays(ctx, touched)
	if err != nil {
		return err
	}
	return s.writer.write(ctx, late)
}

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
	if err := spool.Ack(ctx, j.deliveries...); err != nil {
		return fmt.Errorf("acknowledging to the spool: %w", err)
	}
	return nil
}
