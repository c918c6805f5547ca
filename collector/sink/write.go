package sink

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"github.com/influxdata/influxdb-client-go/v2/api"
	ihttp "github.com/influxdata/influxdb-client-go/v2/api/http"

	"github.com/pantau/pantau/collector/schema/trouble"
	"github.com/pantau/pantau/collector/sink/line"
)

const (
	batchPoints  = 5000 // points of one write; InfluxDB's own advice
	firstBackoff = time.Second
	longBackoff  = 30 * time.Second
	pingTimeout  = 10 * time.Second
)

// writer puts points into InfluxDB. It gives up only what the server says can
// never be stored, and that goes to the dead letters.
type writer struct {
	api    api.WriteAPIBlocking
	dead   *deadLetters
	log    *slog.Logger
	meters *Meters
	// wait sleeps between tries; it ends early with ctx's error.
	wait func(ctx context.Context, d time.Duration) error
	// heal is told what the server said before the next try; nil: nobody is.
	heal func(err error)

	healing sync.Mutex
	heals   int // how often
}

func newClient(db Database) influxdb2.Client {
	return influxdb2.NewClientWithOptions(db.URL, db.Token.Reveal(),
		influxdb2.DefaultOptions().SetHTTPRequestTimeout(60).SetPrecision(time.Nanosecond).SetLogLevel(0))
}

// write returns when every point is stored or stands in the dead letters; an
// error means that ctx ended first or the dead letters can't be written.
func (w *writer) write(ctx context.Context, points []*line.Point) error {
	return w.send(ctx, requests(points))
}

// send writes what was put together before.
func (w *writer) send(ctx context.Context, ways [][]request) error {
	errs := make([]error, len(ways))
	var wg sync.WaitGroup
	for i, way := range ways {
		wg.Go(func() {
			for _, r := range way {
				if errs[i] = w.sendOne(ctx, r); errs[i] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (w *writer) sendOne(ctx context.Context, r request) error {
	backoff := firstBackoff
	for {
		heals := w.healedSoFar()
		err := w.api.WriteRecord(ctx, r.text)
		if err == nil {
			w.meters.wrote(len(r.ends))
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("writing to InfluxDB: %w", ctx.Err())
		}
		status, retryAfter := statusOf(err)
		if refused(status, err) {
			if len(r.ends) == 1 {
				return w.bury(r.text, err)
			}
			var first request
			first, r = r.cut()
			if err := w.sendOne(ctx, first); err != nil {
				return err
			}
			continue
		}
		pause := max(backoff, retryAfter)
		w.meters.retried(err)
		w.log.Warn("InfluxDB does not take the data; trying again", "in", pause, "error", explain(status, err))
		if err := w.wait(ctx, pause); err != nil {
			return fmt.Errorf("writing to InfluxDB: %w", err)
		}
		w.healOnce(err, heals)
		backoff = min(2*backoff, longBackoff)
	}
}

func (w *writer) healedSoFar() int {
	w.healing.Lock()
	defer w.healing.Unlock()
	return w.heals
}

// healOnce heals, unless that was done for the request beside since this one began:
// what it was refused is mended already, and to mend it again would break the other.
func (w *writer) healOnce(err error, heals int) {
	w.healing.Lock()
	defer w.healing.Unlock()
	if w.heal != nil && w.heals == heals {
		w.heals++
		w.heal(err)
	}
}

// ofTheServer are errors of the server's machine that it reports as if the points
// were wrong: "400 partial write: …: no space left on device".
var ofTheServer = []string{
	"no space left on device", "disk quota exceeded", "input/output error", "read-only file system", "too many open files",
}

// refused tells whether the server takes points, or one of them, at no time.
func refused(status int, err error) bool {
	switch status {
	case http.StatusRequestEntityTooLarge, http.StatusBadRequest, http.StatusUnprocessableEntity:
		return !slices.ContainsFunc(ofTheServer, func(text string) bool { return strings.Contains(err.Error(), text) })
	}
	return false
}

func (w *writer) bury(text string, cause error) error {
	w.meters.buried()
	name, _, _ := strings.Cut(text, ",")
	w.log.Error("InfluxDB refuses a point for good; it stands in the dead letters", "measurement", name, "error", trouble.In(trouble.Database, cause))
	return w.dead.append(letter{At: time.Now().UTC(), Reason: cause.Error(), Line: strings.TrimSuffix(text, "\n")})
}

// statusOf gives the HTTP status behind an error, 0 if there was no answer.
func statusOf(err error) (int, time.Duration) {
	if e, ok := errors.AsType[*ihttp.Error](err); ok {
		return e.StatusCode, time.Duration(e.RetryAfter) * time.Second
	}
	return 0, 0
}

// explain adds what the operator can do.
func explain(status int, err error) error {
	switch status {
	case 0:
		err = fmt.Errorf("%w: is influxdb.url right and the server up?", err)
	case http.StatusUnauthorized, http.StatusForbidden:
		err = fmt.Errorf("%w: may the token of influxdb.token_file write to influxdb.bucket?", err)
	case http.StatusNotFound:
		err = fmt.Errorf("%w: is there a bucket named as influxdb.bucket says?", err)
	}
	return trouble.In(trouble.Database, err)
}

// Ping asks whether the database is there and lets the token write to the
// bucket. It writes nothing.
func Ping(ctx context.Context, db Database) error {
	client := newClient(db)
	defer client.Close()
	// An empty write is checked like any other and changes nothing.
	err := client.WriteAPIBlocking(db.Org, db.Bucket).WriteRecord(ctx, "")
	if status, _ := statusOf(err); err != nil && status != http.StatusBadRequest {
		return explain(status, err)
	}
	return nil
}

// Version asks a server for its version, and for the time by its clock; zero if
// it does not say.
func Version(ctx context.Context, db Database) (version string, at time.Time, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(db.URL, "/")+"/ping", nil)
	if err != nil {
		return "", at, fmt.Errorf("influxdb.url: %w", err)
	}
	resp, err := (&http.Client{Timeout: pingTimeout}).Do(req)
	if err != nil {
		return "", at, explain(0, err)
	}
	_ = resp.Body.Close()                           // empty
	at, _ = http.ParseTime(resp.Header.Get("Date")) // zero if it does not say
	return resp.Header.Get("X-Influxdb-Version"), at, nil
}
