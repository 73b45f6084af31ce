package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
	"go.temporal.io/sdk/client"

	"stockflow/cmd/internal/wiring"
	"stockflow/dashboard"
	"stockflow/internal/auth"
	"stockflow/internal/cache"
	"stockflow/internal/config"
	"stockflow/internal/events"
	"stockflow/internal/httpapi"
	"stockflow/internal/intake"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
	"stockflow/internal/telemetry"
	"stockflow/internal/temporalclient"
)

// app is what the process is made of.
type app struct {
	config   config.API
	logger   *slog.Logger
	registry *prometheus.Registry

	store    *store.Store
	redis    *redis.Client // nil without Redis
	temporal client.Client
	commands *intake.Intake
	events   *events.Stream
	refusals *httpapi.Refusals
	handler  http.Handler

	// stopping is closed when the process begins to stop.
	stopping chan struct{}
	// background ends when everything else has.
	background context.Context //nolint:containedctx // it is the life of the process's own work
	end        context.CancelFunc
	running    sync.WaitGroup
}

func newApp(ctx context.Context, c config.API, logger *slog.Logger) (*app, error) {
	a := &app{config: c, logger: logger, registry: telemetry.NewRegistry(), stopping: make(chan struct{})}
	a.background, a.end = context.WithCancel(context.WithoutCancel(ctx))
	for _, connect := range []func(context.Context) error{a.openStore, a.connectRedis, a.connectTemporal, a.buildHandler} {
		if err := connect(ctx); err != nil {
			a.close()
			return nil, err
		}
	}
	return a, nil
}

func (a *app) openStore(ctx context.Context) error {
	u, err := url.Parse(a.config.DatabaseURL)
	if err != nil {
		return fmt.Errorf("parse the database URL: %w", err)
	}
	query := u.Query()
	if !query.Has("pool_max_conns") {
		query.Set("pool_max_conns", strconv.Itoa(a.config.DatabaseConnections))
		u.RawQuery = query.Encode()
	}
	if a.store, err = store.Open(ctx, u.String()); err != nil || a.config.DatabaseReplicaURL == "" {
		return err
	}
	return a.store.OpenReplica(ctx, a.config.DatabaseReplicaURL)
}

func (a *app) connectRedis(context.Context) (err error) {
	if a.config.RedisURL != "" {
		if a.redis, err = cache.Connect(a.config.RedisURL); err != nil {
			return err
		}
		a.store.SetAnnouncer(cache.Announcing(cache.NewStock(a.redis, a.logger), events.NewPublisher(a.redis, a.logger).Announce))
	}
	return nil
}

func (a *app) connectTemporal(context.Context) (err error) {
	a.temporal, err = temporalclient.New(temporalclient.Options{
		Address: a.config.TemporalAddress, Namespace: a.config.TemporalNamespace, Logger: a.logger, Metrics: a.registry,
	})
	if err != nil {
		return err
	}
	a.commands, err = intake.New(a.temporal, intake.Options{
		Metrics: a.registry, Logger: a.logger,
		KindOf: func(ctx context.Context, id string) (inventory.Kind, error) {
			op, err := a.store.OperationHead(ctx, id)
			return op.Kind, err
		},
	})
	return err
}

func (a *app) buildHandler(context.Context) error {
	a.events = events.NewStream(a.redis, a.logger)
	var err error
	if a.refusals, err = httpapi.NewRefusals(a.store, a.registry, a.logger); err != nil {
		return fmt.Errorf("register the metrics of refusals: %w", err)
	}
	d := httpapi.Deps{
		Store: a.store, Commands: a.commands, Workflows: httpapi.Temporal{Client: a.temporal},
		Sessions: auth.NewSessions(a.store, a.store, a.redis, a.config.SessionLifetime),
		SignIns:  auth.NewSignIns(a.store, a.config.LoginChecks),
		Accounts: auth.NewAccounts(a.store, a.config.PublicURL, a.config.LoginChecks),
		Refusals: a.refusals, Events: a.events, Namespace: a.config.TemporalNamespace, Dashboard: dashboard.Files(), Registry: a.registry, Logger: a.logger,
		TrustProxy: a.config.TrustProxy, RequestTimeout: a.config.RequestTimeout, MaxCommands: a.config.MaxCommands, Stopping: a.stopping,
	}
	if a.redis != nil {
		d.Stock = cache.NewStock(a.redis, a.logger)
		d.RedisReady = func(ctx context.Context) error { return a.redis.Ping(ctx).Err() } //nolint:wrapcheck // only whether it failed counts
	}
	if c := a.config; c.OIDCIssuer != "" {
		d.OIDC = auth.NewOIDC(c.OIDCIssuer, c.OIDCClientID, c.OIDCClientSecret, c.PublicURL)
	}
	if a.config.TemporalUIURL != "" {
		u, err := url.Parse(a.config.TemporalUIURL)
		if err != nil {
			return fmt.Errorf("parse the Temporal UI's URL: %w", err)
		}
		d.TemporalUI = u
	}
	if d.Notify, err = wiring.Notify(a.config.Notify, a.config.PublicURL, a.store); err != nil {
		return err
	}
	a.handler, err = httpapi.New(d)
	return err
}

// start begins the process's own work.
func (a *app) start() {
	if a.redis != nil {
		a.running.Go(func() { a.events.Run(a.background) })
	}
	a.running.Go(func() { a.refusals.Run(a.background) })
	a.running.Go(a.tidyAccounts)
	if a.config.WithWorker {
		a.running.Go(a.work)
	}
}

// tidyAccounts deletes sessions, links and failed attempts that have run out.
func (a *app) tidyAccounts() {
	ticker := time.NewTicker(10 * time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-a.background.Done():
			return
		case <-ticker.C:
			if _, err := a.store.TidyAccounts(a.background); err != nil {
				a.logger.Warn("expired sessions and links stay for now", "error", err)
			}
		}
	}
}

// stop waits for the answers to commands that were sent, then ends the
// process's own work.
func (a *app) stop(ctx context.Context) error {
	err := a.commands.Close(ctx)
	a.end()
	a.running.Wait()
	return err
}

// close gives back what the process holds.
func (a *app) close() {
	a.end()
	a.running.Wait()
	if a.temporal != nil {
		a.temporal.Close()
	}
	if a.redis != nil {
		_ = a.redis.Close() // nothing is lost with it
	}
	if a.store != nil {
		a.store.Close()
	}
}
