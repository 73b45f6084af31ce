package workflows_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"stockflow/activities"
	"stockflow/internal/inventory"
	"stockflow/workflows"
)

// pickedShipment has more picks than one step of a compensation returns.
func pickedShipment(status inventory.Status) *world {
	op := inventory.Operation{Kind: inventory.Shipment, Status: status}
	for i := range 450 {
		op.Holds = append(op.Holds, inventory.Hold{LineNo: i + 1, BalanceID: int64(i), OriginID: int64(1000 + i), Quantity: 1})
	}
	return newWorld(op)
}

func TestCancellingAfterPickingReturnsThePicksInSteps(t *testing.T) {
	w := pickedShipment(inventory.Picked)
	e := newEnv(t, w)
	var answer inventory.Outcome
	e.decide(hour, inventory.CancelShipment, inventory.Body{Reason: "no longer wanted"}, func(out inventory.Outcome, err error) {
		assert.NoError(t, err)
		answer = out
		assert.Equal(t, inventory.Cancelled, w.op.Status, "the answer comes when the goods are back")
	})
	e.run()
	require.NoError(t, e.GetWorkflowError())
	assert.Equal(t, inventory.Cancelling, answer.Status, "the answer is that of the command")
	assert.Len(t, w.timeline()[inventory.ReturnPicks], 3)
	assert.Len(t, w.timeline()[inventory.FinishCancel], 1)
	assert.Empty(t, w.op.Holds)
}

func TestACancellingThatIsFoundIsFinished(t *testing.T) {
	w := pickedShipment(inventory.Cancelling)
	e := newEnv(t, w)
	e.run()
	require.NoError(t, e.GetWorkflowError())
	assert.Equal(t, inventory.Cancelled, w.op.Status)
}

func TestACompensationThatIsRefusedIsTriedAgain(t *testing.T) {
	w := pickedShipment(inventory.Cancelling)
	w.refuse[inventory.ReturnPicks] = inventory.CodeConflict
	e := newEnv(t, w)
	e.at(150*time.Second, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.refuse, inventory.ReturnPicks)
	})
	e.run()
	require.NoError(t, e.GetWorkflowError())
	assert.Equal(t, inventory.Cancelled, w.op.Status)
	assert.Len(t, w.timeline()[inventory.ReturnPicks], 6, "three in vain, a minute apart, and three that count")
}

func TestCancellingTheWorkflowCompensatesByStage(t *testing.T) {
	for name, c := range map[string]struct {
		op    inventory.Operation
		posts inventory.CommandKind
		ends  inventory.Status // after the cancellation alone
		goOn  inventory.Status // what somebody does later, if it goes on
	}{
		"receipt expected":       {inventory.Operation{Kind: inventory.Receipt, Status: inventory.Expected}, inventory.CancelReceipt, inventory.Cancelled, ""},
		"receipt receiving":      {inventory.Operation{Kind: inventory.Receipt, Status: inventory.Receiving}, "", inventory.Receiving, inventory.Closed},
		"shipment reserved":      {inventory.Operation{Kind: inventory.Shipment, Status: inventory.Reserved}, inventory.CancelShipment, inventory.Cancelled, ""},
		"shipment packed":        {pickedShipment(inventory.Packed).op, inventory.CancelShipment, inventory.Cancelled, ""},
		"transfer waiting":       {inventory.Operation{Kind: inventory.Transfer, Status: inventory.AwaitingApproval, Approvals: pending(inventory.TransferApproval)}, inventory.CancelTransfer, inventory.Cancelled, ""},
		"transfer reserved":      {inventory.Operation{Kind: inventory.Transfer, Status: inventory.Reserved}, inventory.CancelTransfer, inventory.Cancelled, ""},
		"transfer in transit":    {inventory.Operation{Kind: inventory.Transfer, Status: inventory.InTransit}, inventory.CancelTransfer, inventory.Returning, inventory.Returned},
		"transfer half received": {inventory.Operation{Kind: inventory.Transfer, Status: inventory.PartiallyReceived}, inventory.CancelTransfer, inventory.Returning, inventory.Returned},
		"adjustment waiting":     {inventory.Operation{Kind: inventory.Adjustment, Status: inventory.AwaitingApproval, Approvals: pending(inventory.AdjustmentApproval)}, inventory.CancelAdjustment, inventory.Cancelled, ""},
		"count open":             {inventory.Operation{Kind: inventory.Count, Status: inventory.Counting}, inventory.CancelCount, inventory.Cancelled, ""},
		"count handed in":        {inventory.Operation{Kind: inventory.Count, Status: inventory.AwaitingApproval, Approvals: pending(inventory.CountApproval)}, inventory.CancelCount, inventory.Cancelled, ""},
		"transfer discrepancy":   {inventory.Operation{Kind: inventory.Transfer, Status: inventory.Discrepancy}, "", inventory.Discrepancy, inventory.Closed},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(c.op)
			e := newEnv(t, w)
			e.at(hour, e.CancelWorkflow)
			if c.goOn != "" {
				e.at(2*hour, func() {
					assert.Equal(t, c.ends, w.op.Status)
					assert.True(t, e.live().WorkflowCancelled)
				})
				e.step(3*hour, func(op *inventory.Operation) { op.Status = c.goOn })
			}
			e.run()
			if c.posts != "" {
				assert.Equal(t, []time.Duration{hour}, w.timeline()[c.posts])
			} else {
				assert.Empty(t, w.steps)
			}
			if c.goOn == "" {
				assert.Equal(t, c.ends, w.op.Status)
			}
			if w.op.Status == inventory.Cancelled || w.op.Status == inventory.Returned {
				var cancelled *temporal.CanceledError
				assert.ErrorAs(t, e.GetWorkflowError(), &cancelled)
			} else {
				assert.NoError(t, e.GetWorkflowError())
			}
		})
	}
}

func TestDecisionsThatDontBelongHereAreTurnedAway(t *testing.T) {
	w := newWorld(inventory.Operation{Kind: inventory.Shipment, Status: inventory.Reserved})
	e := newEnv(t, w)
	turned := 0
	for _, kind := range []inventory.CommandKind{inventory.CancelTransfer, inventory.PickShipment, inventory.ReturnPicks} {
		e.decide(hour, kind, inventory.Body{}, func(_ inventory.Outcome, err error) {
			var refused *temporal.ApplicationError
			if assert.ErrorAs(t, err, &refused) {
				assert.Equal(t, workflows.BadDecisionError, refused.Type())
			}
			turned++
		})
	}
	e.run()
	assert.Equal(t, 3, turned)
	assert.Equal(t, map[inventory.CommandKind][]time.Duration{inventory.ExpireReservation: {72 * hour}}, w.timeline())
}

func TestARefusedDecisionIsAnAnswer(t *testing.T) {
	w := newWorld(inventory.Operation{Kind: inventory.Receipt, Status: inventory.Closed})
	w.refuse[inventory.UndoReceipt] = inventory.CodeStockGone
	e := newEnv(t, w)
	answered := false
	e.decide(0, inventory.UndoReceipt, inventory.Body{}, func(out inventory.Outcome, err error) {
		assert.NoError(t, err)
		assert.Equal(t, inventory.CodeStockGone, out.Refusal.Code)
		answered = true
	})
	e.run()
	require.NoError(t, e.GetWorkflowError())
	assert.True(t, answered, "the process of an ended document answers before it ends")
}

func TestAProcessOfNothingEnds(t *testing.T) {
	w := newWorld(inventory.Operation{Kind: inventory.Receipt})
	e := newEnv(t, w)
	e.ExecuteWorkflow(workflows.Receipt, workflows.ProcessInput{OperationID: "another", Kind: inventory.Receipt})
	require.NoError(t, e.GetWorkflowError())
}

func TestSignalsOfWhatIsKnownCostNoReading(t *testing.T) {
	w := newWorld(inventory.Operation{Kind: inventory.Shipment, Status: inventory.Packed})
	e := newEnv(t, w)
	for i := range 10 {
		e.at(time.Duration(i+1)*hour, func() { e.SignalWorkflow(workflows.PostedSignal, workflows.Notice{Revision: 1}) })
	}
	e.step(20*hour, func(op *inventory.Operation) { op.Status = inventory.Dispatched })
	e.run()
	assert.Equal(t, 2, w.loads)
}

func TestAProcessContinuesAsNewWithItsMemory(t *testing.T) {
	w := newWorld(inventory.Operation{Kind: inventory.Transfer, Status: inventory.AwaitingApproval, Approvals: pending(inventory.TransferApproval)})
	e := newEnv(t, w)
	e.at(5*hour, func() {
		e.SetContinueAsNewSuggested(true)
		e.SignalWorkflow(workflows.PostedSignal, workflows.Notice{Revision: 1})
	})
	e.run()
	var next *workflow.ContinueAsNewError
	require.ErrorAs(t, e.GetWorkflowError(), &next)

	// The next run doesn't remind again.
	w.op.Attention = inventory.NoAttention
	second := newEnv(t, w)
	second.SetStartTime(start.Add(5 * hour))
	in := second.input()
	in.Memory = workflows.Memory{
		Status: inventory.AwaitingApproval, Since: start,
		Acted: map[string]time.Time{"approval/approval-1/reminded": start.Add(4 * hour)},
	}
	second.ExecuteWorkflow(workflows.Transfer, in)
	require.NoError(t, second.GetWorkflowError())
	assert.Equal(t, []time.Duration{4 * hour, 24 * hour}, w.timeline()[inventory.RaiseAttention])
}

// broken is a database that is away for a number of tries.
type broken struct {
	*world
	tries int
}

func (b *broken) Operation(ctx context.Context, id string) (inventory.Operation, error) {
	if b.tries--; b.tries >= 0 {
		return inventory.Operation{}, errors.New("the database is away")
	}
	return b.world.Operation(ctx, id)
}

func TestAProcessWaitsForTheDatabase(t *testing.T) {
	w := newWorld(inventory.Operation{Kind: inventory.Shipment, Status: inventory.Reserved})
	e := newEnv(t, w)
	e.RegisterActivity(&activities.Stock{Poster: w, Loader: &broken{w, 30}, Policy: activities.DefaultPolicy()})
	e.run()
	require.NoError(t, e.GetWorkflowError())
	assert.Equal(t, inventory.Expired, w.op.Status)
}
