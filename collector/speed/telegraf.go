package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/pantau/pantau/collector/influxd"
	"github.com/pantau/pantau/collector/pause"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/collector/usage"
)

// telegrafSettings are those of an operator who wants speed and loses nothing: the
// faster of its parsers, batches as large as ours, no compression on this machine, and
// one of the buffers.
const telegrafSettings = `[agent]
  interval = "10s"
  flush_interval = "1s"
  metric_batch_size = %d
  metric_buffer_limit = %d
  omit_hostname = true
  quiet = true
%s[[inputs.influxdb_v2_listener]]
  service_address = "%s"
  parser_type = "upstream"
  max_undelivered_metrics = %d
[[outputs.influxdb_v2]]
  urls = ["%s"]
  token = "%s"
  organization = "%s"
  bucket = "%s"
  content_encoding = "identity"
`

// buffer is how a Telegraf keeps what it has not written yet.
type buffer struct {
	name    string
	waiting int  // so many points at most are undelivered; 0: any number
	onDisk  bool // it syncs each point
}

// buffers are all ways to lose nothing as long as Telegraf lives: senders held back
// before its buffer would drop what is oldest, and a buffer with room for all, in
// memory or on the disk. Only the last outlives a kill, as our queue does.
var buffers = []buffer{
	{name: "senders held back", waiting: 4 * batchPoints},
	{name: "with room for all in its buffer"},
	{name: "with its buffer on the disk", onDisk: true},
}

// viaTelegraf sends lines to a Telegraf, and gives what it cost from the first of
// them until it has ended, all written.
func viaTelegraf(ctx context.Context, binary, dir string, db sink.Database, lines []byte, by buffer) (_ cost, err error) {
	address, err := influxd.FreeAddress()
	if err != nil {
		return cost{}, err
	}
	room, onDisk := cmp.Or(2*by.waiting, 2*bytes.Count(lines, []byte("\n"))), ""
	if by.onDisk {
		folder := filepath.Join(dir, "telegraf-buffer")
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
		onDisk = fmt.Sprintf("  buffer_strategy = \"disk\"\n  buffer_directory = %q\n", folder)
	}
	config := filepath.Join(dir, "telegraf.conf")
	text := fmt.Sprintf(telegrafSettings, batchPoints, room, onDisk, address, by.waiting, db.URL, db.Token.Reveal(), db.Org, db.Bucket)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return cost{}, fmt.Errorf("writing Telegraf's settings: %w", err)
	}
	cmd := exec.CommandContext(ctx, binary, "--config", config) //nolint:gosec // who measures names it
	said := &bytes.Buffer{}
	cmd.Env, cmd.Stdout, cmd.Stderr = []string{"HOME=" + dir}, said, said
	if err := cmd.Start(); err != nil {
		return cost{}, fmt.Errorf("starting Telegraf: %w", err)
	}
	peak := watch(cmd.Process.Pid)
	client := influxd.Client{URL: "http://" + address}
	err = persist(ctx, func() error {
		_, err := client.Send(ctx, http.MethodGet, "/health", "application/json", nil)
		return err
	})
	before, began := usage.Work(cmd.Process.Pid), time.Now()
	for _, body := range batches(lines, batchPoints) {
		if err != nil {
			break
		}
		err = persist(ctx, func() error {
			_, err := client.Send(ctx, http.MethodPost, "/api/v2/write?precision=ns", "text/plain", bytes.NewReader(body))
			return err
		})
	}
	err = errors.Join(err, cmd.Process.Signal(syscall.SIGTERM), cmd.Wait())
	c := cost{Took: time.Since(began), Memory: peak()}
	if err != nil {
		return c, fmt.Errorf("sending to Telegraf: %w: %s", err, said)
	}
	c.Work = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime() - before
	return c, nil
}

// persist tries again where a server is not up yet, or holds its senders back.
func persist(ctx context.Context, do func() error) error {
	for until := time.Now().Add(time.Minute); ; {
		err := do()
		status := influxd.Status(err)
		if err == nil || time.Now().After(until) || status != 0 && status != http.StatusTooManyRequests {
			return err
		}
		if err := pause.For(ctx, 2*time.Millisecond); err != nil {
			return err
		}
	}
}
