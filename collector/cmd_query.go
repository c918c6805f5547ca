package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/engine"
	"github.com/pantau/pantau/collector/timerange"
)

// paramFlags gathers --param k=v.
type paramFlags map[string]string

func (p paramFlags) String() string { return "" }

func (p paramFlags) Set(s string) error {
	k, v, ok := strings.Cut(s, "=")
	if !ok || k == "" {
		return fmt.Errorf("%q: write name=value", s)
	}
	p[k] = v
	return nil
}

// queryCommand asks the plugin binary one question.
func queryCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "query")
	path := fs.String("config", "", text("flag_config"))
	from := fs.String("from", "now-30d", text("flag_from"))
	to := fs.String("to", "now", text("flag_to"))
	format := fs.String("format", "table", text("flag_format"))
	binary := fs.String("plugin", "", text("flag_plugin"))
	params := paramFlags{}
	fs.Var(params, "param", text("flag_param"))
	words, err := parse(c, fs, args, 1)
	if err != nil {
		return err
	}
	if len(words) != 1 || !slices.Contains(ask.Formats, *format) {
		_, _ = fmt.Fprintf(c.err, "pantau query: %s\n\n", text("query_form", "formats", strings.Join(ask.Formats, ", ")))
		fs.Usage()
		return errUsage
	}
	cfg, err := loadConfig(*path)
	if err != nil {
		return err
	}
	q := ask.Question{Type: words[0], Params: params}
	if q.From, q.To, err = timerange.Parse(*from, *to, time.Now()); err != nil {
		return &engine.ConfigError{Err: err}
	}
	return c.query(ctx, cfg, q, *binary, *format)
}

func (c *console) query(ctx context.Context, cfg *config.Config, q ask.Question, binary, format string) (err error) {
	source, closeStore, err := openSource(cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	path, err := ask.Find(binary)
	if err != nil {
		return err
	}
	p, err := ask.Start(path, source)
	if err != nil {
		return err
	}
	defer p.Close()
	frames, err := p.Ask(ctx, q)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(cfg.TimeZone)
	if err != nil {
		return err
	}
	return ask.Print(c.out, frames, format, zone, language())
}

// openSource finds the data: a server, the embedded store of a running
// collector, or the embedded store opened here.
func openSource(cfg *config.Config) (ask.Source, func() error, error) {
	db := cfg.InfluxDB
	source := ask.Source{URL: db.URL, Org: db.Org, Bucket: db.Bucket, Token: db.Token, TimeZone: cfg.TimeZone, Language: string(language())}
	if !db.Embedded() {
		return source, func() error { return nil }, nil
	}
	server, err := embedded.Start(cfg.DataDir, db.Bucket, 0, slog.New(slog.DiscardHandler))
	if errors.Is(err, embedded.ErrRunning) {
		at, err := embedded.Running(cfg.DataDir, db.Bucket)
		source.URL, source.Token = at.URL, at.Token
		return source, func() error { return nil }, err
	}
	if err != nil {
		return source, nil, err
	}
	source.URL, source.Token = server.URL, server.Token
	return source, server.Close, nil
}
