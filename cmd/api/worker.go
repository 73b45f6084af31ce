package main

import (
	"stockflow/activities"
	"stockflow/internal/cache"
	"stockflow/internal/config"
	"stockflow/internal/events"
	"stockflow/internal/relay"
	"stockflow/internal/workerrun"
)

// work runs a worker inside this process until the process's own work ends.
func (a *app) work() {
	c, err := config.LoadWorker()
	if err != nil {
		a.logger.Error("the worker can't run", "error", err)
		return
	}
	d := workerrun.Deps{
		Client: a.temporal, Namespace: a.config.TemporalNamespace, Stock: a.store, Commands: a.commands,
		Policy: activities.Policy{
			ReservationTimeout: c.ReservationTimeout, BackorderRetry: c.BackorderRetry,
			ApprovalRemind: c.ApprovalRemind, ApprovalEscalate: c.ApprovalEscalate, ApprovalTimeout: c.ApprovalTimeout,
			TransferGrace: c.TransferGrace, TransferEscalate: c.TransferEscalate,
		},
		Relay:   relay.Options{Interval: c.RelayInterval, Quiet: c.RelayRate},
		Metrics: a.registry, Logger: a.logger,
	}
	if a.redis != nil {
		d.Events = cache.Posted{
			Stock: cache.NewStock(a.redis, a.logger), Next: events.NewPublisher(a.redis, a.logger),
		}
	}
	if err := workerrun.Run(a.background, d); err != nil {
		a.logger.Error("the worker ended", "error", err)
	}
}
