// Command gen writes what is made of the descriptors, so that neither the editor
// nor the documents can disagree with the backend: src/querytypes.gen.ts, the
// help of every query type in docs, and the tables in README.md and README.id.md. It is run by go
// generate.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/plugin/pkg/query"
)

// Where it writes, seen from plugin/pkg/query, where go generate runs.
const (
	source = "../../src/querytypes.gen.ts"
	root   = "../../../"
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
		path := root + query.Readme(lang)
		page, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("reading the front page: %w", err)
		}
		filled, ok := query.InReadme(lang, string(page))
		if !ok {
			return fmt.Errorf("%s has lost the marks of its table of query types; put TableBegin and TableEnd back", path)
		}
		if err := put(path, []byte(filled)); err != nil {
			return err
		}
	}
	return nil
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
