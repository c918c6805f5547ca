package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pantau/pantau/collector/engine"
)

// forgetCommand erases an author of a platform.
func forgetCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "forget")
	path := fs.String("config", "", text("flag_config"))
	platform := fs.String("platform", "", text("flag_forget_platform"))
	author := fs.String("author", "", text("flag_forget_author"))
	if _, err := parse(c, fs, args, 0); err != nil {
		return err
	}
	opts, err := c.configured(*path)
	if err != nil {
		return err
	}
	name := *author
	if name == "-" { // so that it stands in no list of processes
		name, _ = bufio.NewReader(c.in).ReadString('\n') // without a line end it is a name too
	}
	if name = strings.TrimPrefix(strings.TrimSpace(name), "@"); name == "" || strings.Contains(name, "://") {
		return &engine.ConfigError{Err: errors.New("--author: write the author as the platform names it, not an address; or - and the name on standard input")}
	}
	n, err := forget(ctx, opts, *platform, name)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintln(c.out, text("forget_done", "mentions", n))
	if n == 0 {
		_, _ = fmt.Fprintln(c.out, text("forget_none"))
	}
	if !opts.Config.InfluxDB.Embedded() {
		_, _ = fmt.Fprintln(c.out, text("forget_influxdb"))
	}
	return nil
}

func forget(ctx context.Context, opts engine.Options, platform, author string) (n int, err error) {
	e, err := engine.Open(ctx, opts)
	if err != nil {
		return 0, err
	}
	if known := e.Platforms(); slices.Contains(known, platform) {
		n, err = e.Forget(ctx, platform, author)
	} else {
		err = &engine.ConfigError{Err: fmt.Errorf("%w; there are %s", engine.ErrNoPlatform, strings.Join(known, ", "))}
	}
	if err = errors.Join(err, e.Close()); err != nil {
		return n, err
	}
	return n, engine.Compact(opts.Config.DataDir)
}
