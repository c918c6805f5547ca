package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"github.com/influxdata/influxdb-client-go/v2/api/write"
	"github.com/influxdata/influxdb/models"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/connectors/sdk"
)

// batchPoints is how many points go into one request, of every writer.
const batchPoints = 5000

// write is what comes in a rush: as many points as options say.
func (o options) write(ctx context.Context, b *bench) ([]row, error) {
	return o.writers(ctx, b, o.points, buffers)
}

// backlog is what has waited while the database was away for a day: ten times as many.
func (o options) backlog(ctx context.Context, b *bench) ([]row, error) {
	return o.writers(ctx, b, 10*o.points, slices.DeleteFunc(slices.Clone(buffers), func(by buffer) bool { return by.onDisk }))
}

// writers lets three write the same points into the same server, in turn: the sink,
// which takes records from the spool, makes points of them, remembers them and makes
// rollups; client-go alone, which has the points already; and Telegraf, which is
// sent them as line protocol.
func (o options) writers(ctx context.Context, b *bench, points int, buffers []buffer) ([]row, error) {
	queue := filepath.Join(b.dir, fmt.Sprint("queue-", points))
	if err := fillSpool(ctx, queue, points/2); err != nil { // a post makes two points
		return nil, err
	}
	lines, want, err := b.record(ctx, queue)
	if err != nil {
		return nil, err
	}
	file := queue + ".lines"
	if err := os.WriteFile(file, lines, 0o600); err != nil {
		return nil, fmt.Errorf("keeping the points: %w", err)
	}
	ours, others := "from the spool; memory, cursors and rollups too", "the same points"
	n := bytes.Count(lines, []byte("\n"))
	all := []writer{
		{"the sink", ours, n, want, func(db sink.Database) (cost, error) { return b.sink(ctx, "sink", queue, db, true) }},
		{"the sink, filling its queue too", "each message on the disk before the next", n, want, func(db sink.Database) (cost, error) { return b.sink(ctx, "queue", queue, db, true) }},
		{"client-go alone", others, n, want, func(db sink.Database) (cost, error) {
			t := taskOf(db)
			t.File = file
			return inChild(ctx, "client", t)
		}},
	}
	if o.telegraf == "" || b.program == nil {
		fmt.Fprintln(os.Stderr, "Telegraf 1.37: SKIPPED: it or InfluxDB 2.7 is not installed; .ci/telegraf and .ci/influxdb27 install them")
	} else {
		for _, by := range buffers {
			w := writer{"Telegraf 1.37, " + by.name, others, n, want, nil}
			lines := lines
			if by.onDisk { // it would take minutes
				lines = bytes.Join(batches(lines, batchPoints)[:min(2, (n+batchPoints-1)/batchPoints)], nil)
				w.note, w.n = "of them as many as two requests hold", bytes.Count(lines, []byte("\n"))
				if w.want, err = distinct(lines); err != nil {
					return nil, err
				}
			}
			w.write = func(db sink.Database) (cost, error) { return viaTelegraf(ctx, o.telegraf, b.dir, db, lines, by) }
			all = append(all, w)
		}
	}
	return b.writeAll(ctx, o.repeats, all)
}

// writer is one way to write n points.
type writer struct {
	name, note string
	n          int
	want       map[string]int // points of each measurement that are stored then
	write      func(sink.Database) (cost, error)
}

// writeAll lets writers write in turn, and makes their rows.
func (b *bench) writeAll(ctx context.Context, repeats int, all []writer) (rows []row, err error) {
	tasks := make([]func() (cost, error), len(all))
	for i, w := range all {
		tasks[i] = func() (cost, error) { return b.checked(ctx, w) }
	}
	found, err := inTurn(repeats, tasks...)
	if err != nil {
		return nil, err
	}
	ours, memory := spreadOf(found[0], cost.rate).median, spreadOf(found[0], held).median
	for i, w := range all {
		rate, resident := spreadOf(found[i], cost.rate), spreadOf(found[i], held).median
		note := w.note
		if i > 0 {
			note += fmt.Sprintf("; the sink writes %.2f times as many points a second, and holds %.2f times as much", ours/rate.median, memory/resident)
		}
		if lists := spreadOf(found[i], after); lists.median > 0 {
			note += fmt.Sprintf("; lists of weeks, made when nothing waits, %s more", lists.seconds())
		}
		rows = append(rows, row{
			fmt.Sprintf("%s points written: %s", whole(float64(w.n)), w.name), rate.per("points/s"), spreadOf(found[i], worked).seconds(), mebibytes(resident),
			fmt.Sprintf("%s; the database's processor time %s", note, spreadOf(found[i], served).seconds()),
		})
	}
	return rows, nil
}

// checked lets a writer write into an empty bucket, and compares what is stored.
func (b *bench) checked(ctx context.Context, w writer) (cost, error) {
	db, err := b.empty(ctx)
	if err != nil {
		return cost{}, err
	}
	before := b.served()
	c, err := w.write(db)
	if err != nil {
		return c, err
	}
	c.N, c.Served = w.n, b.served()-before
	have, err := b.counted(ctx, db)
	if err == nil && !maps.Equal(have, w.want) {
		err = fmt.Errorf("%s has stored %v, not %v", w.name, have, w.want)
	}
	return c, err
}

// distinct counts the points of each measurement that lines make.
func distinct(lines []byte) (map[string]int, error) {
	points, err := models.ParsePoints(lines)
	if err != nil {
		return nil, fmt.Errorf("reading the points: %w", err)
	}
	out, seen := map[string]int{}, map[string]bool{}
	for _, p := range points {
		key := fmt.Sprintf("%s %d", p.Key(), p.UnixNano())
		if !seen[key] {
			seen[key] = true
			out[string(p.Name())]++
		}
	}
	delete(out, schema.PostsWeek) // as counted does
	return out, nil
}

func taskOf(db sink.Database) task {
	return task{URL: db.URL, Org: db.Org, Bucket: db.Bucket, Token: db.Token.Reveal()}
}

func (t task) database() sink.Database {
	return sink.Database{URL: t.URL, Org: t.Org, Bucket: t.Bucket, Token: sdk.Secret(t.Token)}
}

// record lets the sink write once and gives the points as it wrote them, without lists
// of weeks, and how many of each measurement are stored then.
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
	if _, err := b.sink(ctx, "sink", queue, through, false); err != nil {
		return nil, nil, err
	}
	want, err := b.counted(ctx, db)
	return lines.Bytes(), want, err
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
