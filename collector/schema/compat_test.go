package schema

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNamesInTheDatabaseStay holds every name that a released version wrote or
// read: a database outlives many versions.
func TestNamesInTheDatabaseStay(t *testing.T) {
	t.Parallel()
	now := stored(t)
	if v := os.Getenv("PANTAU_KEEP"); v != "" {
		dir := filepath.Join("../../testdata/compat", v)
		require.NoError(t, os.MkdirAll(dir, 0o750))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "names.txt"), []byte(strings.Join(now, "\n")+"\n"), 0o600))
	}
	files, err := filepath.Glob("../../testdata/compat/*/names.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		for name := range strings.SplitSeq(strings.TrimSpace(string(raw)), "\n") {
			require.Contains(t, now, name, "%s: %s is gone; who has stored it would lose it", file, name)
		}
	}
}

// stored are the constants of this package, as CONSTANT value: the name in the
// code says what kind of name it is.
func stored(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	found := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		for _, d := range file.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok || decl.Tok != token.CONST {
				continue
			}
			for _, s := range decl.Specs {
				for i, value := range s.(*ast.ValueSpec).Values {
					literal, ok := value.(*ast.BasicLit)
					if !ok || literal.Kind != token.STRING || !s.(*ast.ValueSpec).Names[i].IsExported() {
						continue
					}
					text, err := strconv.Unquote(literal.Value)
					require.NoError(t, err)
					found[s.(*ast.ValueSpec).Names[i].Name+" "+text] = true
				}
			}
		}
	}
	require.Greater(t, len(found), 50)
	return slices.Sorted(maps.Keys(found))
}
