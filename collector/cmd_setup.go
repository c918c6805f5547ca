package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/engine"
	"github.com/pantau/pantau/collector/setup"
	"github.com/pantau/pantau/connectors/sdk"
)

// adminToken names the environment variable with the token that setup works with.
const adminToken = "PANTAU_SETUP_TOKEN" //nolint:gosec // the name alone

// setupCommand prepares the office's InfluxDB, or the embedded one, and writes the
// configuration. Without --url and --embedded it asks.
func setupCommand(ctx context.Context, c *console, args []string) error {
	o := setup.Options{Language: string(language())}
	fs := flags(c, "setup")
	embedded := fs.Bool("embedded", false, text("flag_setup_embedded"))
	fs.StringVar(&o.URL, "url", "", text("flag_setup_url"))
	fs.StringVar(&o.GrafanaURL, "grafana-url", "", text("flag_setup_grafana_url"))
	fs.StringVar(&o.Org, "org", "", text("flag_setup_org"))
	fs.StringVar(&o.Bucket, "bucket", config.Default().InfluxDB.Bucket, text("flag_setup_bucket"))
	keep := fs.String("retention", "", text("flag_setup_retention"))
	tokenFile := fs.String("admin-token-file", "", text("flag_setup_token", "variable", adminToken))
	fs.StringVar(&o.Config, "config", "pantau.yaml", text("flag_setup_config"))
	fs.BoolVar(&o.Variables, "env-file", false, text("flag_setup_env_file"))
	fs.StringVar(&o.GrafanaToken, "grafana-token-file", "", text("flag_setup_grafana_token"))
	fs.BoolVar(&o.Rotate, "rotate", false, text("flag_setup_rotate"))
	fs.BoolVar(&o.Replace, "replace", false, text("flag_setup_replace"))
	if _, err := parse(c, fs, args, 0); err != nil {
		return err
	}
	ask := newQuestions(c)
	if o.URL == "" && !*embedded {
		if err := ask.about(ctx, &o, keep); err != nil {
			return err
		}
	}
	if err := keepFor(&o, *keep); err != nil {
		return err
	}
	if o.URL != "" {
		token, err := ask.admin(ctx, *tokenFile)
		if err != nil {
			return err
		}
		o.Admin = token
	}
	o.Template = text("setup_file")
	r, err := setup.Run(ctx, o)
	if err != nil {
		return &engine.ConfigError{Err: err}
	}
	c.isSetUp(o, r)
	return nil
}

// keepFor reads how long the bucket keeps data; "" leaves that as it is.
func keepFor(o *setup.Options, raw string) error {
	if raw == "" {
		return nil
	}
	var d config.Duration
	if err := yaml.Unmarshal([]byte(raw), &d); err != nil || d < 0 || d > 0 && time.Duration(d) < time.Hour {
		return &engine.ConfigError{Err: fmt.Errorf("--retention: %q is no time span; write one like 730d, at least 1h, or 0 to keep for ever", raw)}
	}
	o.Retention = (*time.Duration)(&d)
	return nil
}

// isSetUp says what stands now and what comes next.
func (c *console) isSetUp(o setup.Options, r setup.Result) {
	say := func(key string, pairs ...any) { _, _ = fmt.Fprintln(c.out, text(key, pairs...)) }
	done := func(made bool) string {
		if made {
			return text("setup_made")
		}
		return text("setup_kept")
	}
	if r.Version != "" {
		say("setup_server", "version", r.Version, "url", o.URL, "org", r.Org)
		keeps := text("setup_for_ever")
		if r.Keeps > 0 {
			keeps = text("setup_days", "days", number(r.Keeps.Hours()/24, 1))
		}
		say("setup_bucket", "bucket", o.Bucket, "done", done(r.MadeBucket), "keeps", keeps)
		days := number(r.Shard.Hours()/24, 0)
		switch {
		case r.Lengthened:
			say("setup_lengthened", "bucket", o.Bucket, "days", days)
		case r.ShardAdvice != "":
			say("setup_short_shards", "bucket", o.Bucket, "days", days, "command", r.ShardAdvice)
		}
		say("setup_mapping", "bucket", o.Bucket, "done", done(r.MadeMapping))
		say("setup_collector", "at", r.CollectorAt, "done", done(r.MadeCollector))
	}
	say("setup_reader", "at", r.ReaderAt, "done", done(r.MadeReader))
	say("setup_config", "config", o.Config, "done", done(r.WroteConfig))
	next := "setup_next"
	if o.URL == "" {
		next = "setup_next_embedded"
	}
	say(next, "reader", r.ReaderAt, "at", setup.GrafanaToken, "file", r.GrafanaAt, "source", "\n"+indented(r.Grafana), "config", o.Config)
	if o.Rotate {
		say("setup_rotated")
	}
}

func indented(s string) string {
	return "      " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n      ")
}

// admin gives the token to work with: from the file, the environment or a prompt
// that shows nothing. It never stands on the command line, which others can see.
func (q *questions) admin(ctx context.Context, file string) (sdk.Secret, error) {
	if file != "" {
		raw, err := os.ReadFile(file)
		if err != nil {
			return "", &engine.ConfigError{Err: fmt.Errorf("--admin-token-file: %w", err)}
		}
		return token(string(raw))
	}
	if v := os.Getenv(adminToken); v != "" {
		return token(v)
	}
	answer, err := q.secret(ctx, text("setup_ask_token"))
	if err != nil {
		return "", err
	}
	return token(answer)
}

func token(raw string) (sdk.Secret, error) {
	t := strings.TrimSpace(raw)
	if t == "" || strings.ContainsAny(t, " \n\r\t") {
		return "", &engine.ConfigError{Err: fmt.Errorf("the admin token: none was given; put it into a file (--admin-token-file), into %s, or type it when asked", adminToken)}
	}
	return sdk.Secret(t), nil
}

// about asks for what no flag said.
func (q *questions) about(ctx context.Context, o *setup.Options, keep *string) (err error) {
	_, _ = fmt.Fprintln(q.out, text("setup_intro"))
	if o.URL, err = q.line(ctx, text("setup_ask_url"), ""); err != nil || o.URL == "" {
		return err
	}
	if o.Org == "" {
		if o.Org, err = q.line(ctx, text("setup_ask_org"), ""); err != nil {
			return err
		}
	}
	if o.Bucket, err = q.line(ctx, text("setup_ask_bucket"), o.Bucket); err != nil {
		return err
	}
	if *keep == "" {
		*keep, err = q.line(ctx, text("setup_ask_retention"), "")
	}
	o.Config = cmp.Or(o.Config, "pantau.yaml")
	return err
}
