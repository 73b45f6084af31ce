// Package temporalclient connects to Temporal: the client with Stockflow's
// data converter, logger and metrics, and the namespace and search attributes
// that its workflows need.
package temporalclient

import (
	"fmt"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
)

// Options say where Temporal is and what the client reports to.
type Options struct {
	Address   string
	Namespace string
	// Identity names this process in Temporal's UI; empty means process@host.
	Identity string
	Logger   *slog.Logger
	// Metrics takes the SDK's own metrics; nil means none.
	Metrics prometheus.Registerer
}

// New makes a client that connects at its first use, so that a process can
// start and serve reads while Temporal is away.
func New(o Options) (client.Client, error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	opts := client.Options{
		HostPort:      o.Address,
		Namespace:     o.Namespace,
		Identity:      o.Identity,
		Logger:        sdklog.NewStructuredLogger(o.Logger),
		DataConverter: DataConverter(),
		ConnectionOptions: client.ConnectionOptions{
			// Large payloads are already compressed by the data converter;
			// compressing each call again costs more than the loopback or the
			// data centre's network does.
			GrpcCompression: &client.GrpcCompressionNone{},
		},
		// Liveness of workers is seen in their own metrics.
		WorkerHeartbeatInterval: -1,
	}
	if o.Metrics != nil {
		handler, err := newMetricsHandler(o.Metrics)
		if err != nil {
			return nil, err
		}
		opts.MetricsHandler = handler
	}
	c, err := client.NewLazyClient(opts)
	if err != nil {
		return nil, fmt.Errorf("make temporal client: %w", err)
	}
	return c, nil
}
