// Package health serves /healthz, /readyz and /metrics.
package health

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/pantau/pantau/collector/config"
)

// Server is the open port.
type Server struct {
	http *http.Server
	url  string
}

// Listen serves as it is configured to; without an address, nothing. problem
// says what keeps the collector from its work, or "".
func Listen(c config.HTTP, reg *prometheus.Registry, problem func() string) (*Server, error) {
	if c.Listen == "" {
		return &Server{}, nil
	}
	settings, err := encrypted(c)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("http.listen: %w; write another address, or \"\" for none", err)
	}
	s := &Server{url: "http://" + l.Addr().String(), http: &http.Server{
		Handler: allow(c.Token, handler(reg, problem)), TLSConfig: settings, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: time.Minute, IdleTimeout: time.Minute,
		MaxHeaderBytes: 16 << 10,
	}}
	if settings == nil {
		go func() { _ = s.http.Serve(l) }() // ends with Close
		return s, nil
	}
	s.url = "https" + s.url[len("http"):]
	go func() { _ = s.http.ServeTLS(l, "", "") }() // the same
	return s, nil
}

// URL is where it listens; empty if it does not.
func (s *Server) URL() string { return s.url }

// Close stops serving.
func (s *Server) Close() {
	if s.http != nil {
		_ = s.http.Close() // nothing to lose
	}
}

func handler(reg *prometheus.Registry, problem func() string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if p := problem(); p != "" {
			answer(w, http.StatusServiceUnavailable, map[string]string{"status": "not ready", "problem": p})
			return
		}
		answer(w, http.StatusOK, map[string]string{"status": "ready"})
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
	return mux
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client has gone
}

// Queue says what waits in the spool.
type Queue interface {
	Waiting(ctx context.Context) (messages, bytes uint64, err error)
}

// Restarter says how often each connector has died.
type Restarter interface{ Restarts() map[string]int }

// RegisterGauges adds what is read at each scrape.
func RegisterGauges(reg *prometheus.Registry, queue Queue, connectors Restarter) {
	reg.MustRegister(&scraper{queue: queue, connectors: connectors})
}

type scraper struct {
	queue      Queue
	connectors Restarter
}

var _ prometheus.Collector = (*scraper)(nil)

var (
	descMessages = prometheus.NewDesc("pantau_spool_messages", "Messages that wait in the spool.", nil, nil)
	descBytes    = prometheus.NewDesc("pantau_spool_bytes", "Size of the spool.", nil, nil)
	descRestarts = prometheus.NewDesc("pantau_connector_deaths", "How often a connector's process has died lately.", []string{"connector"}, nil)
)

// Describe implements prometheus.Collector.
func (s *scraper) Describe(ch chan<- *prometheus.Desc) {
	ch <- descMessages
	ch <- descBytes
	ch <- descRestarts
}

// Collect implements prometheus.Collector.
func (s *scraper) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second) // a scrape has no context
	defer cancel()
	messages, bytes, err := s.queue.Waiting(ctx)
	if err != nil && !errors.Is(err, context.Canceled) {
		ch <- prometheus.NewInvalidMetric(descMessages, err)
		return
	}
	ch <- prometheus.MustNewConstMetric(descMessages, prometheus.GaugeValue, float64(messages))
	ch <- prometheus.MustNewConstMetric(descBytes, prometheus.GaugeValue, float64(bytes))
	for id, n := range s.connectors.Restarts() {
		ch <- prometheus.MustNewConstMetric(descRestarts, prometheus.GaugeValue, float64(n), id)
	}
}
