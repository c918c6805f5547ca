package embedded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"time"
)

// Bounds of one request. Bodies are those of InfluxDB; an answer is waited for
// as long as it is worked on.
const (
	mostBody    = 25e6
	headerTime  = 10 * time.Second
	bodyTime    = time.Minute     // until a body is here
	writeTime   = time.Minute     // until a reader has taken the next piece of an answer
	idleTime    = 3 * time.Minute // longer than clients keep connections
	lastAnswers = 5 * time.Second // what may still be answered while closing
)

// web serves what Pantau, Grafana and InfluxDB's clients use of InfluxDB 1.8's
// API, with the same answers. It listens on loopback only, where to squeeze
// answers would only cost time: nothing is sent compressed.
type web struct {
	db       *database
	log      *slog.Logger
	mux      *http.ServeMux
	server   http.Server
	bodyTime time.Duration
	ended    chan struct{}
}

// listen takes the port, so that nobody else does while the store opens.
func listen(port int) (net.Listener, error) {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, fmt.Errorf("influxdb.port: %d is in use; write another one, or 0 for a free one: %w", port, err)
	}
	return l, nil
}

func newWeb(db *database, log *slog.Logger) *web {
	w := &web{db: db, log: log, mux: http.NewServeMux(), bodyTime: bodyTime, ended: make(chan struct{})}
	w.mux.HandleFunc("GET /ping", ping)
	w.mux.HandleFunc("GET /health", health)
	w.mux.HandleFunc("GET /query", w.known(w.query))
	w.mux.HandleFunc("POST /query", w.known(w.query))
	w.mux.HandleFunc("POST /write", w.known(w.write1))
	w.mux.HandleFunc("POST /api/v2/write", w.known(w.write2))
	w.mux.HandleFunc("POST /api/v2/query", noFlux)
	w.server = http.Server{
		Handler:           w,
		ReadHeaderTimeout: headerTime,
		IdleTimeout:       idleTime,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	return w
}

// serve answers until close.
func (w *web) serve(l net.Listener) {
	go func() {
		defer close(w.ended)
		if err := w.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			w.log.Error("embedded database: no longer listening", "err", err)
		}
	}()
}

// drain takes no more requests and waits for those on their way, whatever
// becomes of who closes.
var drain = func(s *http.Server) error { return s.Shutdown(context.Background()) }

// close lets requests on their way end, for a while.
func (w *web) close() error {
	late := time.AfterFunc(lastAnswers, func() { _ = w.server.Close() }) // takes the ground from under those that are left
	defer late.Stop()
	err := drain(&w.server)
	<-w.ended
	return err
}

// ServeHTTP answers one request, and outlives it.
func (w *web) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("X-Influxdb-Version", version)
	rw.Header().Set("X-Influxdb-Build", "OSS")
	seen := &begun{ResponseWriter: rw}
	defer func() {
		what := recover()
		if what == nil {
			return
		}
		w.log.Error("embedded database: a request failed", "path", r.URL.Path, "panic", what, "stack", string(debug.Stack()))
		if seen.yes {
			panic(http.ErrAbortHandler) // half an answer must not look like a whole one
		}
		http.Error(rw, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}()
	w.mux.ServeHTTP(seen, r)
}

// begun knows whether anything was answered. Each piece of an answer may take its time anew.
type begun struct {
	http.ResponseWriter
	yes bool
}

func (b *begun) WriteHeader(status int) {
	b.yes = true
	b.ResponseWriter.WriteHeader(status)
}

func (b *begun) Write(p []byte) (int, error) {
	b.yes = true
	_ = http.NewResponseController(b.ResponseWriter).SetWriteDeadline(time.Now().Add(writeTime)) // tests' recorders have none
	return b.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (b *begun) Unwrap() http.ResponseWriter { return b.ResponseWriter }

// inTime lets read take bodyTime for the request's body, at most mostBody of it,
// and answers where that fails.
func (w *web) inTime(rw http.ResponseWriter, r *http.Request, read func() error) bool {
	deadline := http.NewResponseController(rw)
	r.Body = http.MaxBytesReader(rw, r.Body, mostBody)
	_ = deadline.SetReadDeadline(time.Now().Add(w.bodyTime))
	err := read()
	if err == nil { // else the rest of the body is not waited for either
		_ = deadline.SetReadDeadline(time.Time{}) // whether the client stays is watched until the answer is there
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		fail(rw, r, http.StatusRequestEntityTooLarge, http.StatusText(http.StatusRequestEntityTooLarge))
	case errors.Is(err, os.ErrDeadlineExceeded): // nothing is wrong with the points
		rw.Header().Set("Connection", "close")
		fail(rw, r, http.StatusRequestTimeout, http.StatusText(http.StatusRequestTimeout))
	case err != nil:
		fail(rw, r, http.StatusBadRequest, err.Error())
	}
	return err == nil
}

func ping(w http.ResponseWriter, r *http.Request) {
	if v := r.URL.Query().Get("verbose"); v == "" || v == "0" || v == "false" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	tell(w, map[string]any{"version": version})
}

func health(w http.ResponseWriter, _ *http.Request) {
	tell(w, map[string]any{
		"name": "influxdb", "message": "ready for queries and writes", "status": "pass", "checks": []string{}, "version": version,
	})
}

func tell(w http.ResponseWriter, what map[string]any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	raw, _ := json.Marshal(what) // texts
	_, _ = w.Write(raw)
}

func noFlux(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "Flux query service disabled. Verify flux-enabled=true in the [http] section of the InfluxDB config.", http.StatusForbidden)
}
