package intake

import (
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"stockflow/internal/inventory"
)

// meters are what the intake reports.
type meters struct {
	waiting *prometheus.GaugeVec
	batch   prometheus.Histogram
	latency *prometheus.HistogramVec
	resent  prometheus.Counter
}

func newMeters(reg prometheus.Registerer) (*meters, error) {
	m := &meters{
		waiting: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "stockflow_intake_waiting", Help: "Commands that wait for an Update, by warehouse.",
		}, []string{"warehouse"}),
		batch: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "stockflow_intake_batch_commands", Help: "Commands that shared an Update.",
			Buckets: []float64{1, 2, 5, 10, 25, 50, 100, 250},
		}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "stockflow_intake_duration_seconds", Help: "How long callers waited, by command and result.",
			Buckets: []float64{.01, .025, .05, .1, .2, .3, .5, 1, 2, 5, 15, 60},
		}, []string{"command", "result"}),
		resent: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "stockflow_intake_resent_total", Help: "Updates that were sent again, mostly because a run had ended.",
		}),
	}
	if reg == nil {
		return m, nil
	}
	for _, c := range []prometheus.Collector{m.waiting, m.batch, m.latency, m.resent} {
		if err := reg.Register(c); err != nil {
			return nil, fmt.Errorf("register intake metrics: %w", err)
		}
	}
	return m, nil
}

func (m *meters) observe(kind inventory.CommandKind, out inventory.Outcome, err error, took time.Duration) {
	result := "applied"
	var b *Busy
	switch {
	case errors.As(err, &b):
		result = "over_capacity"
	case errors.Is(err, ErrUnavailable):
		result = "unavailable"
	case err != nil:
		result = "gave_up"
	case out.Refusal != nil:
		result = "refused"
	case out.Replayed:
		result = "replayed"
	}
	m.latency.WithLabelValues(string(kind), result).Observe(took.Seconds())
}
