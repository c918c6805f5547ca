package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/pantau/pantau/collector/influxd"
	"github.com/pantau/pantau/collector/pause"
	"github.com/pantau/pantau/collector/usage"
)

// start starts the collector with the database in it on a data folder that has been
// used, until it says that it is well.
func (o options) start(ctx context.Context, b *bench) (rows []row, err error) {
	server := platform(1)
	defer server.Close()
	dir, err := os.MkdirTemp(b.dir, "start-")
	if err != nil {
		return nil, fmt.Errorf("making a data folder: %w", err)
	}
	address, err := influxd.FreeAddress()
	if err != nil {
		return nil, err
	}
	config := filepath.Join(dir, "pantau.yaml")
	text := fmt.Sprintf("data_dir: data\nhttp: {listen: %q}\ninfluxdb: {port: 0}\n%s", address, account(server.URL))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return nil, fmt.Errorf("writing a configuration: %w", err)
	}
	if _, err := watched(o.program(ctx, "run", "--once", "--config", config)); err != nil {
		return nil, err
	}
	found, err := inTurn(o.repeats,
		func() (cost, error) { return o.untilWell(ctx, config, influxd.Client{URL: "http://" + address}) },
		func() (cost, error) { return watched(o.program(ctx, "version")) })
	if err != nil {
		return nil, err
	}
	// `pantau version` is over before its memory could be seen.
	memory := []string{mebibytes(spreadOf(found[0], held).median), ""}
	notes := []string{"database inside, connector and spool up; then at rest", ""}
	for i, what := range []string{"start-up of `pantau run`, until it is healthy", "`pantau version`"} {
		rows = append(rows, row{what, spreadOf(found[i], took).seconds(), spreadOf(found[i], worked).seconds(), memory[i], notes[i]})
	}
	return rows, nil
}

func (o options) untilWell(ctx context.Context, config string, at influxd.Client) (cost, error) {
	cmd := o.program(ctx, "run", "--config", config)
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return cost{}, fmt.Errorf("starting pantau: %w", err)
	}
	peak := watch(cmd.Process.Pid)
	err := errors.New("not asked")
	for until := began.Add(time.Minute); err != nil && time.Now().Before(until); {
		if _, err = at.Send(ctx, "GET", "/healthz", "application/json", nil); err != nil {
			if err := pause.For(ctx, 2*time.Millisecond); err != nil {
				return cost{}, errors.Join(err, cmd.Process.Kill(), cmd.Wait())
			}
		}
	}
	c := cost{Took: time.Since(began), Work: usage.Work(cmd.Process.Pid), Memory: peak()}
	return c, errors.Join(err, cmd.Process.Signal(syscall.SIGTERM), cmd.Wait())
}
