package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// fresh asks for a build cache of its own for each build: nothing that the other
// one has compiled is used. It takes minutes.
const fresh = "PANTAU_REPRODUCIBLE"

// releaseBuild is how the Magefile builds releases; TestReleasesAreBuiltSo
// compares.
var releaseBuild = []string{"go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -X main.version=1.2.3 -X main.revision=abcdef"}

// TestBuildsAreReproducible builds both programs of the same sources in two
// folders, at another time and place, and gets the same bytes.
func TestBuildsAreReproducible(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it builds everything twice")
	}
	var sums []map[string]string
	for _, place := range []string{"a", "another/place/farther down"} {
		dir := filepath.Join(t.TempDir(), place)
		copyTree(t, "..", dir)
		sums = append(sums, build(t, dir))
	}
	require.Equal(t, sums[0], sums[1])
}

// copyTree copies the sources, those not committed yet too.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.go", "go.mod", "go.sum", "collector", "connectors", "plugin/pkg")
	cmd.Dir = from
	raw, err := cmd.Output()
	if err != nil {
		t.Skipf("there is no git here: %s", err)
	}
	for name := range bytes.SplitSeq(bytes.TrimSuffix(raw, []byte{0}), []byte{0}) {
		content, err := os.ReadFile(filepath.Join(from, string(name)))
		if os.IsNotExist(err) {
			continue // removed, and not committed yet
		}
		require.NoError(t, err)
		path := filepath.Join(to, string(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, content, 0o600))
	}
}

// build gives the checksums of the programs.
func build(t *testing.T, dir string) map[string]string {
	t.Helper()
	sums := map[string]string{}
	for _, program := range []string{"./collector", "./plugin/pkg"} {
		out := filepath.Join(t.TempDir(), "program")
		cmd := exec.Command(releaseBuild[0], slices.Concat(releaseBuild[1:], []string{"-o", out, program})...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "CGO_ENABLED=0")
		if os.Getenv(fresh) != "" {
			cmd.Env = append(cmd.Env, "GOCACHE="+t.TempDir())
		}
		said, err := cmd.CombinedOutput()
		require.NoError(t, err, string(said))
		raw, err := os.ReadFile(out)
		require.NoError(t, err)
		require.NotContains(t, string(raw), dir, "%s says where it was built", program)
		if program == "./collector" {
			said, err := command(t, nil, out, "version")
			require.NoError(t, err, said)
			require.Contains(t, said, "pantau 1.2.3 abcdef ", "it says which release it is, and of which commit")
		}
		sums[program] = fmt.Sprintf("%x", sha256.Sum256(raw))
	}
	return sums
}

// TestReleasesAreBuiltSo holds the Magefile to what the other test builds with.
func TestReleasesAreBuiltSo(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join("..", "Magefile_package.go"))
	require.NoError(t, err)
	require.Contains(t, string(raw), `"go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -X main.version="+version+" -X main.revision="+revision,`)
	require.Contains(t, string(raw), `"CGO_ENABLED": "0"`)
}
