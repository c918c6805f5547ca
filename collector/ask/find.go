package ask

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/pantau/pantau/collector/schema/trouble"
)

// BinaryName is the plugin's file name on this system.
func BinaryName() string {
	name := fmt.Sprintf("gpx_pantau_social_%s_%s", runtime.GOOS, runtime.GOARCH)
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return name
}

// Find looks for the plugin's binary: what given names, else beside this
// program, else where the build puts it below the program's or the working
// folder, else built from the source tree that the working folder is in.
func Find(given string) (string, error) {
	if given == "" {
		given = os.Getenv("PANTAU_PLUGIN")
	}
	if given != "" {
		if _, err := os.Stat(given); err != nil {
			return "", fmt.Errorf("the plugin's binary: %w", err)
		}
		return given, nil
	}
	var dirs []string
	if self, err := os.Executable(); err == nil {
		dirs = append(dirs, filepath.Dir(self), filepath.Join(filepath.Dir(self), "..", "plugin", "dist"), filepath.Join(filepath.Dir(self), "plugin", "dist"))
	}
	if wd, err := os.Getwd(); err == nil {
		dirs = append(dirs, filepath.Join(wd, "plugin", "dist"))
	}
	for _, dir := range dirs {
		path := filepath.Join(dir, BinaryName())
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
	}
	return build()
}

// build makes the binary from source, for people who work on Pantau itself.
func build() (string, error) {
	const missing = "the plugin's binary (%s) is neither beside pantau nor in plugin/dist; build it with `go tool mage build`, or name it with --plugin"
	root, err := sourceTree()
	if err != nil {
		return "", trouble.In(trouble.Grafana, fmt.Errorf(missing, BinaryName()))
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	path := filepath.Join(cache, "pantau", BinaryName())
	cmd := exec.Command("go", "build", "-o", path, "./plugin/pkg") //nolint:gosec // fixed words
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", trouble.In(trouble.Grafana, fmt.Errorf(missing+": building it failed: %w: %s", BinaryName(), err, out))
	}
	return path, nil
}

// sourceTree finds the folder of Pantau's go.mod above the working folder.
func sourceTree() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		_, mod := os.Stat(filepath.Join(dir, "go.mod"))
		_, plugin := os.Stat(filepath.Join(dir, "plugin", "pkg", "main.go"))
		if mod == nil && plugin == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("not in Pantau's source tree")
		}
		dir = parent
	}
}
