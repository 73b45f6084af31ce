// Package workerrun runs a worker: the workflows and activities of the task
// queues, and the relay of the outbox. cmd/worker runs one in its own process,
// cmd/api can carry one in its.
package workerrun

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"stockflow/activities"
	"stockflow/internal/relay"
	"stockflow/internal/temporalclient"
	"stockflow/workflows"
)

// Stock is what the worker needs of the database.
type Stock interface {
	activities.Poster
	activities.OperationLoader
	relay.Outbox
}

// Deps are what a worker runs on.
type Deps struct {
	Client    client.Client
	Namespace string
	Stock     Stock
	// Commands is where parked commands go: the process's intake.
	Commands relay.Commands
	// Events may be nil.
	Events  activities.EventPublisher
	Policy  activities.Policy
	Relay   relay.Options
	Metrics prometheus.Registerer
	Logger  *slog.Logger
	// Ready is called, once, when the workers have started; it may be nil.
	Ready func()
	// Queues are served beside the stock queue.
	Queues []Queue
	// Background is more that goes on while the workers run; each ends with its
	// context.
	Background []func(context.Context)
}

// Queue is a task queue besides that of the stock: slow work that must not
// hold up a dispatch.
type Queue struct {
	Name     string
	Register func(worker.Registry)
	Options  worker.Options
}

// stopTimeout is how long work in hand may go on when a worker stops.
const stopTimeout = 10 * time.Second

// stickyCache is how many workflows a worker keeps in memory between their
// tasks; the others are rebuilt from their history when they are next due.
const stickyCache = 2000

func init() { worker.SetStickyWorkflowCacheSize(stickyCache) }

// Run works until ctx ends; it waits for Temporal and starts again what Temporal
// ended. It fails only on what is wrong from the start.
func Run(ctx context.Context, d Deps) error {
	if d.Logger == nil {
		d.Logger = slog.New(slog.DiscardHandler)
	}
	var posted atomic.Int64
	stock := &activities.Stock{Poster: d.Stock, Loader: d.Stock, Events: d.Events, Policy: d.Policy, Posted: &posted}
	opts := d.Relay
	opts.Posted, opts.Metrics, opts.Logger = posted.Load, d.Metrics, d.Logger
	outbox, err := relay.New(d.Stock, d.Client, d.Commands, opts)
	if err != nil {
		return err
	}
	for {
		err := once(ctx, d, stock, outbox)
		if ctx.Err() != nil {
			return nil
		}
		d.Logger.Error("the worker will start again", "error", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Second):
		}
	}
}

// once runs the workers until ctx ends or one of them fails for good.
func once(ctx context.Context, d Deps, stock *activities.Stock, outbox *relay.Relay) error {
	if err := temporalclient.Ensure(ctx, d.Client, d.Namespace, workflows.SearchAttributes()); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w := worker.New(d.Client, workflows.StockQueue, Options(cancel))
	Register(w, stock)
	if err := w.Start(); err != nil {
		return fmt.Errorf("start the worker of %s: %w", workflows.StockQueue, err)
	}
	defer w.Stop()
	d.Logger.Info("worker started", "task_queue", workflows.StockQueue)
	stop, err := serve(d, cancel)
	defer stop()
	if err != nil {
		return err
	}
	if d.Ready != nil {
		d.Ready()
	}
	var running sync.WaitGroup
	for _, work := range d.Background {
		running.Go(func() { work(ctx) })
	}
	outbox.Run(ctx)
	running.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// serve starts the workers of the queues besides the stock's; stop stops those
// that started.
func serve(d Deps, fail func(error)) (stop func(), err error) {
	var running []worker.Worker
	stop = func() {
		for _, w := range running {
			w.Stop()
		}
	}
	for _, queue := range d.Queues {
		options := queue.Options
		options.WorkerStopTimeout, options.OnFatalError = stopTimeout, fail
		w := worker.New(d.Client, queue.Name, options)
		queue.Register(w)
		if err := w.Start(); err != nil {
			return stop, fmt.Errorf("start the worker of %s: %w", queue.Name, err)
		}
		running = append(running, w)
		d.Logger.Info("worker started", "task_queue", queue.Name)
	}
	return stop, nil
}

// Register makes the workflows and activities of the stock queue known.
func Register(w worker.Registry, stock *activities.Stock) {
	w.RegisterWorkflow(workflows.Desk)
	w.RegisterWorkflow(workflows.Receipt)
	w.RegisterWorkflow(workflows.Shipment)
	w.RegisterWorkflow(workflows.Transfer)
	w.RegisterWorkflow(workflows.Adjustment)
	w.RegisterWorkflow(workflows.Count)
	w.RegisterWorkflow(workflows.Return)
	w.RegisterActivity(stock)
}

// Options are how a worker of the stock queue runs; fail is told when it can't go on.
func Options(fail func(error)) worker.Options {
	return worker.Options{
		// All activities of this queue are local: they run inside the
		// workflow task, without another round to the server.
		LocalActivityWorkerOnly:                 true,
		MaxConcurrentWorkflowTaskPollers:        4,
		MaxConcurrentWorkflowTaskExecutionSize:  100,
		MaxConcurrentLocalActivityExecutionSize: 100,
		// How long a warehouse waits for a worker that was killed, until
		// another takes its desk over.
		StickyScheduleToStartTimeout: 3 * time.Second,
		// A busy machine may hold up a workflow's goroutine for a while.
		DeadlockDetectionTimeout: 4 * time.Second,
		WorkerStopTimeout:        stopTimeout,
		OnFatalError:             fail,
	}
}
