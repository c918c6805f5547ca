package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"gopkg.in/yaml.v3"
)

// section writes the configuration's part about the database.
func section(o Options, org string, k keeper) string {
	return fmt.Sprintf("influxdb:\n  url: %s\n  org: %s\n  bucket: %s\n  %s\n", quoted(o.URL), quoted(org), quoted(o.Bucket), k.setting())
}

// quoted writes a text as YAML, in quotes only where it needs them.
func quoted(s string) string {
	raw, err := yaml.Marshal(s)
	if err != nil {
		return fmt.Sprintf("%q", s)
	}
	return strings.TrimSuffix(string(raw), "\n")
}

// database is what a configuration says of the database.
type database struct {
	URL    string `yaml:"url"`
	Org    string `yaml:"org"`
	Bucket string `yaml:"bucket"`
	Token  string `yaml:"token"`
	File   string `yaml:"token_file"`
}

// place is where the part about the database stands in a file.
type place struct {
	content     string
	found       bool
	first, last int // lines, the last excluded, from 0
	says        database
}

// readPlace finds it. A file that is not there is an empty one.
func readPlace(path string) (p place, exists bool, err error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return p, false, nil
	}
	if err != nil {
		return p, false, fmt.Errorf("--config: %w", err)
	}
	p, err = find(string(raw))
	if err != nil {
		return p, true, fmt.Errorf("--config: %s: %w", path, err)
	}
	return p, true, nil
}

func find(content string) (place, error) {
	p := place{content: content}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(content), &doc); err != nil {
		return p, err
	}
	if len(doc.Content) == 0 {
		return p, nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode || root.Style&yaml.FlowStyle != 0 {
		return p, errors.New("expected settings, one `name: value` a line")
	}
	lines := strings.SplitAfter(content, "\n")
	for i := 0; i+1 < len(root.Content); i += 2 {
		key := root.Content[i]
		if key.Value != "influxdb" {
			continue
		}
		p.found, p.first, p.last = true, key.Line-1, len(lines)
		if i+2 < len(root.Content) {
			p.last = root.Content[i+2].Line - 1
		}
		for p.last > p.first+1 && isBetween(lines[p.last-1]) {
			p.last-- // what stands before the next setting belongs to that
		}
		if err := root.Content[i+1].Decode(&p.says); err != nil {
			return p, fmt.Errorf("influxdb: %w", err)
		}
	}
	return p, nil
}

// isBetween reports whether a line is empty or a comment at the margin.
func isBetween(line string) bool {
	return strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#")
}

// with gives the content with another part about the database, all else as it
// was to the byte.
func (p place) with(section string) string {
	if !p.found {
		if p.content != "" && !strings.HasSuffix(p.content, "\n") {
			p.content += "\n"
		}
		if p.content != "" {
			section = "\n" + section
		}
		return p.content + section
	}
	lines := strings.SplitAfter(p.content, "\n")
	return strings.Join(lines[:p.first], "") + section + strings.Join(lines[p.last:], "")
}
