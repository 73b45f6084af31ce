package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"stockflow/internal/temporalclient"
	"stockflow/internal/workerrun"
	"stockflow/workflows"
)

// floors measures what the API's figures are held against.
func floors(ctx context.Context, o options, r *results) error {
	if err := plainTransactions(ctx, o, r); err != nil {
		return err
	}
	return bareWorkflows(ctx, o, r)
}

// plainTransactions measures the transaction of one reservation, called
// directly, by the same numbers of callers.
func plainTransactions(ctx context.Context, o options, r *results) error {
	w, drop, err := seedApart(ctx, o)
	if err != nil {
		return err
	}
	defer drop()
	defer w.store.Close()
	caller := func(pick func() int64) func(int) attempt {
		return func(int) attempt {
			return func(ctx context.Context) (verdict, time.Duration, error) {
				if err := w.post(ctx, w.shipment(pick())); err != nil {
					return failed, 0, err
				}
				return served, 0, nil
			}
		}
	}
	spread := func() int64 { return w.products[rand.IntN(len(w.products))] }
	one := func() int64 { return w.products[0] }
	for _, n := range o.callers {
		r.add(drive(ctx, floorPlain, "spread", n, o.window(), caller(spread)))
	}
	r.add(drive(ctx, floorPlain, "one product", o.callers[len(o.callers)-1], o.window(), caller(one)))

	// The lines of the large shipment, one transaction each.
	began := time.Now()
	for i := range largeShipment {
		if err := w.post(ctx, w.shipment(w.products[i%len(w.products)])); err != nil {
			return fmt.Errorf("post a line by itself: %w", err)
		}
	}
	r.LargeFloor = time.Since(began).Seconds()
	return ctx.Err()
}

const benchQueue = "bench"

// bareWorkflows measures a workflow per command: Update-with-Start, one empty
// local activity, on the same Temporal server.
func bareWorkflows(ctx context.Context, o options, r *results) error {
	namespace := os.Getenv("TEMPORAL_NAMESPACE")
	c, err := temporalclient.New(temporalclient.Options{Address: os.Getenv("TEMPORAL_ADDRESS"), Namespace: namespace})
	if err != nil {
		return err
	}
	defer c.Close()
	if err := temporalclient.Ensure(ctx, c, namespace, workflows.SearchAttributes()); err != nil {
		return err
	}
	w := worker.New(c, benchQueue, workerrun.Options(func(err error) { fmt.Fprintln(os.Stderr, "bench: the floor's worker:", err) }))
	w.RegisterWorkflow(bareWorkflow)
	if err := w.Start(); err != nil {
		return fmt.Errorf("start the floor's worker: %w", err)
	}
	defer w.Stop()
	for _, n := range o.callers {
		r.add(drive(ctx, floorBare, "", n, o.patient(n), func(int) attempt {
			return func(ctx context.Context) (verdict, time.Duration, error) {
				if err := runBare(ctx, c); err != nil {
					return failed, 0, err
				}
				return served, 0, nil
			}
		}))
	}
	return ctx.Err()
}

func runBare(ctx context.Context, c client.Client) error {
	start := c.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
		ID: "bench-" + uuid.NewString(), TaskQueue: benchQueue, WorkflowIDConflictPolicy: conflictFail,
	}, bareWorkflow)
	handle, err := c.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: start,
		UpdateOptions:          client.UpdateWorkflowOptions{UpdateName: "do", WaitForStage: client.WorkflowUpdateStageCompleted},
	})
	if err != nil {
		return err
	}
	return handle.Get(ctx, nil)
}

func bareWorkflow(ctx workflow.Context) error {
	done := false
	err := workflow.SetUpdateHandler(ctx, "do", func(ctx workflow.Context) error {
		ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{StartToCloseTimeout: 10 * time.Second})
		err := workflow.ExecuteLocalActivity(ctx, nothing).Get(ctx, nil)
		done = true
		return err
	})
	if err != nil {
		return err
	}
	return workflow.Await(ctx, func() bool { return done })
}

func nothing(context.Context) error { return nil }
