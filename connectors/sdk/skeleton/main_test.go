package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSkeletonIsGreen makes a connector in a module of its own, which has the
// same dependencies as this one, and runs its tests.
func TestSkeletonIsGreen(t *testing.T) {
	t.Parallel()
	const module, id = "pantau.invalid/skeleton", "koranku"
	dir := t.TempDir()
	root, err := filepath.Abs("../../..")
	require.NoError(t, err)
	gomod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	own := strings.Replace(string(gomod), "module github.com/pantau/pantau", "module "+module, 1)
	own += "\nrequire github.com/pantau/pantau v0.0.0\nreplace github.com/pantau/pantau => " + root + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte(own), 0o600))
	gosum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.sum"), gosum, 0o600))

	require.NoError(t, run(dir, module, id))
	require.ErrorContains(t, run(dir, module, id), "is there already")
	cmd := exec.Command("go", "test", "-mod=mod", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
}

func TestBadIDsAreRefused(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "Koran", "9koran", "../etc", "koran ku"} {
		require.Error(t, run(t.TempDir(), "pantau.invalid", id), id)
	}
}
