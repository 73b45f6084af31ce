package main

import (
	"stockflow/cmd/internal/wiring"
	"stockflow/internal/config"
	"stockflow/internal/workerrun"
)

// work runs a worker inside this process until the process's own work ends.
func (a *app) work() {
	c, err := config.LoadWorker()
	if err != nil {
		a.logger.Error("the worker can't run", "error", err)
		return
	}
	d, err := wiring.Worker(wiring.Parts{
		Config: c, PublicURL: a.config.PublicURL, Client: a.temporal, Namespace: a.config.TemporalNamespace, Store: a.store, Commands: a.commands,
		Redis: a.redis, Metrics: a.registry, Logger: a.logger,
	})
	if err != nil {
		a.logger.Error("the worker can't run", "error", err)
		return
	}
	if err := workerrun.Run(a.background, d); err != nil {
		a.logger.Error("the worker ended", "error", err)
	}
}
