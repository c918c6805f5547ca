package engine

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/pantau/pantau/collector/backfill"
	"github.com/pantau/pantau/collector/pause"
	"github.com/pantau/pantau/collector/state"
)

// ErrRunning means that a collector works with this data_dir already.
var ErrRunning = state.ErrInUse

// Backfill works on the jobs of the accounts until all are done, writing as it
// goes. It stops with ctx; what is left is in the jobs.
func (e *Engine) Backfill(ctx context.Context, keys []string) error {
	release, err := e.takeAll(ctx)
	if err != nil {
		return err
	}
	defer release()
	finished := make(chan struct{})
	errs := make([]error, len(keys))
	go func() {
		defer close(finished)
		var wg sync.WaitGroup
		for i, key := range keys {
			wg.Go(func() { errs[i] = e.backfillOne(ctx, key) })
		}
		wg.Wait()
	}()
	err = e.sink.Drain(ctx, finished)
	<-finished
	if err == nil {
		err = e.sink.Settle(ctx)
	}
	return errors.Join(err, errors.Join(errs...))
}

func (e *Engine) backfillOne(ctx context.Context, key string) error {
	for _, a := range e.accounts {
		if a.Key != key {
			continue
		}
		for {
			job, _, err := e.poller.Backfill(ctx, a.Account)
			if err != nil || job.Done {
				return err
			}
			if err := pause.For(ctx, max(time.Second, time.Until(job.Wait))); err != nil {
				return err
			}
		}
	}
	return fmt.Errorf("account %s is not configured", key)
}

// Jobs opens the folder of a configuration's backfill jobs, which may be looked
// into beside a running collector.
func Jobs(opts Options) (*backfill.Jobs, error) {
	return backfill.Open(filepath.Join(opts.Config.DataDir, "backfill"))
}
