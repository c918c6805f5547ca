// Command audit looks at everything that ships in Pantau's binaries and in the
// plugin's module: it fails where a licence does not fit, and writes a software
// bill of materials.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// programs are what is built.
var programs = []string{"./collector", "./plugin/pkg"}

// systems are those that programs are built for; each may take other modules.
var systems = []string{"linux", "darwin", "windows"}

func main() {
	root := flag.String("root", ".", "the repository")
	out := flag.String("out", filepath.Join("dist", "pantau.cdx.json"), "where the bill of materials goes")
	flag.Parse()
	if err := run(*root, *out); err != nil {
		fmt.Fprintln(os.Stderr, "audit:", err)
		os.Exit(1)
	}
}

func run(root, out string) error {
	version, packages, err := manifest(root)
	if err != nil {
		return err
	}
	if len(packages) > 0 {
		return fmt.Errorf("plugin/package.json: dependencies: %s would ship in module.js; nothing of npm does yet, so look at its licence and write it into the bill", strings.Join(packages, ", "))
	}
	parts, err := modules(root)
	if err != nil {
		return err
	}
	var problems []error
	for _, c := range parts {
		if why := refused(c); why != "" {
			problems = append(problems, errors.New(why))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	raw, err := encode(version, parts)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o750); err != nil {
		return err
	}
	fmt.Printf("licences: %d Go modules ship, all under %s; no npm package does\nbill of materials: %s\n", len(parts), strings.Join(allowed, ", "), out)
	return os.WriteFile(out, raw, 0o600)
}

// manifest reads the version, and which npm packages ship: those that the
// plugin's module.js does not take from Grafana.
func manifest(root string) (version string, packages []string, err error) {
	raw, err := os.ReadFile(filepath.Join(root, "plugin", "package.json"))
	if err != nil {
		return "", nil, err
	}
	var m struct {
		Version      string
		Dependencies map[string]string
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		return "", nil, fmt.Errorf("plugin/package.json: %w", err)
	}
	for name := range m.Dependencies {
		packages = append(packages, name)
	}
	return m.Version, packages, nil
}

// modules lists what the programs are made of, on any system.
func modules(root string) ([]component, error) {
	found := map[string]component{}
	for _, system := range systems {
		cmd := exec.Command("go", append([]string{"list", "-deps", "-json=Module"}, programs...)...)
		cmd.Dir, cmd.Stderr = root, os.Stderr
		cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		raw, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go list for %s: %w", system, err)
		}
		if err := decode(raw, found); err != nil {
			return nil, err
		}
	}
	var out []component
	for _, c := range found {
		out = append(out, c)
	}
	return out, nil
}

func decode(raw []byte, into map[string]component) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	for {
		var p struct {
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("go list: %w", err)
		}
		if p.Module == nil || p.Module.Main {
			continue // the standard library, and ourselves
		}
		if _, known := into[p.Module.Path]; known {
			continue
		}
		licences, err := licencesOf(p.Module.Path, p.Module.Dir)
		if err != nil {
			return err
		}
		into[p.Module.Path] = newComponent("library", p.Module.Path, p.Module.Version, licences)
	}
}
