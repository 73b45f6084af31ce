// Package wiring joins the parts that a worker is made of, for the programs
// that run one: cmd/worker, and cmd/api when it carries one.
package wiring

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"stockflow/activities"
	"stockflow/internal/cache"
	"stockflow/internal/config"
	"stockflow/internal/events"
	"stockflow/internal/intake"
	"stockflow/internal/relay"
	"stockflow/internal/schedules"
	"stockflow/internal/store"
	"stockflow/internal/workerrun"
	"stockflow/workflows"
)

// Parts are what a process already has when it begins to work.
type Parts struct {
	Config config.Worker
	// PublicURL is where people find the dashboard, for links.
	PublicURL string
	Client    client.Client
	Namespace string
	Store     *store.Store
	Commands  *intake.Intake
	// Redis is nil where there is none.
	Redis   *redis.Client
	Metrics *prometheus.Registry
	Logger  *slog.Logger
}

// Worker makes of the parts what a worker runs on.
func Worker(p Parts) (workerrun.Deps, error) {
	c := p.Config
	d := workerrun.Deps{
		Client: p.Client, Namespace: p.Namespace, Stock: p.Store, Commands: p.Commands,
		Policy: activities.Policy{
			ReservationTimeout: c.ReservationTimeout, BackorderRetry: c.BackorderRetry,
			ApprovalRemind: c.ApprovalRemind, ApprovalEscalate: c.ApprovalEscalate, ApprovalTimeout: c.ApprovalTimeout,
			TransferGrace: c.TransferGrace, TransferEscalate: c.TransferEscalate,
			CountRemind: c.CountRemind, CountEscalate: c.CountEscalate,
		},
		Relay:   relay.Options{Interval: c.RelayInterval, Quiet: c.RelayRate},
		Metrics: p.Metrics, Logger: p.Logger,
	}
	if p.Redis != nil {
		d.Events = cache.Posted{Stock: cache.NewStock(p.Redis, p.Logger), Next: events.NewPublisher(p.Redis, p.Logger)}
	}
	jobs, err := scheduledJobs(p)
	if err != nil {
		return d, err
	}
	d.Queues = queues(p, jobs)
	d.Background = []func(context.Context){clock(p).Run}
	notifications, deliverer, err := notifications(p)
	d.Queues = append(d.Queues, notifications)
	imports := &relay.ImportStarter{Outbox: p.Store, Start: p.Client, Logger: p.Logger}
	recalls := &relay.RecallTeller{Outbox: p.Store, Tell: p.Client, Logger: p.Logger}
	d.Background = append(d.Background, deliverer, imports.Run, recalls.Run)
	return d, err
}

// queues are the task queues besides that of the stock.
func queues(p Parts, jobs schedules.Jobs) []workerrun.Queue {
	return []workerrun.Queue{{
		Name: workflows.ReportsQueue,
		Register: func(w worker.Registry) {
			w.RegisterWorkflow(workflows.ScheduledRun)
			w.RegisterActivity(&activities.Scheduled{Jobs: jobs, Book: p.Store})
			w.RegisterWorkflow(workflows.Import)
			w.RegisterActivity(&activities.Imports{Importer: p.Store})
			w.RegisterWorkflow(workflows.Recall)
			w.RegisterActivity(&activities.Recalls{
				Book: p.Store, Patience: store.RecallPatience{Remind: p.Config.RecallRemind, Escalate: p.Config.RecallEscalate},
			})
		},
		Options: reportsOptions(),
	}}
}

// reportsOptions keep slow work from taking a machine for itself, and let
// little be done again after a crash.
func reportsOptions() worker.Options {
	return worker.Options{MaxConcurrentActivityExecutionSize: 4, MaxHeartbeatThrottleInterval: time.Second}
}
