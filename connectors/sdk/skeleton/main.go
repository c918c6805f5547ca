// Command skeleton makes the folder of a new connector: a small one that works
// and keeps the whole contract, to be changed into what the platform needs.
//
//	go tool mage new:connector ID
package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"
)

//go:embed all:files
var files embed.FS

var idPattern = regexp.MustCompile(`^[a-z][a-z0-9]*$`)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go tool mage new:connector ID, for example: go tool mage new:connector koranku")
		os.Exit(2)
	}
	if err := run("connectors", "github.com/pantau/pantau/connectors", os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "new:connector:", err)
		os.Exit(1)
	}
	fmt.Printf("connectors/%[1]s is made. What now?\n"+
		"  1. add %[1]s.New to connectors/connectors.go\n"+
		"  2. go test ./connectors/%[1]s/... is green; change it from wire.go on into what the platform says\n"+
		"  3. CONTRIBUTING.md lists what a finished connector has\n", os.Args[1])
}

// run writes the folder dir/id, whose import path is path/id. It overwrites
// nothing.
func run(dir, path, id string) error {
	if !idPattern.MatchString(id) {
		return fmt.Errorf("%q is no id: write small letters and digits, a letter first", id)
	}
	root := filepath.Join(dir, id)
	if _, err := os.Stat(root); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already", root)
	}
	names := map[string]string{"ID": id, "Name": strings.ToUpper(id[:1]) + id[1:], "Path": path + "/" + id}
	return fs.WalkDir(files, "files", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := files.ReadFile(path)
		if err != nil {
			return err
		}
		to := strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(path, "files/"), ".tmpl"), "ID", id)
		content, err := fill(to, raw, names)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		to = filepath.Join(root, filepath.FromSlash(to))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return os.WriteFile(to, content, 0o644)
	})
}

// fill puts the names into a file; delimiters are [[ and ]], since braces stand
// in the files themselves.
func fill(name string, raw []byte, names map[string]string) ([]byte, error) {
	t, err := template.New(name).Delims("[[", "]]").Option("missingkey=error").Parse(string(raw))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, names); err != nil {
		return nil, err
	}
	if strings.HasSuffix(name, ".go") {
		return format.Source(out.Bytes())
	}
	return out.Bytes(), nil
}
