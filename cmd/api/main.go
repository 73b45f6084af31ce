// Command api serves Stockflow's HTTP API and its dashboard. Any number of
// them may run side by side; with --with-worker it carries a worker as well.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // warehouses have time zones, and the machine may know none

	"stockflow/internal/config"
	"stockflow/internal/telemetry"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "api:", err)
		os.Exit(1)
	}
}

func run() error {
	c, err := config.Load()
	if err != nil {
		return err
	}
	listen := flag.String("listen", c.ListenAddress, "`address` to listen on (environment: LISTEN_ADDRESS)")
	flag.BoolVar(&c.WithWorker, "with-worker", c.WithWorker, "carry a worker in this process (environment: WITH_WORKER)")
	flag.Parse()
	c.ListenOn(*listen)
	if flag.NArg() > 0 {
		return fmt.Errorf("there is no argument %q", flag.Arg(0))
	}
	logger := telemetry.NewLogger(os.Stderr, c.LogLevel)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	app, err := newApp(ctx, c, logger)
	if err != nil {
		return err
	}
	defer app.close()
	return serve(ctx, c, app, logger)
}

// serve listens until ctx ends, and then lets what is in hand come to its end:
// first the requests, then the commands that they have sent, then the worker.
func serve(ctx context.Context, c config.API, app *app, logger *slog.Logger) error {
	listener, err := net.Listen("tcp", c.ListenAddress)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{
		Handler: app.handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	app.start()
	logger.Info("listening", "address", listener.Addr().String(), "with_worker", c.WithWorker)

	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	logger.Info("stopping")
	close(app.stopping)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.ShutdownTimeout)
	defer cancel()
	err = server.Shutdown(stopping)
	if err != nil {
		err = errors.Join(fmt.Errorf("stop serving: %w", err), server.Close())
	}
	return errors.Join(err, app.stop(stopping))
}
