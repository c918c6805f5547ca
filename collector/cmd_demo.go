package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"github.com/pantau/pantau/collector/demo"
	"github.com/pantau/pantau/connectors"
)

// demoCommand shows the whole of Pantau on a fictional city.
func demoCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "demo")
	days := fs.Int("days", 365, text("flag_days"))
	once := fs.Bool("once", false, text("flag_demo_once"))
	dir := fs.String("dir", "", text("flag_demo_dir"))
	plugin := fs.String("plugin", "", text("flag_plugin"))
	port := fs.Int("port", 0, text("flag_demo_port"))
	token := fs.String("grafana-token-file", "", text("flag_demo_grafana_token"))
	if _, err := parse(c, fs, args, 0); err != nil {
		return err
	}
	const least, most = 14, 3660
	if *days < least || *days > most {
		_, _ = fmt.Fprintf(c.err, "pantau demo: --days: %d; write a number from %d to %d\n", *days, least, most)
		return errUsage
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	return demo.Run(ctx, demo.Options{
		Days: *days, Once: *once, Dir: *dir, Plugin: *plugin, Port: *port, GrafanaToken: *token, Language: language(),
		BuiltIn: connectors.IDs(), Executable: self, Out: c.out,
		Log: slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
}
