package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/doctor"
	"github.com/pantau/pantau/collector/engine"
	"github.com/pantau/pantau/collector/health"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/supervisor"
)

// doctorCommand looks the installation over and packs what support needs.
func doctorCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "doctor")
	path := fs.String("config", "", text("flag_config"))
	out := fs.String("out", "", text("flag_doctor_out"))
	logFile := fs.String("log", "", text("flag_doctor_log"))
	binary := fs.String("plugin", "", text("flag_plugin"))
	if _, err := parse(c, fs, args, 0); err != nil {
		return err
	}
	cfg, err := loadConfig(*path)
	if err != nil {
		return err
	}
	report := doctor.Examine(ctx, doctor.Patient{
		Config: cfg, Now: time.Now, Ask: asking(cfg.HTTP),
		Plugin:     func() (string, error) { return ask.Find(*binary) },
		Connectors: func() (map[string]error, error) { return foreign(cfg) },
		Format:     func() error { _, err := engine.CheckFormat(cfg.DataDir); return err },
		Confined:   supervisor.Confinement() > 0,
	})
	c.tell(report)
	if *out != "" {
		if err := c.bundle(doctor.Bundle{Config: cfg, Report: report, Version: versionLine(), At: time.Now()}, *out, *logFile); err != nil {
			return err
		}
	}
	if report.Worst() == doctor.Failed {
		return errSilent
	}
	return nil
}

// tell prints the findings, each with what to do.
func (c *console) tell(r *doctor.Report) {
	levels := []string{text("doctor_ok"), text("doctor_warning"), text("doctor_failed")}
	for _, f := range r.Findings {
		_, _ = fmt.Fprintf(c.out, "%s  %s\n", levels[f.Level], f.Text(language()))
		if fix := f.Fix(language()); fix != "" {
			_, _ = fmt.Fprintf(c.out, "           → %s\n", fix)
		}
	}
}

func (c *console) bundle(b doctor.Bundle, path, logFile string) (err error) {
	if logFile != "" {
		lines, err := os.Open(logFile)
		if err != nil {
			return &engine.ConfigError{Err: fmt.Errorf("--log: %w", err)}
		}
		defer func() { _ = lines.Close() }() // only read
		b.Log = lines
	}
	const ownerOnly = 0o600
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, ownerOnly)
	if err != nil {
		return &engine.ConfigError{Err: fmt.Errorf("--out: %w", err)}
	}
	if err := errors.Join(b.Write(file), file.Close()); err != nil {
		return fmt.Errorf("--out: %w", errors.Join(err, os.Remove(path))) // half of it helps nobody
	}
	_, _ = fmt.Fprintf(c.out, "\n%s\n", catalogue.Text(language(), "doctor.written", "path", path))
	return nil
}

// foreign compares the foreign connectors with their checksums.
func foreign(cfg *config.Config) (map[string]error, error) {
	sup, err := supervisor.New(supervisor.Options{Dir: cfg.ConnectorsDir, Checksums: cfg.ConnectorsSHA256})
	if err != nil {
		return nil, err
	}
	defer sup.Close()
	return sup.Verify(), nil
}

// asking asks a running collector over its HTTP endpoints; nil if they are off.
func asking(h config.HTTP) func(context.Context, string) (int, []byte, error) {
	if h.Listen == "" {
		return nil
	}
	return func(ctx context.Context, path string) (int, []byte, error) { return health.Ask(ctx, h, path) }
}
