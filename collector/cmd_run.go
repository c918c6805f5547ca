package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/pantau/pantau/collector/engine"
)

// runCommand collects: for ever, or with --once every account a single time.
func runCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "run")
	path := fs.String("config", "", text("flag_config"))
	once := fs.Bool("once", false, text("flag_once"))
	if _, err := parse(c, fs, args, 0); err != nil {
		return err
	}
	opts, err := c.configured(*path)
	if err != nil {
		return err
	}
	opts.Wait = !*once
	err = c.collect(ctx, opts, *once)
	if ctx.Err() != nil && !*once && errors.Is(err, context.Canceled) {
		return nil // told to stop while it started
	}
	return err
}

func (c *console) collect(ctx context.Context, opts engine.Options, once bool) (err error) {
	e, err := engine.Open(ctx, opts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	if once {
		err := e.Once(ctx)
		_, _ = fmt.Fprintln(c.out, text("run_once_done", "records", e.Records(), "accounts", len(opts.Config.Accounts)))
		return err
	}
	return e.Run(ctx)
}
