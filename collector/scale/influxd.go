package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/connectors/sdk"
)

const (
	organisation = "pantau"
	// token27 opens a database of invented people on loopback.
	token27 = "token-of-the-scale-store"
)

// startInfluxd runs the InfluxDB 2.7 binary on a data folder, new or old.
func startInfluxd(ctx context.Context, binary, dir string) (*server, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of InfluxDB 2.7: %w", err)
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	said := &bytes.Buffer{}
	cmd := exec.Command(binary, //nolint:gosec // the operator names the server to measure
		"--http-bind-address="+address, "--bolt-path="+filepath.Join(dir, "influxd.bolt"),
		"--engine-path="+filepath.Join(dir, "engine"), "--sqlite-path="+filepath.Join(dir, "influxd.sqlite"),
		"--reporting-disabled", "--log-level=error")
	cmd.Env = []string{"INFLUXD_CONFIG_PATH=" + dir, "HOME=" + dir}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting InfluxDB 2.7: %w", err)
	}
	stop := func() error {
		err := cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // it was told to end
		return err
	}
	s := &server{
		version: "2.7", process: cmd.Process.Pid, close: stop,
		db: sink.Database{URL: "http://" + address, Org: organisation, Bucket: bucket, Token: sdk.Secret(token27)},
	}
	if err := s.waitReady(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s", err, said), stop())
	}
	if err := s.setUp(ctx); err != nil {
		return nil, errors.Join(err, stop())
	}
	return s, nil
}

// waitReady opens a large store, which takes a while.
func (s *server) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		status, _, err := send(ctx, http.MethodGet, s.db.URL+"/health", nil, "")
		if err == nil && status == http.StatusOK {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return errors.New("InfluxDB 2.7 did not start")
		}
	}
}

// setUp makes user, organisation and bucket where the folder is new.
func (s *server) setUp(ctx context.Context) error {
	_, answer, err := send(ctx, http.MethodGet, s.db.URL+"/api/v2/setup", nil, "")
	if err != nil {
		return err
	}
	if !strings.Contains(string(answer), `"allowed": true`) && !strings.Contains(string(answer), `"allowed":true`) {
		return nil
	}
	body, err := json.Marshal(map[string]string{
		"username": "scale", "password": token27, "org": organisation, "bucket": bucket, "token": token27,
	})
	if err != nil {
		return fmt.Errorf("setting up InfluxDB 2.7: %w", err)
	}
	status, answer, err := send(ctx, http.MethodPost, s.db.URL+"/api/v2/setup", map[string]string{"Content-Type": "application/json"}, string(body))
	if err != nil || status != http.StatusCreated {
		return errors.Join(fmt.Errorf("setting up InfluxDB 2.7: %d: %s", status, answer), err)
	}
	return s.longShards(ctx, answer)
}

// longShards gives the bucket the shards that docs/scale.md advises.
func (s *server) longShards(ctx context.Context, made []byte) error {
	var found struct {
		Bucket struct {
			ID string `json:"id"`
		} `json:"bucket"`
	}
	if err := json.Unmarshal(made, &found); err != nil {
		return fmt.Errorf("reading what InfluxDB 2.7 made: %w", err)
	}
	body := fmt.Sprintf(`{"retentionRules":[{"type":"expire","everySeconds":0,"shardGroupDurationSeconds":%d}]}`, int(embedded.Shard.Seconds()))
	headers := map[string]string{"Content-Type": "application/json", "Authorization": "Token " + token27}
	status, answer, err := send(ctx, http.MethodPatch, s.db.URL+"/api/v2/buckets/"+found.Bucket.ID, headers, body)
	if err != nil || status != http.StatusOK {
		return errors.Join(fmt.Errorf("setting the shards of InfluxDB 2.7: %d: %s", status, answer), err)
	}
	return nil
}

// freeAddress is a loopback port that was free a moment ago: the binary cannot
// be told to choose one itself.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("finding a free port: %w", err)
	}
	return l.Addr().String(), l.Close()
}
