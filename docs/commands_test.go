package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// commands gives the flags of every command of pantau, from the page that a test
// keeps equal to what the program says.
func commands(t *testing.T) map[string]map[string]bool {
	t.Helper()
	raw, err := os.ReadFile("reference/cli.en.md")
	require.NoError(t, err)
	out := map[string]map[string]bool{"help": {}}
	name := ""
	for line := range strings.Lines(string(raw)) {
		if n, ok := strings.CutPrefix(line, "## "); ok {
			name = strings.TrimSpace(n)
			out[name] = map[string]bool{"help": true}
		} else if f := regexp.MustCompile(`^  -([a-z-]+)`).FindStringSubmatch(line); f != nil {
			out[name][f[1]] = true
		}
	}
	require.True(t, out["query"]["param"])
	return out
}

// targets are what go tool mage knows: exported functions without a receiver,
// and those of a namespace.
func targets(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "Magefile*.go"))
	require.NoError(t, err)
	out := map[string]bool{}
	for _, f := range files {
		file, err := parser.ParseFile(token.NewFileSet(), f, nil, 0)
		require.NoError(t, err)
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() {
				continue
			}
			name := fn.Name.Name
			if fn.Recv != nil {
				if space, ok := fn.Recv.List[0].Type.(*ast.Ident); ok {
					name = space.Name + ":" + name
				}
			}
			out[strings.ToLower(name)] = true // mage does not mind how it is written
		}
	}
	require.True(t, out["new:connector"])
	return out
}

// lines gives a block's commands: lines that end in a backslash go on, and
// comments are left out.
func (b block) commands() []string {
	var out []string
	going := false
	for _, line := range b.lines {
		line, _, _ = strings.Cut(line, " #")
		line = strings.Join(strings.Fields(line), " ")
		if strings.HasPrefix(line, "#") || line == "" {
			continue
		}
		part, more := strings.CutSuffix(line, ` \`)
		if going {
			out[len(out)-1] += " " + part
		} else {
			out = append(out, part)
		}
		going = more
	}
	return out
}

var (
	separators = regexp.MustCompile(`\s*(?:&&|\|\||\||;)\s*`)
	quoted     = regexp.MustCompile(`"[^"]*"|'[^']*'|\$\([^)]*\)`)
)

// TestCommandsExist looks at every line of shell, and at every command in running
// text: what it calls is there, and takes these flags.
func TestCommandsExist(t *testing.T) {
	t.Parallel()
	known := knownCommands{pantau: commands(t), mage: targets(t)}
	for _, p := range pages(t) {
		for _, b := range p.blocks {
			if b.kind != "sh" {
				continue
			}
			for _, line := range b.commands() {
				for _, c := range separators.Split(quoted.ReplaceAllString(line, "Q"), -1) {
					known.check(t, p.path, c)
				}
			}
		}
		for _, code := range inlineCode.FindAllString(p.text, -1) {
			if c := strings.Trim(code, "`"); strings.HasPrefix(c, "pantau ") || strings.HasPrefix(c, "go tool mage ") {
				known.check(t, p.path, c)
			}
		}
	}
	require.Greater(t, known.seen, 100)
}

type knownCommands struct {
	pantau map[string]map[string]bool
	mage   map[string]bool
	seen   int
}

func (k *knownCommands) check(t *testing.T, where, line string) {
	t.Helper()
	words := strings.Fields(line)
	for len(words) > 0 && (regexp.MustCompile(`^[A-Z_]+=`).MatchString(words[0]) || words[0] == "sudo") {
		words = words[1:]
	}
	if len(words) == 0 {
		return
	}
	k.seen++
	switch name := words[0]; {
	case (name == "pantau" || strings.HasSuffix(name, "/pantau")) && len(words) > 1:
		k.checkPantau(t, where, line, words[1:])
	case name == "go" && len(words) > 3 && words[1] == "tool" && words[2] == "mage":
		if !strings.HasPrefix(words[3], "-") {
			require.True(t, k.mage[strings.ToLower(words[3])], "%s: %q: there is no such target", where, line)
		}
	case name == "go":
		for _, w := range words[2:] {
			if dir, ok := strings.CutPrefix(strings.TrimSuffix(w, "/..."), "./"); ok && dir != "" && !strings.Contains(dir, "ID") && dir != "..." {
				require.DirExists(t, filepath.Join(root, dir), "%s: %q", where, line)
			}
		}
	case strings.HasPrefix(name, ".ci/"):
		require.FileExists(t, filepath.Join(root, name), "%s: %q", where, line)
	}
}

// isName tells command words from placeholders such as COMMAND or TYPE.
func isName(w string) bool {
	return w != "" && strings.IndexFunc(w, func(r rune) bool { return !unicode.IsLower(r) && r != '_' && r != '-' }) < 0
}

func (k *knownCommands) checkPantau(t *testing.T, where, line string, words []string) {
	t.Helper()
	if !isName(words[0]) || words[0] == "connector" { // the process of one connector
		return
	}
	flags, ok := k.pantau[words[0]]
	require.True(t, ok, "%s: %q: there is no such command", where, line)
	for _, w := range words[1:] {
		if !strings.HasPrefix(w, "-") {
			continue
		}
		flag, _, _ := strings.Cut(strings.TrimLeft(w, "-"), "=")
		require.True(t, flags[flag], "%s: %q: there is no flag %s", where, line, w)
	}
}

// TestCommandsAreUnderstood: what a wrong line looks like.
func TestCommandsAreUnderstood(t *testing.T) {
	t.Parallel()
	b := block{lines: []string{"# said", `pantau query \`, "  --from now-1d  # why", "", "A=1 go tool mage demo"}}
	require.Equal(t, []string{"pantau query --from now-1d", "A=1 go tool mage demo"}, b.commands())
	require.False(t, commands(t)["query"]["no-such-flag"])
	require.False(t, targets(t)["nosuch"])
	require.True(t, targets(t)["e2e"])
}
