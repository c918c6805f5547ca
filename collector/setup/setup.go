// Package setup prepares the office's InfluxDB 2.x for Pantau: bucket, InfluxQL
// mapping, one token that writes for the collector and one that only reads for
// Grafana, and the configuration. Done again, it changes nothing. The admin
// token is used and forgotten. Rollups need nothing here: the collector makes
// them when it writes.
package setup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/influxd"
	"github.com/pantau/pantau/connectors/sdk"
)

// Options are what the operator chose.
type Options struct {
	URL        string // of the server; "" for the embedded database
	GrafanaURL string // the server's address as Grafana sees it, if another
	Org        string // "" takes the only one there is
	Bucket     string
	Retention  *time.Duration // nil: leave it, or for ever in a new bucket
	Admin      sdk.Secret     // an all-access or operator token
	Config     string         // file to write
	Template   string         // content of a new file, before the part about the database
	Rotate     bool           // make new tokens and delete the old ones
	Replace    bool           // allow what loses something
	Variables  bool           // tokens as environment variables in pantau.env
	// GrafanaToken is a file for Grafana's token that its group may read; "": beside
	// the collector's.
	GrafanaToken string
	Language     string // of the data source's answers
}

// Result is what stands now.
type Result struct {
	Version                   string // of the server; "" for the embedded database
	Org                       string
	Keeps                     time.Duration // 0: for ever
	MadeBucket, MadeMapping   bool
	Shard                     time.Duration // of the bucket's files
	Lengthened                bool          // those are longer than before
	ShardAdvice               string        // the command that lengthens them; "" where that is not needed
	MadeCollector, MadeReader bool          // tokens
	WroteConfig               bool
	CollectorAt, ReaderAt     string // where the tokens are kept
	Grafana                   string // provisioning of the data source, and
	GrafanaAt                 string // where that is kept, beside the configuration
}

// Run does it. Errors name the flag and the fix.
func Run(ctx context.Context, o Options) (Result, error) {
	if o.URL == "" {
		return runEmbedded(ctx, o)
	}
	address, err := sdk.BaseURL("--url", o.URL)
	if err != nil {
		return Result{}, err
	}
	o.URL = address
	was, exists, err := readPlace(o.Config)
	if err != nil {
		return Result{}, err
	}
	s := &server{influxd.Client{URL: o.URL, Token: o.Admin}}
	var r Result
	if r.Version, err = s.version(ctx); err != nil {
		return r, err
	}
	org, err := s.organization(ctx, o.Org)
	if err != nil {
		return r, err
	}
	r.Org = org.Name
	if err := was.fits(o, org.Name); err != nil {
		return r, err
	}
	b, made, err := s.bucket(ctx, org, o.Bucket, o.Retention, o.Replace)
	if err != nil {
		return r, err
	}
	r.MadeBucket, r.Keeps = made, b.keeps()
	if r.MadeMapping, err = s.mapDatabase(ctx, org, b); err != nil {
		return r, err
	}
	if r.Lengthened, err = s.lengthen(ctx, &b); err != nil {
		return r, err
	}
	r.Shard, r.ShardAdvice = b.shard(), s.advice(b)
	var k keeper = files{filepath.Dir(o.Config), o.GrafanaToken}
	if o.Variables && o.GrafanaToken != "" {
		return Result{}, errors.New("--grafana-token-file: with --env-file both tokens stand in pantau.env; leave one of them out")
	}
	if o.Variables {
		k = variables{filepath.Join(filepath.Dir(o.Config), "pantau.env")}
	}
	r.CollectorAt, r.ReaderAt = k.place(collector), k.place(grafana)
	if r.MadeCollector, err = s.token(ctx, org, b, collector, k, o.Rotate); err != nil {
		return r, err
	}
	if r.MadeReader, err = s.token(ctx, org, b, grafana, k, o.Rotate); err != nil {
		return r, err
	}
	if !exists {
		was.content = o.Template
	}
	if r.WroteConfig, err = was.write(o.Config, section(o, org.Name, k), k); err != nil {
		return r, err
	}
	return r, r.provide(o, org.Name, zoneOf(o.Config, k))
}

// fits refuses to point a configuration at another database unasked: what was
// collected so far would stay behind.
func (p place) fits(o Options, org string) error {
	now := p.says
	same := strings.TrimRight(now.URL, "/") == o.URL && (now.Org == "" || now.Org == org) && (now.Bucket == "" || now.Bucket == o.Bucket)
	if !p.found || same || o.Replace {
		return nil
	}
	at := now.URL
	if at == "" {
		at = "the embedded database"
	}
	return fmt.Errorf("--config: %s writes to %s, bucket %s; data stored there would stay there: name another --config, or add --replace",
		o.Config, at, now.Bucket)
}

// write puts the part about the database into the file unless it says so
// already. What would be no configuration is not written.
func (p place) write(path, section string, k keeper) (bool, error) {
	want, err := find(section)
	if err != nil {
		return false, fmt.Errorf("writing the configuration: %w", err)
	}
	if p.found && p.says == want.says {
		return false, nil
	}
	content := p.with(section)
	if _, err := config.Parse([]byte(content), filepath.Dir(path), lookup(k)); err != nil {
		return false, fmt.Errorf("--config: %s: %w", path, err)
	}
	return true, replaceFile(path, []byte(content))
}

// lookup finds variables in the environment and, if tokens are kept there, among
// them.
func lookup(k keeper) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for _, r := range []role{collector, grafana} {
			if _, ok := k.(variables); !ok || variableNames[r.name] != name {
				continue
			}
			if token, err := k.get(r); err == nil && token != "" {
				return token.Reveal(), true
			}
		}
		return os.LookupEnv(name)
	}
}

// zoneOf is the time zone of the configuration.
func zoneOf(path string, k keeper) string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return config.Default().TimeZone
	}
	c, err := config.Parse(raw, filepath.Dir(path), lookup(k))
	if err != nil {
		return config.Default().TimeZone
	}
	return c.TimeZone
}
