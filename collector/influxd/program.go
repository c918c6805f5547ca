package influxd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// Command is what runs the program on a data folder, new or old. It reads no
// settings of anyone and reports to nobody.
func Command(binary, dir, address string) *exec.Cmd {
	cmd := exec.Command(binary, //nolint:gosec // who tests or measures names the server
		"--http-bind-address="+address, "--bolt-path="+filepath.Join(dir, "influxd.bolt"),
		"--engine-path="+filepath.Join(dir, "engine"), "--sqlite-path="+filepath.Join(dir, "influxd.sqlite"),
		"--storage-write-timeout=1m", // a busy machine is slow, not broken
		"--reporting-disabled", "--log-level=error")
	cmd.Env = []string{"INFLUXD_CONFIG_PATH=" + dir, "HOME=" + dir}
	return cmd
}

// FreeAddress is a loopback port that was free a moment ago: the program cannot
// be told to choose one itself.
func FreeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("finding a free port: %w", err)
	}
	return l.Addr().String(), l.Close()
}

// Program is a running server.
type Program struct {
	Client
	cmd *exec.Cmd
}

// Start runs the program and returns when it answers; ctx bounds the wait. A
// large store takes minutes.
func Start(ctx context.Context, binary, dir string) (*Program, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of InfluxDB 2.x: %w", err)
	}
	address, err := FreeAddress()
	if err != nil {
		return nil, err
	}
	p := &Program{Client: Client{URL: "http://" + address}, cmd: Command(binary, dir, address)}
	said := &bytes.Buffer{}
	p.cmd.Stdout, p.cmd.Stderr = said, said
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting InfluxDB 2.x: %w", err)
	}
	if err := p.wait(ctx); err != nil {
		err = errors.Join(err, p.Stop())
		return nil, fmt.Errorf("InfluxDB 2.x does not start: %w: %s", err, said)
	}
	return p, nil
}

func (p *Program) wait(ctx context.Context) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		_, err := p.Send(ctx, http.MethodGet, "/health", "application/json", nil)
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		}
	}
}

// Process is the server's process.
func (p *Program) Process() int { return p.cmd.Process.Pid }

// Stop ends the server and waits until it has.
func (p *Program) Stop() error {
	err := p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait() // it was told to end
	return err
}

// First is what a new server is set up with. Its first user's password is the token.
type First struct {
	User, Org, Bucket string
	Token             sdk.Secret
}

// Made are the ids of what SetUp has made.
type Made struct{ Org, Bucket string }

// SetUp makes user, organisation, bucket and token where the data folder is new,
// and reports whether it was.
func (c Client) SetUp(ctx context.Context, f First) (made Made, fresh bool, err error) {
	var may struct{ Allowed bool }
	if err := c.Call(ctx, http.MethodGet, "/api/v2/setup", nil, &may); err != nil || !may.Allowed {
		return made, false, err
	}
	var answer struct{ Org, Bucket struct{ ID string } }
	err = c.Call(ctx, http.MethodPost, "/api/v2/setup", map[string]string{
		"username": f.User, "password": f.Token.Reveal(), "org": f.Org, "bucket": f.Bucket, "token": f.Token.Reveal(),
	}, &answer)
	if err != nil {
		return made, false, fmt.Errorf("setting up InfluxDB 2.x: %w", err)
	}
	return Made{answer.Org.ID, answer.Bucket.ID}, true, nil
}
