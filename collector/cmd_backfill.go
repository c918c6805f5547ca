package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/backfill"
	"github.com/pantau/pantau/collector/engine"
	"github.com/pantau/pantau/collector/timerange"
)

// progressEvery is how often the progress is looked at and shown.
const progressEvery = time.Second

// backfillCommand fetches accounts' history within the platforms' budgets. It
// may be stopped and started again, and beside a running collector it leaves
// the work to that.
func backfillCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "backfill")
	path := fs.String("config", "", text("flag_config"))
	since := fs.String("since", "", text("flag_since"))
	account := fs.String("account", "", text("flag_backfill_account"))
	restart := fs.Bool("restart", false, text("flag_restart"))
	if _, err := parse(c, fs, args, 0); err != nil {
		return err
	}
	from, err := timerange.Since(*since, time.Now())
	if err != nil {
		return &engine.ConfigError{Err: err}
	}
	from = from.UTC().Truncate(24 * time.Hour) // so that now-365d goes on with today's job
	opts, err := c.configured(*path)
	if err != nil {
		return err
	}
	jobs, err := engine.Jobs(opts)
	if err != nil {
		return err
	}
	e, err := engine.Open(ctx, opts)
	if err != nil && !errors.Is(err, engine.ErrRunning) {
		return err
	}
	keys, perr := plan(ctx, opts, jobs, from, *account, *restart)
	if e == nil {
		_, _ = fmt.Fprintln(c.out, text("backfill_running"))
		return errors.Join(perr, c.watch(ctx, jobs, keys, nil))
	}
	done := make(chan error, 1)
	go func() { done <- errors.Join(perr, e.Backfill(ctx, keys)) }()
	err = c.watch(ctx, jobs, keys, done)
	return errors.Join(err, e.Close())
}

// plan writes the jobs that are not there yet.
func plan(ctx context.Context, opts engine.Options, jobs *backfill.Jobs, since time.Time, account string, restart bool) ([]string, error) {
	var keys []string
	for _, a := range opts.Config.Accounts {
		if account != "" && account != a.Key() && account != a.Name {
			continue
		}
		job, found, err := jobs.Load(a.Key())
		if err != nil {
			return nil, err
		}
		if restart || !found || !job.Since.Equal(since) {
			job = backfill.Job{Account: a.Key(), Since: since, Started: time.Now().UTC()}
			if err := jobs.Save(job); err != nil {
				return nil, err
			}
		}
		keys = append(keys, a.Key())
	}
	if len(keys) == 0 {
		return nil, &engine.ConfigError{Err: fmt.Errorf("--account: no account is called %q", account)}
	}
	return keys, ctx.Err()
}

// watch shows the jobs' progress until all are done, or until done says so.
func (c *console) watch(ctx context.Context, jobs *backfill.Jobs, keys []string, done <-chan error) error {
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	shown := map[string]string{}
	for {
		var err error
		ended := false
		select {
		case err = <-done:
			ended = true
		case <-ctx.Done():
			ended = done == nil
		case <-tick.C:
		}
		left, serr := c.showJobs(jobs, keys, shown)
		switch {
		case serr != nil:
			return errors.Join(err, serr)
		case ended && errors.Is(err, context.Canceled), ended && ctx.Err() != nil:
			_, _ = fmt.Fprintln(c.out, text("backfill_stopped"))
			return nil
		case ended || left == 0 && done == nil:
			return err
		}
	}
}

// showJobs prints a line for each job whose state has changed, and gives the
// number of those that are not done.
func (c *console) showJobs(jobs *backfill.Jobs, keys []string, shown map[string]string) (left int, err error) {
	for _, key := range keys {
		job, _, err := jobs.Load(key)
		if err != nil {
			return 0, err
		}
		if !job.Done {
			left++
		}
		if line := jobLine(job); line != shown[key] {
			shown[key] = line
			_, _ = fmt.Fprintln(c.out, line)
		}
	}
	return left, nil
}

// jobLine is a job's progress bar: account, bar, percent, how far back, records.
func jobLine(j backfill.Job) string {
	const width = 20
	part := j.Progress()
	bar := strings.Repeat("█", int(part*width)) + strings.Repeat("░", width-int(part*width))
	line := fmt.Sprintf("%-24s %s %3.0f%%  %s", j.Account, bar, 100*part, text("backfill_records", "records", j.Records))
	switch {
	case j.Done:
		line += "  " + text("backfill_done", "since", j.Since.Format(time.DateOnly))
	case !j.Wait.IsZero():
		line += "  " + text("backfill_waits", "until", j.Wait.Local().Format("2006-01-02 15:04"), "why", j.Problem)
	case !j.Oldest.IsZero():
		line += "  " + text("backfill_oldest", "oldest", j.Oldest.Format(time.DateOnly))
	}
	return line
}
