package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/enrich/topics"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/collector/usage"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// sink lets a child drain a copy of a queue, or put it into another one that is
// drained, and then list what it wrote, or not.
func (b *bench) sink(ctx context.Context, child, queue string, db sink.Database, lists bool) (cost, error) {
	t := taskOf(db)
	t.Lists = lists
	var err error
	if t.Dir, err = os.MkdirTemp(b.dir, "sink-"); err != nil {
		return cost{}, fmt.Errorf("making a folder for the sink: %w", err)
	}
	if err := os.CopyFS(filepath.Join(t.Dir, "spool"), os.DirFS(queue)); err != nil {
		return cost{}, fmt.Errorf("copying the spool: %w", err)
	}
	c, err := inChild(ctx, child, t)
	return c, errors.Join(err, os.RemoveAll(t.Dir))
}

// viaSink is a child's task: it drains a queue.
func viaSink(ctx context.Context, t task) (int, error) {
	queue, err := spool.Open(ctx, filepath.Join(t.Dir, "spool"), 4<<30)
	if err != nil {
		return 0, err
	}
	defer queue.Close()
	return 0, drain(ctx, t, queue, nil)
}

// viaQueue is a child's task: what stands in a queue is put into another one, which a
// sink drains meanwhile.
func viaQueue(ctx context.Context, t task) (int, error) {
	from, err := spool.Open(ctx, filepath.Join(t.Dir, "spool"), 4<<30)
	if err != nil {
		return 0, err
	}
	var messages []spool.Message
	for {
		some, err := from.More(ctx, 100)
		if err != nil {
			return 0, err
		}
		if len(some) == 0 {
			break
		}
		for _, d := range some {
			messages = append(messages, d.Message)
		}
	}
	from.Close()
	queue, err := spool.Open(ctx, filepath.Join(t.Dir, "queue"), 4<<30)
	if err != nil {
		return 0, err
	}
	defer queue.Close()
	return 0, drain(ctx, t, queue, messages)
}

// drain times how a sink drains a queue, into which messages are put meanwhile.
func drain(ctx context.Context, t task, queue *spool.Spool, messages []spool.Message) error {
	memory, err := state.Open(filepath.Join(t.Dir, "state.db"))
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		return fmt.Errorf("the office's zone: %w", err)
	}
	matcher, err := topics.New(map[string][]string{"vaksinasi": {"vaksin*"}, "antrean": {"antre*"}})
	if err != nil {
		return fmt.Errorf("the office's topics: %w", err)
	}
	s := sink.New(sink.Options{
		Database: t.database(), DataDir: t.Dir, Spool: queue, State: memory, Zone: zone, KeepText: true,
		Enricher: enrich.New(matcher, sentiment.Fast()), Meters: sink.NewMeters(prometheus.NewRegistry()), Log: slog.New(slog.DiscardHandler),
	})
	defer s.Close()
	err = t.watch.time(func() error {
		var both errgroup.Group
		done := make(chan struct{})
		both.Go(func() error {
			defer close(done)
			for _, m := range messages {
				if err := queue.Put(ctx, m); err != nil {
					return err
				}
			}
			return nil
		})
		both.Go(func() error { return s.Drain(ctx, done) })
		return both.Wait()
	})
	if before := usage.Work(os.Getpid()); t.Lists {
		err = errors.Join(err, s.Settle(ctx))
		t.watch.cost.After = usage.Work(os.Getpid()) - before
	}
	return errors.Join(err, memory.Close())
}

// texts of posts, of which two have a topic.
var texts = []string{
	"Jadwal vaksinasi pekan ini di puskesmas ke-%d", "Jalan ke-%d selesai diperbaiki", "Antrean di loket ke-%d bisa dipesan dari rumah",
}

// fillSpool puts posts into a queue, as a connector's run does.
func fillSpool(ctx context.Context, dir string, posts int) error {
	queue, err := spool.Open(ctx, dir, 4<<30)
	if err != nil {
		return err
	}
	defer queue.Close()
	const each = 500
	read := time.Now().UTC() // just now, as most of what a sink gets
	for from := 0; from < posts; from += each {
		var records []*wire.Record
		for i := from; i < min(from+each, posts); i++ {
			records = append(records, sdk.ToWire(sdk.Post{
				ID: fmt.Sprint(1_000_000 + i), URL: fmt.Sprintf("https://media.example.id/@dinkes/%d", i), Type: "text",
				Text: fmt.Sprintf(texts[i%len(texts)], i), Published: read.Add(-time.Duration(posts-i) * time.Minute),
				Metrics: sdk.Metrics{"likes": sdk.Number(float64(i % 97)), "shares": sdk.Number(float64(i % 13)), "comments": sdk.Number(float64(i % 31))},
			}))
		}
		body, err := proto.Marshal(&wire.Records{Records: records})
		if err != nil {
			return fmt.Errorf("filling the spool: %w", err)
		}
		if err := queue.Put(ctx, spool.Message{Kind: spool.Records, Account: "mastodon/dinkes", At: read, Body: body}); err != nil {
			return err
		}
	}
	return nil
}
