package setup

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/influxd"
	"github.com/pantau/pantau/collector/ownership"
	"github.com/pantau/pantau/connectors/sdk"
)

// runEmbedded prepares the case without a server: a configuration without a
// URL, and a user that only reads beside the collector's own.
func runEmbedded(ctx context.Context, o Options) (r Result, err error) {
	if o.GrafanaToken != "" {
		return r, errors.New("--grafana-token-file: the database inside keeps it beside its own; leave the flag out")
	}
	was, exists, err := readPlace(o.Config)
	if err != nil {
		return r, err
	}
	was.says.Bucket = cmp.Or(was.says.Bucket, config.Default().InfluxDB.Bucket)
	if err := was.fits(o, ""); err != nil {
		return r, err
	}
	k := files{dir: filepath.Dir(o.Config)}
	if !exists {
		was.content = o.Template
	}
	if !exists || was.says.URL != "" || was.says.Bucket != o.Bucket {
		if r.WroteConfig, err = was.write(o.Config, "influxdb:\n  bucket: "+quoted(o.Bucket)+"\n", k); err != nil {
			return r, err
		}
	}
	c, err := config.Load(o.Config)
	if err != nil {
		return r, err
	}
	if err := ownership.Check(c.DataDir); err != nil {
		return r, err
	}
	had, err := files{dir: filepath.Join(c.DataDir, "influxdb")}.get(grafana)
	if err != nil {
		return r, err
	}
	db, stop, err := openEmbedded(c) // which makes the user that only reads
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	tokens := files{dir: filepath.Join(c.DataDir, "influxdb")}
	r.CollectorAt, r.ReaderAt = filepath.Join(c.DataDir, "influxdb", "token"), tokens.place(grafana)
	s := &server{influxd.Client{URL: db.URL, Token: db.Token}}
	if r.MadeReader, err = s.embeddedReader(ctx, c.InfluxDB.Bucket, tokens, o.Rotate); err != nil {
		return r, err
	}
	r.MadeReader = r.MadeReader || had == ""
	o.URL = fmt.Sprintf("http://127.0.0.1:%d", c.InfluxDB.Port)
	return r, r.provide(o, "", c.TimeZone)
}

// openEmbedded finds the running database, or starts it for a moment.
func openEmbedded(c *config.Config) (embedded.Address, func() error, error) {
	db, err := embedded.Start(c.DataDir, c.InfluxDB.Bucket, 0, slog.New(slog.DiscardHandler))
	if errors.Is(err, embedded.ErrRunning) {
		at, err := embedded.Running(c.DataDir, c.InfluxDB.Bucket)
		return at, func() error { return nil }, err
	}
	if err != nil {
		return embedded.Address{}, nil, err
	}
	return db.Address, db.Close, nil
}

// embeddedReader makes the user that only reads, or gives it a new password.
func (s *server) embeddedReader(ctx context.Context, bucket string, k keeper, rotate bool) (bool, error) {
	here, err := k.get(grafana)
	if err != nil {
		return false, err
	}
	if here != "" && !rotate && s.reads(ctx, here, bucket) == nil {
		return false, nil
	}
	secret := make([]byte, 24)
	_, _ = rand.Read(secret) // never fails
	password := base64.RawURLEncoding.EncodeToString(secret)
	// DROP USER is refused where there is none; the others must work.
	_ = s.InfluxQL(ctx, "", "DROP USER "+embedded.Reader)
	for _, statement := range []string{
		"CREATE USER " + embedded.Reader + " WITH PASSWORD '" + password + "'",
		`GRANT READ ON "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(bucket) + `" TO ` + embedded.Reader,
	} {
		if err := s.InfluxQL(ctx, "", statement); err != nil {
			return false, fmt.Errorf("making the user that only reads: %w", err)
		}
	}
	return true, k.put(grafana, sdk.Secret(embedded.Reader+":"+password))
}
