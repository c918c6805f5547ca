package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema/trouble"
)

// healthCommand asks a running collector whether it is ready: exit code 0 or 1.
// Containers use it, since the image holds no other program.
func healthCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "health")
	url := fs.String("url", "http://127.0.0.1:9321/readyz", text("flag_health_url"))
	if _, err := parse(c, fs, args, 0); err != nil {
		return err
	}
	status, body, err := get(ctx, *url)
	if err != nil {
		return trouble.In(trouble.Start, fmt.Errorf("%w: does pantau run, and is this the address of http.listen?", err))
	}
	_, _ = fmt.Fprintln(c.out, strings.TrimSpace(string(body)))
	if status != http.StatusOK {
		return errSilent
	}
	return nil
}

// get asks a running collector.
func get(ctx context.Context, url string) (status int, body []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, nil, fmt.Errorf("--url: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }() // nothing left to lose
	body, err = io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	return resp.StatusCode, body, err
}
