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
	lastGood, budget, limit        *prometheus.GaugeVec
	notices                        *prometheus.GaugeVec
	seconds                        *prometheus.HistogramVec

	total atomic.Int64
}

// Records is how many records have been read in all.
func (m *Meters) Records() int { return int(m.total.Load()) }

// NewMeters registers the poller's metrics.
func NewMeters(reg prometheus.Registerer) *Meters {
	labels := []string{"connector", "account"}
	budgets := []string{"connector", "account", "budget", "unit"}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	m := &Meters{
		runs:     counter("pantau_polls_total", "Runs, by result: ok, partial, or the kind of error.", "connector", "account", "result"),
		records:  counter("pantau_records_total", "Records read.", labels...),
		requests: counter("pantau_requests_total", "Requests made to platforms.", labels...),
		masks:    counter("pantau_masked_total", "Pieces of personal data masked, by kind.", "kind"),
		lastGood: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "pantau_last_success_timestamp_seconds", Help: "End of the last run without an error."}, labels),
		budget:   prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "pantau_budget_remaining", Help: "What is left of a platform's limit."}, budgets),
		limit:    prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "pantau_budget_limit", Help: "A platform's limit, in one of its windows."}, budgets),
		notices: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "pantau_notices", Help: "Notices of the last run, by kind, and by metric where they are about one.",
		}, []string{"connector", "account", "kind", "metric"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "pantau_poll_duration_seconds", Help: "How long a run took.", Buckets: prometheus.ExponentialBuckets(0.1, 3, 8),
		}, []string{"connector"}),
	}
	reg.MustRegister(m.runs, m.records, m.requests, m.masks, m.lastGood, m.budget, m.limit, m.notices, m.seconds)
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
	for _, b := range end.Budgets {
		m.budget.WithLabelValues(a.Connector, a.Name, b.Name, b.Unit).Set(b.Remaining)
		m.limit.WithLabelValues(a.Connector, a.Name, b.Name, b.Unit).Set(b.Limit)
	}
	m.warn(a, end.Notices)
	if err == nil {
		m.lastGood.WithLabelValues(a.Connector, a.Name).Set(float64(time.Now().Unix()))
	}
}

// warn shows the notices of an account's last run, and only those.
func (m *Meters) warn(a Account, notices []spool.Notice) {
	m.notices.DeletePartialMatch(prometheus.Labels{"connector": a.Connector, "account": a.Name})
	for _, n := range notices {
		m.notices.WithLabelValues(a.Connector, a.Name, n.Kind, n.Metric).Inc()
	}
}

func (m *Meters) masked(counts map[string]int) {
	for kind, n := range counts {
		m.masks.WithLabelValues(kind).Add(float64(n))
	}
}
