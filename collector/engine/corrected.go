package engine

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/pantau/pantau/collector/enrich/correct"
	"github.com/pantau/pantau/collector/schema"
)

// refreshEvery is how soon a running collector reads as somebody has just
// corrected it.
const refreshEvery = time.Minute

// corrected is what the office has corrected of the readers of sentiment.
type corrected struct {
	office *correct.Office

	accuracy, low, high, n *prometheus.GaugeVec
}

// openCorrected lets the readers learn.
func openCorrected(dataDir string, reg prometheus.Registerer, readers ...*correct.Reader) (*corrected, error) {
	gauge := func(name, help string) *prometheus.GaugeVec {
		g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, []string{schema.TagReader})
		reg.MustRegister(g)
		return g
	}
	c := &corrected{
		accuracy: gauge("pantau_sentiment_accuracy", "Share of the office's own comments that are read as its people label them."),
		low:      gauge("pantau_sentiment_accuracy_low", "Lower end of the 95% interval of that share."),
		high:     gauge("pantau_sentiment_accuracy_high", "Upper end of the 95% interval of that share."),
		n:        gauge("pantau_sentiment_accuracy_texts", "Labelled comments that the share rests on."),
	}
	c.office = correct.NewOffice(dataDir, readers...)
	if _, err := c.office.Refresh(); err != nil {
		return nil, &ConfigError{Err: err}
	}
	return c, nil
}

// measure writes how accurate the readers are, where there is something to
// measure on.
func (e *Engine) measure(ctx context.Context) error {
	now := time.Now
	if e.opts.Now != nil {
		now = e.opts.Now
	}
	c := e.corrected
	for _, r := range c.office.Readers() {
		m, ok := r.Measure(ctx)
		if !ok {
			for _, g := range []*prometheus.GaugeVec{c.accuracy, c.low, c.high, c.n} {
				g.DeleteLabelValues(r.Name())
			}
			continue
		}
		c.accuracy.WithLabelValues(r.Name()).Set(m.Accuracy)
		c.low.WithLabelValues(r.Name()).Set(m.Low)
		c.high.WithLabelValues(r.Name()).Set(m.High)
		c.n.WithLabelValues(r.Name()).Set(float64(m.N))
		if err := e.sink.WriteAccuracy(ctx, r.Name(), m, c.office.Agreement, now()); err != nil {
			return err
		}
	}
	return nil
}

// watchCorrections measures at once, and whenever the corrections have changed.
// What goes wrong is told; the readers stay as they were.
func (e *Engine) watchCorrections(ctx context.Context) {
	tick := time.NewTicker(refreshEvery)
	defer tick.Stop()
	for changed := true; ; {
		if changed {
			if err := e.measure(ctx); err != nil && ctx.Err() == nil {
				e.opts.Log.Error("writing the accuracy of sentiment", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		var err error
		if changed, err = e.corrected.office.Refresh(); err != nil {
			e.opts.Log.Error("learning from corrections", "error", err)
		}
	}
}
