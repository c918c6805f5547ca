package sink

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/pantau/pantau/collector/pause"
	"github.com/pantau/pantau/collector/spool"
)

const (
	// stepMessages is how many messages are under way at most.
	stepMessages = 1024
	// stepTime is how long new ones are added to those under way: a hurry of records
	// must not keep the rest of the sink's work waiting.
	stepTime = 10 * time.Second
)

// step takes what the spool has and writes it, and goes on as long as there is more,
// within bounds. It returns the number of messages done. What could not be written
// goes back into the spool.
func (s *Sink) step(ctx context.Context) (int, error) {
	first, err := s.opts.Spool.Fetch(ctx, batchMessages)
	if err != nil || len(first) == 0 {
		return 0, err
	}
	within, cancel := context.WithCancel(ctx)
	w := &underWay{sink: s, until: time.Now().Add(stepTime), within: within, ends: []func(){cancel}}
	defer w.done()
	stop := s.hold(ctx, w)
	s.opts.Meters.begin()
	n, err := s.work(within, w, first)
	stop()
	if err == nil {
		return n, nil
	}
	for _, d := range w.all[n:] {
		err = errors.Join(err, d.Return())
	}
	if within.Err() != nil && ctx.Err() == nil {
		return 0, nil //nolint:nilerr // another collector has an account now, and does this
	}
	return 0, err
}

// underWay are the messages of a step.
type underWay struct {
	sink   *Sink
	until  time.Time
	within context.Context //nolint:containedctx // ends when one of the accounts may no longer be worked on
	ends   []func()

	mu  sync.Mutex
	all []spool.Delivery
}

// add takes messages that were delivered.
func (w *underWay) add(some []spool.Delivery) {
	accounts := make([]string, len(some))
	for i, d := range some {
		accounts[i] = d.Account
	}
	of, done := w.sink.opts.Leases.Within(w.within, accounts...)
	stop := context.AfterFunc(of, w.ends[0])
	w.ends = append(w.ends, func() { stop(); done() })
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, d := range some {
		w.all = append(w.all, d.Emptied())
	}
}

// more fetches messages as long as some wait; none when the step is to end.
func (w *underWay) more() ([]spool.Delivery, error) {
	if len(w.all)+batchMessages > stepMessages || time.Now().After(w.until) {
		return nil, nil
	}
	return w.sink.opts.Spool.More(w.within, batchMessages)
}

// done says that the work is over.
func (w *underWay) done() {
	for _, end := range slices.Backward(w.ends) {
		end()
	}
}

// hold renews the wait of messages while they are in work, however long the database
// is away.
func (s *Sink) hold(ctx context.Context, w *underWay) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for pause.For(ctx, time.Minute) == nil {
			w.mu.Lock()
			held := slices.Clone(w.all)
			w.mu.Unlock()
			var errs []error
			for _, d := range held {
				errs = append(errs, d.Hold())
			}
			if err := errors.Join(errs...); err != nil {
				s.opts.Log.Debug("holding messages of the spool", "error", err)
			}
		}
	}()
	return func() { cancel(); <-done }
}
