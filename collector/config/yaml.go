package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

func parseDocument(raw []byte) (*yaml.Node, error) {
	in := yaml.NewDecoder(bytes.NewReader(raw))
	var doc, another yaml.Node
	if err := in.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, cmp.Or(emptied(string(raw)), tabbed(string(raw), err), plain(err))
	}
	if in.Decode(&another) == nil && len(another.Content) > 0 && another.Content[0].Tag != "!!null" {
		return nil, fmt.Errorf("line %d: a line of `---` above begins another document, which nobody would read; remove that line", another.Content[0].Line)
	}
	if len(doc.Content) == 0 || doc.Content[0].Tag == "!!null" {
		return nil, nil
	}
	if doc.Content[0].Kind != yaml.MappingNode {
		return nil, errors.New("line 1: expected settings, one `name: value` a line")
	}
	return doc.Content[0], nil
}

var tab = regexp.MustCompile(`(?m)^ *\t[ \t]*[^\s#]`)

// tabbed finds what YAML calls a character that cannot start a token.
func tabbed(raw string, err error) error {
	at := tab.FindStringIndex(raw)
	if at == nil || !strings.Contains(err.Error(), "tab character") && !strings.Contains(err.Error(), "cannot start any token") {
		return nil
	}
	return fmt.Errorf("line %d: it begins with a tab; indent with spaces", 1+strings.Count(raw[:at[0]], "\n"))
}

var emptyButFollowed = regexp.MustCompile(`(?m)^(\w+): *(\[\]|\{\}) *(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)* +[^\s#]`)

// emptied finds what a YAML error does not say: a setting that is [] or {} though
// lines of it follow, as when a comment sign was taken away below it.
func emptied(raw string) error {
	at := emptyButFollowed.FindStringSubmatchIndex(raw)
	if at == nil {
		return nil
	}
	return fmt.Errorf("line %d: %s: remove the %s, since lines of it follow", 1+strings.Count(raw[:at[0]], "\n"), raw[at[2]:at[3]], raw[at[4]:at[5]])
}

func decodeStrict(root *yaml.Node, into *Config) error {
	if err := unknownKeys(root); err != nil {
		return err
	}
	if err := root.Decode(into); err != nil && twice.MatchString(err.Error()) {
		return plain(err)
	} else if err != nil {
		return cmp.Or(errors.Join(misfits(root, reflect.TypeFor[Config](), "")...), plain(err))
	}
	return nil
}

var (
	yamlPrefix = regexp.MustCompile(`(?m)^(yaml: (unmarshal errors:\n)?)?\s*`)
	twice      = regexp.MustCompile(`mapping key "([^"]*)" already defined at line (\d+)`)
	goTypes    = regexp.MustCompile(`(?m) into [][.\w]+$`)
)

// plain drops what only a Go programmer understands from a YAML error.
func plain(err error) error {
	text := yamlPrefix.ReplaceAllString(err.Error(), "")
	text = twice.ReplaceAllString(text, "$1: it stands at line $2 already; remove one of the two")
	text = strings.NewReplacer("cannot unmarshal !!str", "can't read the text", "cannot unmarshal !!seq", "can't read a list",
		"cannot unmarshal !!map", "can't read nested settings", "cannot unmarshal !!int", "can't read the number").Replace(text)
	return errors.New(goTypes.ReplaceAllString(text, " here"))
}

// sections lists the keys that each part of the file may have, "" for the top.
// Accounts are open: their other keys are the connector's.
var sections = sectionsOf(reflect.TypeFor[Config]())

func sectionsOf(t reflect.Type) map[string][]string {
	of := map[string][]string{}
	for f := range t.Fields() {
		name := f.Tag.Get("yaml")
		if name == "" {
			continue
		}
		of[""] = append(of[""], name)
		if f.Type.Kind() == reflect.Struct {
			of[name] = sectionsOf(f.Type)[""]
		}
	}
	return of
}

func unknownKeys(root *yaml.Node) error {
	var errs []error
	for name, line := range settingLines(root) {
		section, key := "", name
		if before, after, nested := strings.Cut(name, "."); nested {
			section, key = before, after
		}
		known, ok := sections[section]
		if glued := gluedTo(name); ok && glued != "" {
			errs = append(errs, fmt.Errorf("line %d: %s", line, glued))
		} else if ok && !slices.Contains(known, key) {
			errs = append(errs, fmt.Errorf("line %d: %s: no such setting%s; known here: %s", line, name, foreignLetter(key), knownList(known)))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

// gluedTo is what is wrong with a name that has its value in it, which may be a
// secret: {token:abc} has a setting of that name, with nothing in it.
func gluedTo(name string) string {
	name, _, glued := strings.Cut(name, ":")
	if !glued {
		return ""
	}
	return name + ": write a space behind the colon"
}

// foreignLetter names a letter that only looks like one of a to z.
func foreignLetter(key string) string {
	for _, r := range key {
		if r > unicode.MaxASCII {
			return fmt.Sprintf(" (its %q is another letter than it looks, %U)", r, r)
		}
	}
	return ""
}

// settingLines says at which line each setting of the first two levels stands:
// "influxdb.url" → 2.
func settingLines(root *yaml.Node) map[string]int {
	of := map[string]int{}
	if root == nil {
		return of
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, val := root.Content[i], root.Content[i+1]
		of[key.Value] = key.Line
		if _, known := sections[key.Value]; !known || val.Kind != yaml.MappingNode {
			continue
		}
		for k := 0; k+1 < len(val.Content); k += 2 {
			of[key.Value+"."+val.Content[k].Value] = val.Content[k].Line
		}
	}
	return of
}

func knownList(known []string) string {
	return strings.Join(slices.Sorted(slices.Values(known)), ", ")
}

var reference = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// expand replaces ${NAME} in values. A missing variable is an error, never an
// empty text: an empty token looks like a public read and fails much later.
// tag is the type of an expanded value: "!!str", or "" to find it by its form.
func expand(n *yaml.Node, env func(string) (string, bool), tag string) error {
	var errs []error
	if n.Kind == yaml.ScalarNode {
		expanded := reference.ReplaceAllStringFunc(n.Value, func(ref string) string {
			name := reference.FindStringSubmatch(ref)[1]
			value, set := env(name)
			if !set {
				errs = append(errs, fmt.Errorf("line %d: the environment variable %s is not set", n.Line, name))
			}
			return value
		})
		if expanded != n.Value {
			n.Value, n.Tag = expanded, tag
		}
	}
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			continue // keys
		}
		of := tag
		if n.Kind == yaml.MappingNode && n.Content[i-1].Value == "accounts" {
			of = "!!str" // a token of digits stays the text it is
		}
		errs = append(errs, expand(child, env, of))
	}
	return errors.Join(errs...)
}

// readSecretFiles gives the database, the spool, the HTTP server and every account
// the values that stand in files: `token_file: F` becomes `token:` with the content of F.
func readSecretFiles(root *yaml.Node, dir string) error {
	errs := []error{}
	for _, section := range []string{"influxdb", "spool", "http"} {
		if n := value(root, section); n != nil {
			errs = append(errs, readFiles(n, dir))
		}
	}
	for _, n := range sequence(root, "accounts") {
		errs = append(errs, readFiles(n, dir))
	}
	return errors.Join(errs...)
}

func readFiles(n *yaml.Node, dir string) error {
	var errs []error
	var kept []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		name, isFile := strings.CutSuffix(key.Value, "_file")
		if isFile && val.Value == "" {
			continue // an empty file name is no setting
		}
		if isFile {
			secret, err := readSecret(val.Value, dir)
			if err != nil {
				errs = append(errs, fmt.Errorf("line %d: %s: %w", val.Line, key.Value, err))
			}
			key.Value = name
			*val = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: secret, Line: val.Line}
		}
		kept = append(kept, key, val)
	}
	n.Content = kept
	return errors.Join(errs...)
}

func readSecret(path, dir string) (string, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	secret := strings.TrimSpace(string(raw))
	if secret == "" {
		return "", fmt.Errorf("%s is empty", path)
	}
	return secret, nil
}

// value finds a key's value in a mapping; nil if it is not there.
func value(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func sequence(root *yaml.Node, key string) []*yaml.Node {
	if n := value(root, key); n != nil && n.Kind == yaml.SequenceNode {
		return n.Content
	}
	return nil
}

func lines(nodes []*yaml.Node, i int) (int, map[string]int) {
	if i >= len(nodes) {
		return 0, nil
	}
	of := map[string]int{}
	for k := 0; k+1 < len(nodes[i].Content); k += 2 {
		of[nodes[i].Content[k].Value] = nodes[i].Content[k].Line
	}
	return nodes[i].Line, of
}
