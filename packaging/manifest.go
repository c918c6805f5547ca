package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// manifestName is that of the list of the back end's sources, which Grafana's catalogue compares with the repository.
const manifestName = "go_plugin_build_manifest"

// manifest writes the sum of every Go file below plugin/pkg beside the binaries that are built from them, as Grafana's SDK does.
func (r release) manifest() error {
	sources, err := tree(filepath.Join(r.root, "plugin", "pkg"), "pkg")
	if err != nil {
		return err
	}
	var out strings.Builder
	for _, c := range sources {
		if !strings.HasSuffix(c.name, ".go") {
			continue
		}
		h := sha256.New()
		if err := pour(h, c.from); err != nil {
			return err
		}
		fmt.Fprintf(&out, "%x:%s\n", h.Sum(nil), c.name)
	}
	return os.WriteFile(filepath.Join(r.binaries, manifestName), []byte(out.String()), plain)
}
