package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/supervisor"
	"github.com/pantau/pantau/connectors"
	"github.com/pantau/pantau/connectors/sdk"
)

// connectorsCommand prints what there is and what each can do, as the
// connectors themselves say.
func connectorsCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "connectors")
	path := fs.String("config", "", text("flag_config_optional"))
	if _, err := parse(c, fs, args, 0); err != nil {
		return err
	}
	cfg := config.Default()
	if *path != "" {
		loaded, err := loadConfig(*path)
		if err != nil {
			return err
		}
		cfg = *loaded
	}
	opts, err := engineOptions(&cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	sup, err := supervisor.New(supervisor.Options{
		BuiltIn: connectors.IDs(), Executable: opts.Executable, Dir: cfg.ConnectorsDir, Log: opts.Log,
	})
	if err != nil {
		return err
	}
	defer sup.Close()
	for _, id := range sup.IDs() {
		info, err := sup.Info(ctx, id)
		if err != nil {
			_, _ = fmt.Fprintf(c.out, "%s: %s\n\n", id, err)
			continue
		}
		c.describe(info)
	}
	return nil
}

func (c *console) describe(info sdk.Info) {
	kinds := make([]string, len(info.Records))
	for i, k := range info.Records {
		kinds[i] = string(k)
	}
	_, _ = fmt.Fprintf(c.out, "%s  %s %s\n", info.ID, info.Name, info.Version)
	_, _ = fmt.Fprintf(c.out, "  %s: %s\n", text("connectors_records"), strings.Join(kinds, ", "))
	_, _ = fmt.Fprintf(c.out, "  %s: %s\n", text("connectors_interval"), info.Interval)
	for _, cap := range info.Capabilities {
		_, _ = fmt.Fprintf(c.out, "  %-8s %-12s %s\n", cap.Of, cap.Metric, c.capability(cap))
	}
	_, _ = fmt.Fprintln(c.out)
}

func (c *console) capability(cap sdk.Capability) string {
	if cap.Reason != "" {
		return "– " + reason(cap.Reason)
	}
	said := "ok"
	if len(cap.Native) > 0 {
		said += " (" + strings.Join(cap.Native, ", ") + ")"
	}
	if cap.Permission != "" {
		said += " [" + cap.Permission + "]"
	}
	return said
}

func reason(r schema.Reason) string { return catalogue.Text(language(), "reason."+string(r)) }
