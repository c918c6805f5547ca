package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/keyfile"
	"github.com/pantau/pantau/connectors/sdk"
)

// keeper is where tokens are kept on this machine.
type keeper interface {
	get(r role) (sdk.Secret, error) // "" if there is none
	put(r role, token sdk.Secret) error
	place(r role) string
	setting() string // the line of the configuration that names the collector's
}

// files keeps each token in a file of its own beside the configuration, or
// Grafana's elsewhere: in a folder that Grafana sees and the other token is not in.
type files struct{ dir, grafana string }

var fileNames = map[string]string{collector.name: "influxdb-token", grafana.name: embedded.ReaderFile}

func (f files) place(r role) string {
	if r.name == grafana.name && f.grafana != "" {
		return f.grafana
	}
	return filepath.Join(f.dir, fileNames[r.name])
}

func (f files) setting() string { return "token_file: " + fileNames[collector.name] }

func (f files) get(r role) (sdk.Secret, error) {
	raw, err := os.ReadFile(f.place(r))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("reading a token: %w", err)
	}
	return sdk.Secret(strings.TrimSpace(string(raw))), nil
}

func (f files) put(r role, token sdk.Secret) error {
	path, content := f.place(r), []byte(token.Reveal()+"\n")
	if path == f.grafana {
		return writeFile(path, content, keyfile.Share)
	}
	return replaceFile(path, content)
}

// variables keeps both tokens in one file of environment variables, for systemd
// (EnvironmentFile) and containers (env_file).
type variables struct{ path string }

var variableNames = map[string]string{collector.name: "PANTAU_INFLUXDB_TOKEN", grafana.name: "GF_PANTAU_INFLUXDB_TOKEN"}

func (v variables) place(r role) string { return variableNames[r.name] + " in " + v.path }

func (v variables) setting() string { return "token: ${" + variableNames[collector.name] + "}" }

func (v variables) lines() ([]string, error) {
	raw, err := os.ReadFile(v.path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(raw) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the tokens: %w", err)
	}
	return strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n"), nil
}

func (v variables) get(r role) (sdk.Secret, error) {
	lines, err := v.lines()
	for _, line := range lines {
		if token, ok := strings.CutPrefix(line, variableNames[r.name]+"="); ok {
			return sdk.Secret(strings.TrimSpace(token)), err
		}
	}
	return "", err
}

// put replaces the variable's line and leaves all others.
func (v variables) put(r role, token sdk.Secret) error {
	lines, err := v.lines()
	if err != nil {
		return err
	}
	var kept []string
	for _, line := range lines {
		if !strings.HasPrefix(line, variableNames[r.name]+"=") {
			kept = append(kept, line)
		}
	}
	kept = append(kept, variableNames[r.name]+"="+token.Reveal())
	return replaceFile(v.path, []byte(strings.Join(kept, "\n")+"\n"))
}

// ownerOnly are the permissions of what holds or names secrets.
const ownerOnly = 0o600

// replaceFile writes a file whole or not at all, readable by its owner only.
func replaceFile(path string, content []byte) error {
	return writeFile(path, content, keyfile.Replace)
}

// writeFile makes the file's folder first.
func writeFile(path string, content []byte, write func(string, []byte) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // the folder holds public files too
		return fmt.Errorf("making the folder of %s: %w", path, err)
	}
	if err := write(path, content); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
