package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/ask/asgrafana"
	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/scale/store"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/collector/usage"
)

// viewers look at the wall screen at once.
const viewers = 20

// wall asks everything that the wall screen shows, for every viewer at once: first of
// a data source that has just been set up, then again, as a refresh does.
func (o options) wall(ctx context.Context, b *bench) (rows []row, err error) {
	s := store.Full()
	s.Accounts, s.Days, s.Posts, s.Mentions = 20, 120, 6000, 150_000
	db, err := embedded.Start(filepath.Join(b.dir, "wall"), "pantau", 0, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := store.Make(ctx, s, []sink.Database{{URL: db.URL, Bucket: "pantau", Token: db.Token}}, func(store.Progress) {}); err != nil {
		return nil, err
	}
	panels, err := wallPanels(filepath.Join("dashboards", "en", "wall-screen.json"), s.End)
	if err != nil {
		return nil, err
	}
	p, err := ask.Start(o.plugin, ask.Source{URL: db.URL, Bucket: "pantau", Token: db.Token, TimeZone: "Asia/Jakarta", Language: "id"})
	if err != nil {
		return nil, err
	}
	defer p.Close()
	look := func() (cost, error) {
		began, before := time.Now(), usage.Work(p.Process())+usage.Work(os.Getpid())
		g, ctx := errgroup.WithContext(ctx)
		for range viewers {
			for _, q := range panels {
				g.Go(func() error { _, err := asgrafana.Ask(ctx, p, q); return err })
			}
		}
		if err := g.Wait(); err != nil {
			return cost{}, err
		}
		_, most := usage.Memory(p.Process())
		return cost{N: viewers * len(panels), Took: time.Since(began), Work: usage.Work(p.Process()) + usage.Work(os.Getpid()) - before, Memory: most}, nil
	}
	found, err := inTurn(o.repeats, func() (cost, error) { p.Renew(); return look() }, look)
	if err != nil {
		return nil, err
	}
	for i, how := range []string{"nothing in the cache", "again"} {
		rows = append(rows, row{
			fmt.Sprintf("wall screen of %d panels, %d viewers at once, %s", len(panels), viewers, how),
			spreadOf(found[i], took).seconds() + " until all have all", spreadOf(found[i], worked).seconds(), mebibytes(spreadOf(found[i], held).median),
			"20 accounts, 150,000 mentions in 120 days; memory of the plugin, processor time with the database inside",
		})
	}
	return rows, nil
}

// wallPanels are the queries of the wall screen's panels.
func wallPanels(path string, end time.Time) ([]ask.Question, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the wall screen: %w", err)
	}
	var board struct {
		Panels []struct {
			TimeFrom string `json:"timeFrom"`
			Targets  []struct {
				QueryType string         `json:"queryType"`
				Params    map[string]any `json:"params"`
			} `json:"targets"`
		} `json:"panels"`
	}
	if err := json.Unmarshal(raw, &board); err != nil {
		return nil, fmt.Errorf("reading the wall screen: %w", err)
	}
	var out []ask.Question
	for _, panel := range board.Panels {
		back, err := lengthOf(panel.TimeFrom)
		if err != nil {
			return nil, err
		}
		for _, target := range panel.Targets {
			q := ask.Question{Type: target.QueryType, Params: map[string]string{}, From: end.Add(-back), To: end}
			for name, value := range target.Params {
				if text := fmt.Sprint(value); !strings.Contains(text, "$") { // its variables stand at all
					q.Params[name] = text
				}
			}
			out = append(out, q)
		}
	}
	return out, nil
}

// lengthOf reads a panel's time, such as 24h or 3d.
func lengthOf(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		hours, err := time.ParseDuration(days + "h")
		return 24 * hours, err
	}
	return time.ParseDuration(text)
}
