package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSkeletonIsGreen makes a query type in a copy of the plugin and runs the
// tests that hold a query type there.
func TestSkeletonIsGreen(t *testing.T) {
	t.Parallel()
	const id = "waktu_balas"
	tree, root := t.TempDir(), "../../../.."
	for _, folder := range []string{"collector/schema", "collector/influxd", "connectors/sdk", "plugin/pkg"} {
		require.NoError(t, os.CopyFS(filepath.Join(tree, folder), os.DirFS(filepath.Join(root, folder))))
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		raw, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(tree, name), raw, 0o600))
	}
	require.NoError(t, run(tree, id))
	require.ErrorContains(t, run(tree, id), "is there already")
	require.NoError(t, os.Remove(filepath.Join(tree, "plugin/pkg/query", id+".go")))
	require.ErrorContains(t, run(tree, id), "has texts of "+id+" already")

	tree = again(t, tree, root, id)
	cmd := exec.Command("go", "test", "-mod=mod", "./plugin/pkg/query", "-run", "^(TestCases|TestEveryHelpIsWhole|TestEveryQueryTypeHasCases)$")
	cmd.Dir, cmd.Env = tree, append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
}

// again starts from the catalogue as it was.
func again(t *testing.T, tree, root, id string) string {
	t.Helper()
	const texts = "collector/schema/catalogue/texts/query.yaml"
	raw, err := os.ReadFile(filepath.Join(root, texts))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(tree, texts), raw, 0o600))
	require.NoError(t, run(tree, id))
	return tree
}

func TestBadIDsAreRefused(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "Balas", "9balas", "../etc", "waktu balas", "a__b", "a_"} {
		require.ErrorContains(t, run(t.TempDir(), id), "is no id", id)
	}
}
