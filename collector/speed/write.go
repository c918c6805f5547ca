package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"github.com/influxdata/influxdb-client-go/v2/api/write"
	"github.com/influxdata/influxdb/models"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/protobuf/proto"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/enrich/topics"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// batchPoints is how many points go into one request, of every writer.
const batchPoints = 5000

// write lets three write the same points into the same server, in turn: the sink,
// which takes records from the spool, makes points of them, remembers them and makes
// rollups; client-go alone, which has the points already; and Telegraf, which is
// sent them as line protocol.
func (o options) write(ctx context.Context, b *bench) ([]row, error) {
	queue := filepath.Join(b.dir, "queue")
	if err := fillSpool(ctx, queue, o.points/2); err != nil { // a post makes two points
		return nil, err
	}
	lines, want, err := b.record(ctx, queue)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(b.dir, "lines")
	if err := os.WriteFile(file, lines, 0o600); err != nil {
		return nil, fmt.Errorf("keeping the points: %w", err)
	}
	n := bytes.Count(lines, []byte("\n"))
	checked := func(who string, do func(sink.Database) (cost, error)) func() (cost, error) {
		return func() (cost, error) {
			db, err := b.empty(ctx)
			if err != nil {
				return cost{}, err
			}
			before := b.served()
			c, err := do(db)
			if err != nil {
				return c, err
			}
			c.N, c.Served = n, b.served()-before
			have, err := b.counted(ctx, db)
			if err == nil && !maps.Equal(have, want) {
				err = fmt.Errorf("%s has stored %v, not %v", who, have, want)
			}
			return c, err
		}
	}
	all := []func() (cost, error){
		checked("the sink", func(db sink.Database) (cost, error) { return b.sink(ctx, queue, db) }),
		checked("client-go", func(db sink.Database) (cost, error) {
			t := taskOf(db)
			t.File = file
			return inChild(ctx, "client", t)
		}),
	}
	if o.telegraf == "" || b.program == nil {
		fmt.Fprintln(os.Stderr, "Telegraf 1.37: SKIPPED: it or InfluxDB 2.7 is not installed; .ci/telegraf and .ci/influxdb27 install them")
	} else {
		for _, waiting := range []int{4 * batchPoints, 0} {
			all = append(all, checked("Telegraf", func(db sink.Database) (cost, error) { return viaTelegraf(ctx, o.telegraf, b.dir, db, lines, waiting) }))
		}
	}
	found, err := inTurn(o.repeats, all...)
	if err != nil {
		return nil, err
	}
	return writeRows(n, found), nil
}

func writeRows(n int, found [][]cost) (rows []row) {
	names := []string{"the sink", "client-go alone", "Telegraf 1.37, senders held back", "Telegraf 1.37, with room for all in its buffer"}
	ours := spreadOf(found[0], cost.rate).median
	memory := spreadOf(found[0], held).median
	for i, all := range found {
		note := "from the spool; memory, cursors and rollups too"
		if i > 0 {
			note = fmt.Sprintf("ours writes %.2f times as many points a second, and holds %.2f times as much",
				ours/spreadOf(all, cost.rate).median, memory/spreadOf(all, held).median)
		}
		rows = append(rows, row{
			fmt.Sprintf("%s points written: %s", whole(float64(n)), names[i]), spreadOf(all, cost.rate).per("points/s"),
			spreadOf(all, worked).seconds(), mebibytes(spreadOf(all, held).median),
			fmt.Sprintf("%s; the database's processor time %s", note, spreadOf(all, served).seconds()),
		})
	}
	return rows
}

func taskOf(db sink.Database) task {
	return task{URL: db.URL, Org: db.Org, Bucket: db.Bucket, Token: db.Token.Reveal()}
}

func (t task) database() sink.Database {
	return sink.Database{URL: t.URL, Org: t.Org, Bucket: t.Bucket, Token: sdk.Secret(t.Token)}
}

// record lets the sink write once and gives the points as it wrote them, and how many
// of each measurement are stored then.
func (b *bench) record(ctx context.Context, queue string) ([]byte, map[string]int, error) {
	target, err := url.Parse(b.client.URL)
	if err != nil {
		return nil, nil, fmt.Errorf("the database's address: %w", err)
	}
	var mu sync.Mutex
	var lines bytes.Buffer
	proxy := httputil.NewSingleHostReverseProxy(target) //nolint:gosec // the server that was started for this
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the sink has gone
		}
		if strings.HasSuffix(r.URL.Path, "/write") {
			mu.Lock()
			lines.Write(body)
			mu.Unlock()
		}
		r.Body = io.NopCloser(bytes.NewReader(body)) // whole: a server may answer before it has read it
		proxy.ServeHTTP(w, r)
	}))
	defer server.Close()
	db, err := b.empty(ctx)
	if err != nil {
		return nil, nil, err
	}
	through := db
	through.URL = server.URL
	if _, err := b.sink(ctx, queue, through); err != nil {
		return nil, nil, err
	}
	want, err := b.counted(ctx, db)
	return lines.Bytes(), want, err
}

// sink drains a copy of a queue.
func (b *bench) sink(ctx context.Context, queue string, db sink.Database) (cost, error) {
	t := taskOf(db)
	var err error
	if t.Dir, err = os.MkdirTemp(b.dir, "sink-"); err != nil {
		return cost{}, fmt.Errorf("making a folder for the sink: %w", err)
	}
	if err := os.CopyFS(filepath.Join(t.Dir, "spool"), os.DirFS(queue)); err != nil {
		return cost{}, fmt.Errorf("copying the spool: %w", err)
	}
	c, err := inChild(ctx, "sink", t)
	return c, errors.Join(err, os.RemoveAll(t.Dir))
}

// viaSink is a child's task.
func viaSink(ctx context.Context, t task) (int, error) {
	queue, err := spool.Open(ctx, filepath.Join(t.Dir, "spool"), 4<<30)
	if err != nil {
		return 0, err
	}
	defer queue.Close()
	memory, err := state.Open(filepath.Join(t.Dir, "state.db"))
	if err != nil {
		return 0, err
	}
	zone, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		return 0, fmt.Errorf("the office's zone: %w", err)
	}
	matcher, err := topics.New(map[string][]string{"vaksinasi": {"vaksin*"}, "antrean": {"antre*"}})
	if err != nil {
		return 0, fmt.Errorf("the office's topics: %w", err)
	}
	s := sink.New(sink.Options{
		Database: t.database(), DataDir: t.Dir, Spool: queue, State: memory, Zone: zone, KeepText: true,
		Enricher: enrich.New(matcher, sentiment.Fast()), Meters: sink.NewMeters(prometheus.NewRegistry()), Log: slog.New(slog.DiscardHandler),
	})
	defer s.Close()
	done := make(chan struct{})
	close(done)
	err = t.watch.time(func() error { return s.Drain(ctx, done) })
	return 0, errors.Join(err, memory.Close())
}

// viaClient is a child's task: it reads points, and only the writing is timed.
func viaClient(ctx context.Context, t task) (int, error) {
	client := influxdb2.NewClient(t.URL, t.Token)
	defer client.Close()
	api := client.WriteAPIBlocking(t.Org, t.Bucket)
	raw, err := os.ReadFile(t.File)
	if err != nil {
		return 0, fmt.Errorf("reading the points: %w", err)
	}
	for _, body := range batches(raw, batchPoints) {
		parsed, err := models.ParsePoints(body)
		if err != nil {
			return 0, fmt.Errorf("reading the points: %w", err)
		}
		points := make([]*write.Point, len(parsed))
		for i, p := range parsed {
			fields, err := p.Fields()
			if err != nil {
				return 0, fmt.Errorf("reading the points: %w", err)
			}
			points[i] = write.NewPoint(string(p.Name()), p.Tags().Map(), fields, p.Time())
		}
		if err := t.watch.time(func() error { return api.WritePoint(ctx, points...) }); err != nil {
			return 0, fmt.Errorf("writing: %w", err)
		}
	}
	return 0, nil
}

// batches cuts lines into bodies of n lines.
func batches(lines []byte, n int) (out [][]byte) {
	for len(lines) > 0 {
		end := 0
		for i := 0; i < n && end < len(lines); i++ {
			next := bytes.IndexByte(lines[end:], '\n')
			if next < 0 {
				end = len(lines)
				break
			}
			end += next + 1
		}
		out, lines = append(out, lines[:end]), lines[end:]
	}
	return out
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
