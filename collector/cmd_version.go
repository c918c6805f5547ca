package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

// Set by the release build, which leaves the rest of what Go knows of the
// source tree out, so that the same sources give the same bytes anywhere.
var (
	version  = "dev"
	revision = ""
)

func versionCommand(_ context.Context, c *console, args []string) error {
	if _, err := parse(c, flags(c, "version"), args, 0); err != nil {
		return err
	}
	_, _ = fmt.Fprintln(c.out, versionLine())
	return nil
}

// versionLine names this program and what it is made of.
func versionLine() string {
	of := ""
	if from := sourceRevision(); from != "" {
		of = " " + from
	}
	return fmt.Sprintf("pantau %s%s %s/%s %s, InfluxDB 1.8.10", version, of, runtime.GOOS, runtime.GOARCH, runtime.Version())
}

// sourceRevision is the commit that this program is of, "" where it is not known.
func sourceRevision() string {
	if revision != "" {
		return revision
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}
