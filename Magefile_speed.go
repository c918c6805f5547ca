//go:build mage

package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/magefile/mage/sh"
)

// BenchSpeed measures the path from platform to database, beside client-go and Telegraf 1.37, and prints one table; ARGS are flags, such as -help.
func BenchSpeed() error {
	env, err := peers()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "pantau-programs-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	args := []string{"run", "./collector/speed"}
	for name, from := range map[string]string{"pantau": "./collector", "plugin": "./plugin/pkg"} { // as they are released
		path := filepath.Join(dir, name+ending())
		if err := sh.RunWithV(map[string]string{"CGO_ENABLED": "0"}, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, from); err != nil {
			return err
		}
		args = append(args, "-"+name, path)
	}
	return sh.RunWithV(env, "go", append(args, strings.Fields(os.Getenv("ARGS"))...)...)
}
