// Command gen writes the provisioned dashboards, and the library of their panels,
// each in every language, from the Go sources here and the texts of the catalogue.
// Tests fail when the files in the repository differ from what it writes.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

//go:generate go run . -out ..

// board is a dashboard: how it is built, and the name of its file in each language.
type board struct {
	build func(texts) dashboard
	files map[catalogue.Language]string
}

var boards = []board{
	{wall, named("layar-dinding", "wall-screen")},
	{overview, named("ringkasan", "overview")},
	{content, named("kinerja-konten", "content")},
	{bestTime, named("waktu-terbaik", "best-time")},
	{audience, named("audiens", "audience")},
	{trends, named("tren-dan-isu", "trends")},
	{policy, named("sentimen-kebijakan", "policy-sentiment")},
	{issue, named("pusat-isu", "issue-room")},
	{benchmark, named("pembanding", "benchmark")},
	{health, named("kesehatan", "health")},
}

func named(indonesian, english string) map[catalogue.Language]string {
	return map[catalogue.Language]string{catalogue.Indonesian: indonesian + ".json", catalogue.English: english + ".json"}
}

func main() {
	out := flag.String("out", "dashboards", "folder to write to; it gets one folder for each language, and library")
	flag.Parse()
	files, err := generate()
	if err == nil {
		err = write(*out, files)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "dashboards/gen:", err)
		os.Exit(1)
	}
}

// generate gives the content of every file by its path, such as "id/ringkasan.json".
func generate() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, b := range boards {
		for _, lang := range catalogue.Languages {
			source, err := encode(b.build(texts{lang}))
			if err != nil {
				return nil, fmt.Errorf("encoding %s: %w", b.files[lang], err)
			}
			files[filepath.Join(string(lang), b.files[lang])] = source
		}
	}
	return files, shelve(files)
}

func encode(d any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(d)
	return b.Bytes(), err
}

func write(dir string, files map[string][]byte) error {
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("making the folder of %s: %w", name, err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	return nil
}
