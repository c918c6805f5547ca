// Command gen writes what is made of the descriptors, so that neither the editor
// nor the documents can disagree with the backend: src/querytypes.gen.ts, the
// help of every query type in docs, and the table in README.md. It is run by go
// generate.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/plugin/pkg/query"
)

// Where it writes, seen from plugin/pkg/query, where go generate runs.
const (
	source = "../../src/querytypes.gen.ts"
	readme = "../../../README.md"
	help   = "../../../docs/query-types.%s.md"
)

func main() {
	if err := write(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write() error {
	types, err := query.TypeScript()
	if err != nil {
		return fmt.Errorf("writing the query types: %w", err)
	}
	if err := put(source, types); err != nil {
		return err
	}
	for _, lang := range catalogue.Languages {
		if err := put(fmt.Sprintf(help, lang), []byte(query.Document(lang))); err != nil {
			return err
		}
	}
	page, err := os.ReadFile(readme)
	if err != nil {
		return fmt.Errorf("reading README.md: %w", err)
	}
	filled, ok := query.InReadme(string(page))
	if !ok {
		return errors.New("README.md has lost the marks of its table of query types; put TableBegin and TableEnd back")
	}
	return put(readme, []byte(filled))
}

func put(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("making the folder of %s: %w", path, err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
