package temporalclient

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"
)

// metricLabels are the tags of the SDK that are kept. A fixed set keeps every
// metric's labels alike, as Prometheus wants, and bounds their number.
var metricLabels = []string{"operation", "task_queue", "workflow_type", "activity_type", "status_code"}

// metricsHandler reports the SDK's metrics to Prometheus.
type metricsHandler struct {
	shared *collectors
	labels prometheus.Labels
}

type collectors struct {
	counters *prometheus.CounterVec
	gauges   *prometheus.GaugeVec
	timers   *prometheus.HistogramVec
	names    sync.Map // the SDK's name → ours
}

// newMetricsHandler registers three metrics, told apart by their label name:
// the SDK has some sixty names, and learns them only while it runs.
func newMetricsHandler(reg prometheus.Registerer) (client.MetricsHandler, error) {
	labels := append([]string{"name"}, metricLabels...)
	c := &collectors{
		counters: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "temporal_sdk_events_total", Help: "What the Temporal SDK counted, by name.",
		}, labels),
		gauges: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "temporal_sdk_level", Help: "Levels of the Temporal SDK, by name.",
		}, labels),
		timers: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "temporal_sdk_duration_seconds", Help: "What the Temporal SDK timed, by name.",
			Buckets: []float64{.005, .02, .05, .1, .25, .5, 1, 2.5, 10, 60},
		}, labels),
	}
	var err error
	if c.counters, err = register(reg, c.counters); err != nil {
		return nil, err
	}
	if c.gauges, err = register(reg, c.gauges); err != nil {
		return nil, err
	}
	if c.timers, err = register(reg, c.timers); err != nil {
		return nil, err
	}
	return metricsHandler{shared: c, labels: emptyLabels()}, nil
}

// register gives the collector that is registered already, if there is one:
// one process may hold several clients.
func register[C prometheus.Collector](reg prometheus.Registerer, c C) (C, error) {
	err := reg.Register(c)
	var already prometheus.AlreadyRegisteredError
	if errors.As(err, &already) {
		if existing, ok := already.ExistingCollector.(C); ok {
			return existing, nil
		}
	}
	if err != nil {
		return c, fmt.Errorf("register temporal metrics: %w", err)
	}
	return c, nil
}

func emptyLabels() prometheus.Labels {
	l := prometheus.Labels{"name": ""}
	for _, name := range metricLabels {
		l[name] = ""
	}
	return l
}

// WithTags gives a handler whose metrics carry the tags that are kept.
func (h metricsHandler) WithTags(tags map[string]string) client.MetricsHandler {
	labels := make(prometheus.Labels, len(h.labels))
	for name, value := range h.labels {
		if tag, ok := tags[name]; ok && name != "name" {
			value = tag
		}
		labels[name] = value
	}
	return metricsHandler{shared: h.shared, labels: labels}
}

// named gives the labels of one metric; the SDK's prefix is dropped.
func (h metricsHandler) named(name string) prometheus.Labels {
	short, ok := h.shared.names.Load(name)
	if !ok {
		short, _ = h.shared.names.LoadOrStore(name, strings.TrimPrefix(name, "temporal_"))
	}
	labels := make(prometheus.Labels, len(h.labels))
	for k, v := range h.labels {
		labels[k] = v
	}
	labels["name"] = short.(string)
	return labels
}

// Counter gives a counter of the name.
func (h metricsHandler) Counter(name string) client.MetricsCounter {
	return counter{h.shared.counters.With(h.named(name))}
}

// Gauge gives a gauge of the name.
func (h metricsHandler) Gauge(name string) client.MetricsGauge {
	return gauge{h.shared.gauges.With(h.named(name))}
}

// Timer gives a timer of the name.
func (h metricsHandler) Timer(name string) client.MetricsTimer {
	return timer{h.shared.timers.With(h.named(name))}
}

type counter struct{ prometheus.Counter }

// Inc adds n; the SDK's name for it hides Prometheus's own.
func (c counter) Inc(n int64) { c.Add(float64(n)) }

type gauge struct{ prometheus.Gauge }

// Update sets the level.
func (g gauge) Update(v float64) { g.Set(v) }

type timer struct{ prometheus.Observer }

// Record observes a duration.
func (t timer) Record(d time.Duration) { t.Observe(d.Seconds()) }
