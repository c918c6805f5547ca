package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/scale/store"
	"github.com/pantau/pantau/collector/sink"
)

const bucket = "scale"

// server is a running database with the store in it.
type server struct {
	version string // 1.8 or 2.7
	db      sink.Database
	process int // its own; 0 where it runs in this one
	close   func() error
}

func (s *server) source() ask.Source {
	return ask.Source{URL: s.db.URL, Org: s.db.Org, Bucket: s.db.Bucket, Token: s.db.Token, TimeZone: "Asia/Jakarta", Language: "id"}
}

// layout is counted up when points are laid out in another way: a store made before
// is made anew then.
const layout = 5

// home is where made stores lie, by what they are made of.
func home(o store.Options) (string, error) {
	cache := os.Getenv("PANTAU_CACHE")
	if cache == "" {
		user, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("finding a folder for the store: %w", err)
		}
		cache = filepath.Join(user, ".cache", "pantau")
	}
	return filepath.Join(cache, "scale", fmt.Sprintf("%d-accounts-%d-days-%d-posts-%d-mentions-every-%s-to-%s-seed-%d-layout-%d",
		o.Accounts, o.Days, o.Posts, o.Mentions, o.Every, o.End.Format(time.DateOnly), o.Seed, layout)), nil
}

// open starts the embedded database, and InfluxDB 2.7 if there is its binary,
// and makes the store in those that lack it.
func open(ctx context.Context, o store.Options, influxd string, out io.Writer) (servers []*server, err error) {
	dir, err := home(o)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, closeAll(servers))
		}
	}()
	own, err := embedded.Start(dir, bucket, 0, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	servers = append(servers, &server{
		version: "1.8", db: sink.Database{URL: own.URL, Bucket: bucket, Token: own.Token}, close: own.Close,
	})
	if influxd != "" {
		s, err := startInfluxd(ctx, influxd, filepath.Join(dir, "influxd2"))
		if err != nil {
			return servers, err
		}
		servers = append(servers, s)
	}
	var lacking []sink.Database
	var marks []string
	for _, s := range servers {
		mark := filepath.Join(dir, "made-"+s.version+".json")
		if _, err := os.Stat(mark); err != nil {
			lacking, marks = append(lacking, s.db), append(marks, mark)
		}
	}
	return servers, fill(ctx, o, lacking, marks, out)
}

// fill makes the store, and marks where it is whole.
func fill(ctx context.Context, o store.Options, databases []sink.Database, marks []string, out io.Writer) error {
	if len(databases) == 0 {
		return nil
	}
	started, said := time.Now(), time.Time{}
	err := store.Make(ctx, o, databases, func(p store.Progress) {
		if now := time.Now(); now.Sub(said) > 10*time.Second || p.Done == p.Units {
			said = now
			fmt.Fprintf(out, "making the store: %d of %d parts, %d points, %s\n", p.Done, p.Units, p.Points, now.Sub(started).Round(time.Second))
		}
	})
	if err != nil {
		return fmt.Errorf("making the store: %w", err)
	}
	raw, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("marking the store: %w", err)
	}
	for _, mark := range marks {
		if err := os.WriteFile(mark, raw, 0o600); err != nil {
			return fmt.Errorf("marking the store: %w", err)
		}
	}
	return nil
}

func closeAll(servers []*server) error {
	var errs []error
	for _, s := range servers {
		errs = append(errs, s.close())
	}
	return errors.Join(errs...)
}
