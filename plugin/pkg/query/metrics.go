package query

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Where an answer came from.
const (
	fromCache    = "cache"
	fromDatabase = "database" // perhaps together with equal queries
	fromNowhere  = "failed"
)

// The SDK serves these beside its own, which count requests. Far fewer runs than
// answers mean that screens share them.
var (
	answersGiven = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "pantau_query_answers_total", Help: "Answers given, by query type and by where they came from.",
	}, []string{"query_type", "source"})
	runSeconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Name: "pantau_query_run_seconds", Help: "Time that a query type took, waiting included, where no cache answered.",
		Buckets: []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
	}, []string{"query_type"})
)
