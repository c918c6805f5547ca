package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/influxd"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/collector/usage"
	"github.com/pantau/pantau/connectors/sdk"
)

// bench is a folder and a database to measure in.
type bench struct {
	dir     string
	version string // of InfluxDB
	client  influxd.Client
	org     influxd.Made
	inside  *embedded.Server // where there is no InfluxDB 2.7
	program *influxd.Program
	buckets int
}

// first opens a database of invented people on loopback.
var first = influxd.First{User: "speed", Org: "pantau", Bucket: "pantau", Token: sdk.Secret("token-of-the-measurement")}

func newBench(ctx context.Context, o options) (b *bench, err error) {
	b = &bench{version: "1.8 inside"}
	if b.dir, err = os.MkdirTemp("", "pantau-speed-"); err != nil {
		return nil, fmt.Errorf("making a folder to measure in: %w", err)
	}
	if o.influxd == "" {
		fmt.Fprintln(os.Stderr, "InfluxDB 2.7: SKIPPED: not installed; .ci/influxdb27 installs it")
		b.inside, err = embedded.Start(b.dir, "pantau", 0, slog.New(slog.DiscardHandler))
		if err == nil {
			b.client = influxd.Client{URL: b.inside.URL, Token: b.inside.Token}
		}
		return b, errors.Join(err, b.closeIf(err))
	}
	b.version = "2.7"
	starting, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if b.program, err = influxd.Start(starting, o.influxd, filepath.Join(b.dir, "influxd")); err != nil {
		return nil, errors.Join(err, os.RemoveAll(b.dir))
	}
	b.client = b.program.As(first.Token)
	b.org, _, err = b.client.SetUp(starting, first)
	return b, errors.Join(err, b.closeIf(err))
}

func (b *bench) closeIf(err error) error {
	if err == nil {
		return nil
	}
	return b.close()
}

func (b *bench) close() (err error) {
	if b.inside != nil {
		err = b.inside.Close()
	}
	if b.program != nil {
		err = b.program.Stop()
	}
	return errors.Join(err, os.RemoveAll(b.dir))
}

// empty makes a new bucket to write to. What stood there before is not removed:
// that work would hit whoever comes next.
func (b *bench) empty(ctx context.Context) (sink.Database, error) {
	b.buckets++
	db := sink.Database{URL: b.client.URL, Org: first.Org, Bucket: fmt.Sprintf("speed-%d", b.buckets), Token: b.client.Token}
	if b.inside != nil {
		return db, b.client.InfluxQL(ctx, "", fmt.Sprintf("CREATE DATABASE %q", db.Bucket))
	}
	return db, b.client.Call(ctx, http.MethodPost, "/api/v2/buckets", map[string]any{
		"orgID": b.org.Org, "name": db.Bucket,
		"retentionRules": []any{map[string]any{"type": "expire", "everySeconds": 0, "shardGroupDurationSeconds": int(embedded.Shard.Seconds())}},
	}, nil)
}

// served is how much processor time the database has had; 0 where it runs inside.
func (b *bench) served() time.Duration {
	if b.program == nil {
		return 0
	}
	return usage.Work(b.program.Process())
}

// counted gives how many points of each measurement a bucket holds: as many as its
// field that most of them have.
func (b *bench) counted(ctx context.Context, db sink.Database) (map[string]int, error) {
	form := url.Values{"db": {db.Bucket}, "q": {"SELECT count(*) FROM /.*/"}}
	raw, err := b.client.Send(ctx, http.MethodPost, "/query", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("counting points: %w", err)
	}
	var answer struct {
		Results []struct {
			Series []struct {
				Name   string
				Values [][]any
			}
		}
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return nil, fmt.Errorf("counting points: %w", err)
	}
	out := map[string]int{}
	for _, r := range answer.Results {
		for _, s := range r.Series {
			if s.Name == schema.PostsWeek { // the sink lists afterwards
				continue
			}
			for _, v := range s.Values[0][1:] { // the first is the time
				n, _ := v.(float64) // nothing where no point has the field
				out[s.Name] = max(out[s.Name], int(n))
			}
		}
	}
	return out, nil
}
