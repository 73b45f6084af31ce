// Command worker runs Stockflow's workflows, and relays what transactions have
// promised. Any number of workers may run side by side.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
	_ "time/tzdata" // people have time zones, and the machine may know none

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/redis/go-redis/v9"

	"stockflow/cmd/internal/wiring"
	"stockflow/internal/cache"
	"stockflow/internal/config"
	"stockflow/internal/events"
	"stockflow/internal/intake"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
	"stockflow/internal/temporalclient"
	"stockflow/internal/workerrun"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1) //nolint:gocritic // run has cleaned up; stop only restores signals
	}
}

func run(ctx context.Context) error {
	s, err := config.LoadWorkerProgram()
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: s.LogLevel}))
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))

	stock, err := store.Open(ctx, s.DatabaseURL)
	if err != nil {
		return err
	}
	defer stock.Close()
	temporal, err := temporalclient.New(temporalclient.Options{
		Address: s.TemporalAddress, Namespace: s.TemporalNamespace, Logger: logger, Metrics: metrics,
	})
	if err != nil {
		return err
	}
	defer temporal.Close()
	commands, err := intake.New(temporal, intake.Options{
		Metrics: metrics, Logger: logger,
		KindOf: func(ctx context.Context, id string) (inventory.Kind, error) {
			op, err := stock.OperationHead(ctx, id)
			return op.Kind, err
		},
	})
	if err != nil {
		return err
	}

	var shared *redis.Client
	if s.RedisURL != "" {
		if shared, err = cache.Connect(s.RedisURL); err != nil {
			return err
		}
		defer shared.Close() //nolint:errcheck // nothing is left to be done about it
		stock.SetAnnouncer(cache.Announcing(cache.NewStock(shared, logger), events.NewPublisher(shared, logger).Announce))
	}

	var ready atomic.Bool
	if s.MetricsAddress != "" {
		closeHTTP, err := serveHTTP(s.MetricsAddress, metrics, &ready, logger)
		if err != nil {
			return err
		}
		defer closeHTTP()
	}
	d, err := wiring.Worker(wiring.Parts{
		Config: s.Worker, PublicURL: s.PublicURL, Client: temporal, Namespace: s.TemporalNamespace, Store: stock, Commands: commands, Redis: shared,
		Metrics: metrics, Logger: logger,
	})
	if err != nil {
		return err
	}
	d.Ready = func() { ready.Store(true) }
	err = workerrun.Run(ctx, d)
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return errors.Join(err, commands.Close(closing))
}

// serveHTTP serves the worker's health and metrics.
func serveHTTP(address string, metrics *prometheus.Registry, ready *atomic.Bool, logger *slog.Logger) (func(), error) {
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		if !ready.Load() {
			http.Error(w, "starting", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen for metrics: %w", err)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			logger.Error("metrics are not served any more", "error", err)
		}
	}()
	return func() { server.Close() }, nil //nolint:errcheck // nothing is left to be done about it
}
