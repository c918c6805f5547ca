package cluster

import "github.com/prometheus/client_golang/prometheus"

// meters count what is shared.
type meters struct {
	held, waiting, members prometheus.Gauge
	struck, lost           prometheus.Counter
}

func newMeters() meters {
	return meters{
		held:    prometheus.NewGauge(prometheus.GaugeOpts{Name: "pantau_cluster_accounts_held", Help: "Accounts that this collector works on."}),
		waiting: prometheus.NewGauge(prometheus.GaugeOpts{Name: "pantau_cluster_accounts_waiting", Help: "Accounts that this collector has leased and does not work on, for longer than a moment if something is wrong."}),
		members: prometheus.NewGauge(prometheus.GaugeOpts{Name: "pantau_cluster_members", Help: "Collectors that share the work, as this one sees it."}),
		struck:  prometheus.NewCounter(prometheus.CounterOpts{Name: "pantau_cluster_takeovers_total", Help: "Collectors that were not heard of and whose accounts were given free by this one."}),
		lost:    prometheus.NewCounter(prometheus.CounterOpts{Name: "pantau_cluster_lost_total", Help: "How often this collector lost its place, and stopped working until it had joined again."}),
	}
}

// Register adds the cluster's metrics.
func (c *Cluster) Register(reg prometheus.Registerer) {
	reg.MustRegister(c.meters.held, c.meters.waiting, c.meters.members, c.meters.struck, c.meters.lost)
}
