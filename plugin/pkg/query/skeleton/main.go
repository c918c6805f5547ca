// Command skeleton makes a new query type: a small one that works, with its texts
// and a case worked out by hand, to be changed into what the question needs.
//
//	go tool mage new:query ID
package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

//go:embed query.go.tmpl
var source string

//go:embed frames.txt.tmpl
var frames string

//go:embed texts.yaml.tmpl
var texts string

// asked is the query of the case. What it expects was added up by hand from
// testdata/store.lp.
const asked = `{"queryType": "ID", "language": "en",
 "working": "bluesky 7 + 5; instagram 4 + 0; mastodon 2 + 8 + 5 + 5 + 10, all within the week.",
 "expect": {"mentions": [12, 4, 30]}}
`

var idPattern = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go tool mage new:query ID, for example: go tool mage new:query reply_time")
		os.Exit(2)
	}
	if err := run(".", os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "new:query:", err)
		os.Exit(1)
	}
	fmt.Printf("plugin/pkg/query/%[1]s.go is made. What now?\n"+
		"  1. go test ./plugin/pkg/query -run 'TestCases/.*/%[1]s' is green; change the file into the question that you have\n"+
		"  2. its texts are at the end of collector/schema/catalogue/texts/query.yaml\n"+
		"  3. go tool mage generate; go test ./collector -run 'Completion|ManPage' -update\n"+
		"  4. a panel on a dashboard (dashboards/gen) and an answer in the demonstration: tests fail until it has both\n"+
		"  5. CONTRIBUTING.md lists what a finished query type has\n", os.Args[1])
}

// run adds the query type to the source tree. It overwrites nothing.
func run(tree, id string) error {
	if !idPattern.MatchString(id) {
		return fmt.Errorf("%q is no id: write small letters, words parted by _", id)
	}
	folder := filepath.Join(tree, "plugin", "pkg", "query")
	code := filepath.Join(folder, id+".go")
	if _, err := os.Stat(code); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already", code)
	}
	catalogue := filepath.Join(tree, "collector", "schema", "catalogue", "texts", "query.yaml")
	said, err := os.ReadFile(catalogue)
	if err != nil {
		return err
	}
	if strings.Contains(string(said), "\n"+id+".label:") {
		return fmt.Errorf("%s has texts of %s already", catalogue, id)
	}
	fill := strings.NewReplacer("[[ID]]", id, "[[Name]]", camel(id)).Replace
	one := filepath.Join(folder, "testdata", "cases", id, "week")
	for path, content := range map[string]string{
		code:                             fill(source),
		filepath.Join(one, "frames.txt"): fill(frames),
		filepath.Join(one, "query.json"): strings.Replace(asked, "ID", id, 1),
		catalogue:                        string(said) + fill(texts),
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// camel is an id as a name in Go.
func camel(id string) string {
	words := strings.Split(id, "_")
	for i, w := range words[1:] {
		words[i+1] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, "")
}
