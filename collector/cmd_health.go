package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/pantau/pantau/collector/engine"
	"github.com/pantau/pantau/collector/health"
	"github.com/pantau/pantau/collector/schema/trouble"
)

// healthCommand asks a running collector whether it is ready: exit code 0 or 1.
// Containers use it, since the image holds no other program.
func healthCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "health")
	url := fs.String("url", "http://127.0.0.1:9321/readyz", text("flag_health_url"))
	path := fs.String("config", "", text("flag_health_config"))
	if _, err := parse(c, fs, args, 0); err != nil {
		return err
	}
	status, body, err := ready(ctx, *path, *url)
	if _, bad := errors.AsType[*engine.ConfigError](err); bad {
		return err
	}
	if err != nil {
		return trouble.In(trouble.Start, fmt.Errorf("%w: does pantau run, and is this the address of http.listen?", err))
	}
	_, _ = fmt.Fprintln(c.out, strings.TrimSpace(string(body)))
	if status != http.StatusOK {
		return errSilent
	}
	return nil
}

// ready asks as the configuration says, or without one an address.
func ready(ctx context.Context, path, url string) (status int, body []byte, err error) {
	if path == "" {
		return health.Get(ctx, http.DefaultClient, url, "")
	}
	c, err := readConfig(path)
	if err != nil {
		return 0, nil, err
	}
	if c.HTTP.Listen == "" {
		return 0, nil, &engine.ConfigError{Err: errors.New("http.listen: it is empty, so that the collector can't be asked; write an address such as 127.0.0.1:9321")}
	}
	return health.Ask(ctx, c.HTTP, "/readyz")
}
