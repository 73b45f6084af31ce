package httpapi

import (
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// meters count requests by route. The queues and batches of commands are
// counted by the intake.
type meters struct{ durations *prometheus.HistogramVec }

func newMeters(r prometheus.Registerer) (*meters, error) {
	m := &meters{durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "stockflow_http_request_duration_seconds", Help: "How long requests took, by route, method and status.",
		Buckets: []float64{.002, .005, .01, .025, .05, .1, .2, .3, .5, 1, 2, 5, 10, 30},
	}, []string{"route", "method", "status"})}
	if err := r.Register(m.durations); err != nil {
		return nil, fmt.Errorf("register metrics: %w", err)
	}
	return m, nil
}

func (m *meters) observe(route, method string, status int, took time.Duration) {
	m.durations.WithLabelValues(route, knownMethod(method), statusText(status)).Observe(took.Seconds())
}

// knownMethod bounds the label: a caller may send any word as its method.
func knownMethod(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return method
	}
	return "other"
}
