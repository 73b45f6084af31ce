package workflows

import (
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"stockflow/activities"
	"stockflow/internal/inventory"
)

// MaxBatch is how many commands an Update may bring.
const MaxBatch = 500

// The types of the errors with which a desk sends a batch back. The batch was
// not posted, or its answer is not known: send it again, the commands' ids
// make that harmless.
const (
	// DrainingError: the desk is about to continue as new.
	DrainingError = "desk_draining"
	// OutageError: the database has been away for so long that the desk's
	// history would overflow with tries.
	OutageError = "desk_outage"
	// BadBatchError: the batch itself is wrong, sending it again is pointless.
	BadBatchError = "bad_batch"
)

// The limits of a desk's run.
const (
	// defaultUpdates is how many Updates a run takes; Temporal's own limit is
	// 2,000 by default, and it suggests to continue as new before.
	defaultUpdates = 2000
	// outageTries bounds one series of tries to reach the database, after
	// which the desk looks at the length of its history.
	outageTries = time.Hour
	// longHistory is the length from which on a desk no longer waits for the
	// database; Temporal ends a workflow at 51,200 events.
	longHistory = 40_000
)

// DeskInput is what a desk's run starts with.
type DeskInput struct {
	WarehouseID int64 `json:"warehouse_id"`
	// MaxUpdates is how many Updates this run and those after it take each;
	// 0 means the default.
	MaxUpdates int `json:"max_updates,omitempty"`
	// Runs and Commands count what earlier runs did.
	Runs     int   `json:"runs,omitempty"`
	Commands int64 `json:"commands,omitempty"`
}

// DeskState is a desk's answer to the query "state".
type DeskState struct {
	WarehouseID int64 `json:"warehouse_id"`
	Runs        int   `json:"runs"`
	Updates     int   `json:"updates"`
	Commands    int64 `json:"commands"`
	Draining    bool  `json:"draining"`
}

// desk is one run of a warehouse's intake.
type desk struct {
	in      DeskInput
	updates int
	// draining is set once the run takes no more batches.
	draining bool
}

// Desk is the intake of a warehouse. It takes batches of commands as Updates
// and answers each with the outcomes of its commands. It never ends by itself:
// before a run's history grows too long it stops taking batches, lets those in
// hand finish, and continues as new.
func Desk(ctx workflow.Context, in DeskInput) error {
	if in.MaxUpdates <= 0 {
		in.MaxUpdates = defaultUpdates
	}
	d := &desk{in: in}
	err := workflow.SetUpdateHandlerWithOptions(ctx, PostUpdate, d.post, workflow.UpdateHandlerOptions{
		Validator: d.check, Description: "Post a batch of commands",
	})
	if err != nil {
		return err
	}
	if err := workflow.SetQueryHandler(ctx, StateQuery, d.state); err != nil {
		return err
	}

	cancelled := workflow.Await(ctx, func() bool { return d.full(ctx) }) != nil
	d.draining = true
	// A desk that is cancelled in Temporal's UI drains as well; the next
	// command starts it again.
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	if err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) }); err != nil {
		return err
	}
	if cancelled {
		return temporal.NewCanceledError()
	}
	next := d.in
	next.Runs++
	return workflow.NewContinueAsNewError(ctx, Desk, next)
}

// full tells whether the run has to end.
func (d *desk) full(ctx workflow.Context) bool {
	info := workflow.GetInfo(ctx)
	return d.updates >= d.in.MaxUpdates || info.GetContinueAsNewSuggested() ||
		info.GetCurrentHistoryLength() >= longHistory
}

// check refuses a batch before it leaves a trace in the history.
func (d *desk) check(_ workflow.Context, cmds []inventory.Command) error {
	if d.draining {
		return temporal.NewApplicationError("this run of the desk is ending; send the batch again", DrainingError)
	}
	if len(cmds) == 0 || len(cmds) > MaxBatch {
		return badBatch("a batch has 1 to %d commands, not %d", MaxBatch, len(cmds))
	}
	for i := range cmds {
		if cmds[i].ID == "" {
			return badBatch("command %d has no id", i)
		}
		if cmds[i].WarehouseID != d.in.WarehouseID {
			return badBatch("command %s is for warehouse %d, this is the desk of %d", cmds[i].ID, cmds[i].WarehouseID, d.in.WarehouseID)
		}
	}
	return nil
}

func badBatch(format string, args ...any) error {
	return temporal.NewNonRetryableApplicationError(fmt.Sprintf(format, args...), BadBatchError, nil)
}

// post posts a batch. It waits for a database that is away, for days if need
// be, and gives the batch back only when the history would overflow.
func (d *desk) post(ctx workflow.Context, cmds []inventory.Command) ([]inventory.Outcome, error) {
	d.updates++
	d.in.Commands += int64(len(cmds))
	// A batch in hand is finished even if the desk is cancelled.
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	for {
		outs, err := postBatch(ctx, cmds)
		if err == nil {
			return outs, nil
		}
		if !retryable(err) {
			return nil, err
		}
		if workflow.GetInfo(ctx).GetCurrentHistoryLength() >= longHistory {
			return nil, temporal.NewApplicationError("the database is away; send the batch again", OutageError)
		}
	}
}

func (d *desk) state() (DeskState, error) {
	return DeskState{
		WarehouseID: d.in.WarehouseID, Runs: d.in.Runs, Updates: d.updates, Commands: d.in.Commands, Draining: d.draining,
	}, nil
}

// postBatch runs the one activity that changes stock, and tries for an hour
// at growing intervals while the database can't be reached.
func postBatch(ctx workflow.Context, cmds []inventory.Command) ([]inventory.Outcome, error) {
	var stock *activities.Stock
	var outs []inventory.Outcome
	err := workflow.ExecuteLocalActivity(databaseContext(ctx), stock.PostBatch, cmds).Get(ctx, &outs)
	return outs, err
}

// databaseContext sets how activities wait for the database: soon at first,
// and never longer than half of the outage again or a minute.
func databaseContext(ctx workflow.Context) workflow.Context {
	return workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		// The largest documents take some seconds on a small machine.
		StartToCloseTimeout:    time.Minute,
		ScheduleToCloseTimeout: outageTries,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval: 100 * time.Millisecond, BackoffCoefficient: 1.5, MaximumInterval: time.Minute,
		},
	})
}

// retryable tells whether an activity failed for want of the database rather
// than for what it was asked.
func retryable(err error) bool {
	var application *temporal.ApplicationError
	if errors.As(err, &application) {
		return !application.NonRetryable()
	}
	return !temporal.IsCanceledError(err)
}
