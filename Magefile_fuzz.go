//go:build mage

package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/magefile/mage/sh"
)

// Fuzz runs every fuzz target for FUZZTIME (10m), one after the other, and keeps what it finds under testdata/fuzz; PACKAGES narrows it.
func Fuzz() error {
	each, err := time.ParseDuration(cmp.Or(os.Getenv("FUZZTIME"), "10m"))
	if err != nil {
		return fmt.Errorf("FUZZTIME: write a duration, such as 10m: %w", err)
	}
	targets, err := fuzzTargets(cmp.Or(os.Getenv("PACKAGES"), "./..."))
	if err != nil {
		return err
	}
	var failed []error
	for i, t := range targets {
		fmt.Printf("%d of %d: %s in %s, %s\n", i+1, len(targets), t.name, t.pkg, each)
		args := []string{"test", "-run", "^$", "-fuzz", "^" + t.name + "$", "-fuzztime", each.String()}
		if n := os.Getenv("PARALLEL"); n != "" {
			args = append(args, "-parallel", n)
		}
		if err := sh.RunV("go", append(args, t.pkg)...); err != nil {
			failed = append(failed, fmt.Errorf("%s in %s: %w", t.name, t.pkg, err))
		}
		kept, err := t.keep()
		if err != nil {
			return err
		}
		fmt.Printf("%s: %d new inputs kept\n", t.name, kept)
	}
	return errors.Join(failed...)
}

type fuzzTarget struct{ pkg, name string }

// fuzzTargets lists the Fuzz functions of packages.
func fuzzTargets(packages string) ([]fuzzTarget, error) {
	out, err := exec.Command("go", "test", "-json", "-list", "^Fuzz", packages).Output()
	if err != nil {
		return nil, fmt.Errorf("listing the fuzz targets: %w\n%s", err, out)
	}
	var targets []fuzzTarget
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var said struct{ Package, Output string }
		if err := json.Unmarshal(lines.Bytes(), &said); err != nil {
			return nil, fmt.Errorf("listing the fuzz targets: %w", err)
		}
		if name := strings.TrimSpace(said.Output); strings.HasPrefix(name, "Fuzz") {
			targets = append(targets, fuzzTarget{said.Package, name})
		}
	}
	return targets, nil
}

// keep copies the inputs that reached new code from Go's cache, which is
// forgotten some day, to where tests read them. Inputs that fail are there
// already. Their names are hashes of what they hold.
func (t fuzzTarget) keep() (kept int, err error) {
	cache, err := sh.Output("go", "env", "GOCACHE")
	if err != nil {
		return 0, err
	}
	dir, err := sh.Output("go", "list", "-f", "{{.Dir}}", t.pkg)
	if err != nil {
		return 0, err
	}
	found, err := filepath.Glob(filepath.Join(cache, "fuzz", filepath.FromSlash(t.pkg), t.name, "*"))
	if err != nil {
		return 0, err
	}
	to := filepath.Join(dir, "testdata", "fuzz", t.name)
	if err := os.MkdirAll(to, 0o755); err != nil {
		return 0, err
	}
	for _, input := range found {
		path := filepath.Join(to, filepath.Base(input))
		if _, err := os.Stat(path); err == nil {
			continue
		}
		if err := sh.Copy(path, input); err != nil {
			return kept, err
		}
		kept++
	}
	return kept, nil
}
