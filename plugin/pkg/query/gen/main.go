// Command gen writes src/querytypes.gen.ts from the descriptors, so that the
// editor and the backend cannot disagree. It is run by go generate.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/pantau/pantau/plugin/pkg/query"
)

// target is seen from plugin/pkg/query, where go generate runs.
const target = "../../src/querytypes.gen.ts"

func main() {
	if err := write(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write() error {
	source, err := query.TypeScript()
	if err != nil {
		return fmt.Errorf("writing the query types: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return fmt.Errorf("making the folder of %s: %w", target, err)
	}
	if err := os.WriteFile(target, source, 0o644); err != nil {
		return fmt.Errorf("writing the query types: %w", err)
	}
	return nil
}
