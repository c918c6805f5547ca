package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var copied = regexp.MustCompile(`(?m)^COPY ([^-\n].*)$`)

// stages are the parts of a Dockerfile, each from its base image on.
func stages(t *testing.T, dockerfile string) []string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", dockerfile))
	require.NoError(t, err)
	return strings.Split("\n"+string(raw), "\nFROM ")[1:]
}

// TestImagesBuildFromWhatIsThere follows the Dockerfiles as far as that goes
// without Docker: what they copy is there and gets into the build, it is enough
// for Go, and base images have a version.
func TestImagesBuildFromWhatIsThere(t *testing.T) {
	t.Parallel()
	ignored, err := os.ReadFile("../.dockerignore")
	require.NoError(t, err)
	built := 0
	for _, dockerfile := range []string{"collector/Dockerfile", "plugin/Dockerfile"} {
		for _, stage := range stages(t, dockerfile) {
			base, _, _ := strings.Cut(stage, "\n")
			require.Regexp(t, `^\S+:[^ ]+`, base, dockerfile)
			require.NotContains(t, base, ":latest", dockerfile)
			var sources []string
			for _, c := range copied.FindAllStringSubmatch(stage, -1) {
				words := strings.Fields(c[1])
				sources = append(sources, words[:len(words)-1]...)
			}
			for _, from := range sources {
				_, err := os.Stat(filepath.Join("..", from))
				require.NoError(t, err, dockerfile)
				require.NotContains(t, strings.Fields(string(ignored)), from, "%s: it does not get into the build", dockerfile)
			}
			for _, part := range goParts.FindAllString(stage, -1) {
				built++
				out, err := command(t, []string{"GOFLAGS=", "GOPROXY=off"}, "go", "list", "-C", buildContext(t, sources), "-deps", part)
				require.NoError(t, err, "%s: %s", dockerfile, out)
			}
		}
	}
	require.Equal(t, 3, built)
}

// goParts are what a stage builds with Go.
var goParts = regexp.MustCompile(`\./(?:collector|plugin/pkg)\b`)

// buildContext is a folder with what a stage has copied, in its place.
func buildContext(t *testing.T, sources []string) string {
	t.Helper()
	if slices.Contains(sources, ".") {
		return ".."
	}
	dir := t.TempDir()
	for _, from := range sources {
		source := filepath.Join("..", from)
		info, err := os.Stat(source)
		require.NoError(t, err)
		if info.IsDir() {
			require.NoError(t, os.CopyFS(filepath.Join(dir, from), os.DirFS(source)))
			continue
		}
		require.NoError(t, copyFile(source, filepath.Join(dir, from), plain))
	}
	return dir
}
