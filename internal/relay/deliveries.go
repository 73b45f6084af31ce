package relay

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"stockflow/internal/store"
	"stockflow/workflows"
)

// Notifications are the outbox of what people are to be told.
type Notifications interface {
	PlanDeliveries(ctx context.Context, limit int, mail bool) (int, error)
	DueDeliveries(ctx context.Context, limit int) ([]store.DueDelivery, error)
	DeliveryStarted(ctx context.Context, d store.DueDelivery) error
	TidyDeliveries(ctx context.Context) error
}

// Starter starts workflows.
type Starter interface {
	ExecuteWorkflow(ctx context.Context, options client.StartWorkflowOptions, workflow any, args ...any) (client.WorkflowRun, error)
}

// startOnce starts a workflow, unless an earlier try has.
func startOnce(ctx context.Context, s Starter, options client.StartWorkflowOptions, workflow any, args ...any) error {
	options.WorkflowExecutionErrorWhenAlreadyStarted = true
	_, err := s.ExecuteWorkflow(ctx, options, workflow, args...)
	var started *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &started) {
		return nil
	}
	return err //nolint:wrapcheck // the caller says what was to start
}

// Deliverer turns notifications into deliveries and starts their workflows.
type Deliverer struct {
	Outbox Notifications
	Start  Starter
	// Mail says whether there is a way to send mails.
	Mail bool
	// Interval is how often it looks while there is nothing to do; 0: a second.
	Interval time.Duration
	Logger   *slog.Logger

	limit *rate.Limiter
}

// How much one turn takes on, and how often it is tidied up.
const (
	planBatch  = 500
	startBatch = 20
	tidyEvery  = time.Minute
	// startRate is how many deliveries begin a second: the stock shares
	// Temporal with them, and can't wait.
	startRate = 20
)

// Run works until ctx ends.
func (d *Deliverer) Run(ctx context.Context) {
	opts := Options{Interval: d.Interval, Logger: d.Logger}
	if opts.Interval <= 0 {
		opts.Interval = time.Second
	}
	r := &Relay{opts: opts.withDefaults()}
	d.limit = rate.NewLimiter(startRate, startBatch)
	var group errgroup.Group
	group.Go(func() error { r.loop(ctx, "notifications", d.plan); return nil })
	group.Go(func() error { r.loop(ctx, "deliveries", d.startDue); return nil })
	group.Go(func() error {
		for ctx.Err() == nil {
			if err := d.Outbox.TidyDeliveries(ctx); err != nil && ctx.Err() == nil {
				r.opts.Logger.Warn("deliveries are not tidied up for now", "error", err)
			}
			sleep(ctx, tidyEvery)
		}
		return nil
	})
	_ = group.Wait() // none of them fails
}

func (d *Deliverer) plan(ctx context.Context) (int, error) {
	return d.Outbox.PlanDeliveries(ctx, planBatch, d.Mail)
}

func (d *Deliverer) startDue(ctx context.Context) (int, error) {
	// Before claiming: a claim should not lapse while it waits for its turn.
	if err := d.limit.Wait(ctx); err != nil {
		return 0, nil // ctx has ended
	}
	due, err := d.Outbox.DueDeliveries(ctx, startBatch)
	if err != nil {
		return 0, err
	}
	var group errgroup.Group
	group.SetLimit(4)
	for i, row := range due {
		group.Go(func() error {
			if i > 0 {
				if err := d.limit.Wait(ctx); err != nil {
					return nil // ctx has ended
				}
			}
			return d.start(ctx, row)
		})
	}
	return len(due), group.Wait()
}

// start starts the workflow of a delivery, unless an earlier try has.
func (d *Deliverer) start(ctx context.Context, row store.DueDelivery) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	in := workflows.DeliverInput{ID: row.ID, Round: row.Round}
	if err := startOnce(ctx, d.Start, workflows.DeliverStart(in), workflows.Deliver, in); err != nil {
		return fmt.Errorf("start delivery %d: %w", row.ID, err)
	}
	return d.Outbox.DeliveryStarted(ctx, row)
}
