package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/influxd"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/connectors/sdk"
)

// first opens a database of invented people on loopback.
var first = influxd.First{User: "scale", Org: "pantau", Bucket: bucket, Token: sdk.Secret("token-of-the-scale-store")}

// startInfluxd runs the InfluxDB 2.7 binary on a data folder, new or old.
func startInfluxd(ctx context.Context, binary, dir string) (*server, error) {
	starting, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	p, err := influxd.Start(starting, binary, dir)
	if err != nil {
		return nil, err
	}
	made, fresh, err := p.SetUp(ctx, first)
	if err == nil && fresh {
		err = longShards(ctx, p.As(first.Token), made.Bucket)
	}
	if err != nil {
		return nil, errors.Join(err, p.Stop())
	}
	return &server{
		version: "2.7", process: p.Process(), close: p.Stop,
		db: sink.Database{URL: p.URL, Org: first.Org, Bucket: bucket, Token: first.Token},
	}, nil
}

// longShards gives the bucket the shards that docs/scale.md advises.
func longShards(ctx context.Context, c influxd.Client, bucket string) error {
	rules := []any{map[string]any{"type": "expire", "everySeconds": 0, "shardGroupDurationSeconds": int(embedded.Shard.Seconds())}}
	if err := c.Call(ctx, http.MethodPatch, "/api/v2/buckets/"+bucket, map[string]any{"retentionRules": rules}, nil); err != nil {
		return fmt.Errorf("setting the shards of InfluxDB 2.7: %w", err)
	}
	return nil
}
