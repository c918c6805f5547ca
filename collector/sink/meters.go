package sink

import (
	"runtime"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// enrichers is how many texts are read at the same time.
var enrichers = runtime.GOMAXPROCS(0)

// Meters count what the sink does.
type Meters struct {
	points, retries, letters prometheus.Counter
	rereads                  prometheus.Counter
	inWork                   prometheus.Gauge

	mu        sync.Mutex
	lastError string
}

// NewMeters registers the sink's metrics.
func NewMeters(reg prometheus.Registerer) *Meters {
	m := &Meters{
		points:  prometheus.NewCounter(prometheus.CounterOpts{Name: "pantau_points_written_total", Help: "Points that InfluxDB has taken."}),
		retries: prometheus.NewCounter(prometheus.CounterOpts{Name: "pantau_write_retries_total", Help: "Writes that InfluxDB did not take at once."}),
		letters: prometheus.NewCounter(prometheus.CounterOpts{Name: "pantau_dead_letters_total", Help: "Points that InfluxDB refuses for good."}),
		rereads: prometheus.NewCounter(prometheus.CounterOpts{Name: "pantau_mentions_reread_total", Help: "Mentions that were read quickly first and accurately later."}),
		inWork:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "pantau_points_in_work", Help: "Points of the batch that is being written."}),
	}
	reg.MustRegister(m.points, m.retries, m.letters, m.rereads, m.inWork)
	return m
}

// begin forgets what a batch before this one has not written.
func (m *Meters) begin() { m.inWork.Set(0) }

func (m *Meters) wait(n int) { m.inWork.Add(float64(n)) }

func (m *Meters) wrote(n int) {
	m.points.Add(float64(n))
	m.inWork.Sub(float64(n))
	m.note("")
}

func (m *Meters) retried(err error) {
	m.retries.Inc()
	m.note(err.Error())
}

func (m *Meters) buried() { m.letters.Inc() }

func (m *Meters) note(problem string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lastError = problem
}

// problem is the last write's error, or "".
func (m *Meters) problem() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.lastError
}
