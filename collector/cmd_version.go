package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set by the release build.
var version = "dev"

func versionCommand(_ context.Context, c *console, args []string) error {
	if _, err := parse(c, flags(c, "version"), args, 0); err != nil {
		return err
	}
	_, _ = fmt.Fprintln(c.out, versionLine())
	return nil
}

// versionLine names this program and what it is made of.
func versionLine() string {
	revision := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = " " + s.Value
			}
		}
	}
	return fmt.Sprintf("pantau %s%s %s/%s %s, InfluxDB 1.8.10", version, revision, runtime.GOOS, runtime.GOARCH, runtime.Version())
}
