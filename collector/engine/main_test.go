package engine

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/connectors"
)

// TestMain lets the test binary stand in for pantau: started as
// `… connector ID` it is a connector, started as `… collect FILE` a collector.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 {
		switch os.Args[1] {
		case "connector":
			os.Exit(connectors.Main(os.Args[2:], os.Stderr))
		case "collect":
			os.Exit(collect(os.Args[2]))
		}
	}
	os.Exit(m.Run())
}

func collect(path string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	c, err := config.Load(path)
	if err == nil {
		var e *Engine
		if e, err = Open(ctx, options(c)); err == nil {
			err = e.Run(ctx)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func options(c *config.Config) Options {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return Options{Config: c, BuiltIn: connectors.IDs(), Executable: self, Log: slog.New(slog.DiscardHandler)}
}
