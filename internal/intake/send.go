package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"stockflow/internal/inventory"
	"stockflow/workflows"
)

// send brings calls to the desk as one Update and answers them. A batch that
// Temporal will not take is split, so that one bad command harms no other.
func (i *Intake) send(warehouseID int64, calls []*call) {
	cmds := make([]inventory.Command, len(calls))
	for n, c := range calls {
		cmds[n] = c.cmd
	}
	outs, err := i.post(warehouseID, cmds)
	if err == nil && len(outs) != len(calls) {
		err = fmt.Errorf("the desk of %d answered %d of %d commands", warehouseID, len(outs), len(calls))
	}
	var rejected *rejectedError
	if errors.As(err, &rejected) {
		if half := len(calls) / 2; half > 0 {
			i.send(warehouseID, calls[:half])
			i.send(warehouseID, calls[half:])
			return
		}
		outs, err = []inventory.Outcome{rejected.outcome(cmds[0])}, nil
	}
	if err != nil {
		i.opts.Logger.Warn("a batch was not answered", "warehouse", warehouseID, "commands", len(calls), "error", err)
	}
	for n, c := range calls {
		i.inFlight.Add(-1)
		if err != nil {
			c.answer(inventory.Outcome{}, err)
			continue
		}
		c.answer(outs[n], nil)
	}
}

// post sends one Update and waits for its outcomes. Only the end of the
// intake ends it early, or the finding that Temporal is out of reach; callers
// come and go.
func (i *Intake) post(warehouseID int64, cmds []inventory.Command) ([]inventory.Outcome, error) {
	ctx, stop := i.link.watch(i.life, i.opts.BatchTimeout)
	defer stop()
	start := false
	return retrySeam(ctx, i, func() ([]inventory.Outcome, error) {
		var outs []inventory.Outcome
		handle, err := i.updateDesk(ctx, warehouseID, cmds, start)
		if err == nil {
			err = handle.Get(ctx, &outs)
		}
		var missing *serviceerror.NotFound
		start = start || errors.As(err, &missing)
		return outs, err
	})
}

func (i *Intake) updateDesk(ctx context.Context, warehouseID int64, cmds []inventory.Command, start bool) (client.WorkflowUpdateHandle, error) {
	update := client.UpdateWorkflowOptions{
		UpdateID: uuid.NewString(), WorkflowID: workflows.DeskID(warehouseID), UpdateName: workflows.PostUpdate,
		Args: []any{cmds}, WaitForStage: client.WorkflowUpdateStageCompleted,
	}
	if !start {
		return i.client.UpdateWorkflow(ctx, update)
	}
	options := workflows.DeskStart(warehouseID)
	options.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
	in := workflows.DeskInput{WarehouseID: warehouseID, MaxUpdates: i.opts.DeskUpdates}
	return i.client.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: i.client.NewWithStartWorkflowOperation(options, workflows.Desk, in),
		UpdateOptions:          update,
	})
}

// Decide brings a decision to the process of its document, which it starts if
// it does not run, and waits for the answer. Its errors are those of Submit.
func (i *Intake) Decide(ctx context.Context, cmd inventory.Command) (inventory.Outcome, error) {
	start := time.Now()
	out, err := i.decide(ctx, cmd)
	i.meters.observe(cmd.Kind, out, err, time.Since(start))
	return out, err
}

func (i *Intake) decide(ctx context.Context, cmd inventory.Command) (inventory.Outcome, error) {
	kind, ok := workflows.Decision(cmd.Kind)
	if !ok {
		return inventory.Outcome{}, fmt.Errorf("decide: %s is no decision", cmd.Kind)
	}
	if kind == "" {
		if i.opts.KindOf == nil {
			return inventory.Outcome{}, errors.New("decide: the intake can't look up the kind of an operation")
		}
		var err error
		if kind, err = i.opts.KindOf(ctx, cmd.OperationID); err != nil {
			return inventory.Outcome{}, fmt.Errorf("decide: %w", err)
		}
	}
	if i.link.down() {
		return inventory.Outcome{}, ErrUnavailable
	}
	if i.inFlight.Add(1) > int64(i.opts.MaxInFlight) {
		i.inFlight.Add(-1)
		return inventory.Outcome{}, busy(i.opts.MaxWait)
	}
	defer i.inFlight.Add(-1)

	watched, stop := i.link.watch(ctx, i.opts.BatchTimeout)
	defer stop()
	in := workflows.ProcessInput{OperationID: cmd.OperationID, Kind: kind}
	out, err := retrySeam(watched, i, func() (inventory.Outcome, error) {
		var out inventory.Outcome
		options := workflows.ProcessStart(in)
		options.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
		handle, err := i.client.UpdateWithStartWorkflow(watched, client.UpdateWithStartWorkflowOptions{
			StartWorkflowOperation: i.client.NewWithStartWorkflowOperation(options, workflows.Process(kind), in),
			UpdateOptions: client.UpdateWorkflowOptions{
				// The tries of one request share an Update. A later request
				// must not: it is told that it repeats, or that another body
				// came under the same id.
				UpdateID: cmd.ID + "/" + cmd.RequestHash + "/" + cmd.RequestID, UpdateName: workflows.DecideUpdate,
				Args: []any{cmd}, WaitForStage: client.WorkflowUpdateStageCompleted,
			},
		})
		if err == nil {
			err = handle.Get(watched, &out)
		}
		return out, err
	})
	var rejected *rejectedError
	if errors.As(err, &rejected) {
		return rejected.outcome(cmd), nil
	}
	if err != nil && ctx.Err() != nil {
		return out, fmt.Errorf("wait for the answer to %s: %w", cmd.ID, context.Cause(ctx))
	}
	return out, err
}
