package poller

import (
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/pantau/pantau/collector/spool"
)

// Meters count what the poller does.
type Meters struct {
	runs, records, requests, masks *prometheus.CounterVec
	lastGood, budget               *prometheus.GaugeVec
	seconds                        *prometheus.HistogramVec

	total atomic.Int64
}

// Records is how many records have been read in all.
func (m *Meters) Records() int { return int(m.total.Load()) }

// NewMeters registers the poller's metrics.
func NewMeters(reg prometheus.Registerer) *Meters {
	labels := []string{"connector", "account"}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	m := &Meters{
		runs:     counter("pantau_polls_total", "Runs, by result: ok, partial, or the kind of error.", "connector", "account", "result"),
		records:  counter("pantau_records_total", "Records read.", labels...),
		requests: counter("pantau_requests_total", "Requests made to platforms.", labels...),
		masks:    counter("pantau_masked_total", "Pieces of personal data masked, by kind.", "kind"),
		lastGood: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "pantau_last_success_timestamp_seconds", Help: "End of the last run without an error."}, labels),
		budget:   prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "pantau_budget_remaining", Help: "Requests that the platform's limit leaves."}, labels),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "pantau_poll_duration_seconds", Help: "How long a run took.", Buckets: prometheus.ExponentialBuckets(0.1, 3, 8),
		}, []string{"connector"}),
	}
	reg.MustRegister(m.runs, m.records, m.requests, m.masks, m.lastGood, m.budget, m.seconds)
	return m
}

func (m *Meters) ran(a Account, end spool.RunEnd, err error) {
	result := "ok"
	switch {
	case err != nil && end.ErrorKind != "":
		result = end.ErrorKind
	case err != nil:
		result = "spool"
	case end.Errors > 0:
		result = "partial"
	}
	m.runs.WithLabelValues(a.Connector, a.Name, result).Inc()
	m.records.WithLabelValues(a.Connector, a.Name).Add(float64(end.Records))
	m.total.Add(int64(end.Records))
	m.requests.WithLabelValues(a.Connector, a.Name).Add(float64(end.Requests))
	m.seconds.WithLabelValues(a.Connector).Observe(end.Duration.Seconds())
	if end.BudgetLeft != nil {
		m.budget.WithLabelValues(a.Connector, a.Name).Set(float64(*end.BudgetLeft))
	}
	if err == nil {
		m.lastGood.WithLabelValues(a.Connector, a.Name).Set(float64(time.Now().Unix()))
	}
}

func (m *Meters) masked(counts map[string]int) {
	for kind, n := range counts {
		m.masks.WithLabelValues(kind).Add(float64(n))
	}
}
