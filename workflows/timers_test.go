package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/inventory"
)

const (
	hour = time.Hour
	day  = 24 * time.Hour
)

func pending(kind inventory.ApprovalKind) []inventory.Approval {
	return []inventory.Approval{{ID: "approval-1", Kind: kind, Status: inventory.ApprovalPending, RequestedAt: start}}
}

func TestAnUnpickedReservationTimesOut(t *testing.T) {
	e := newEnv(t, newWorld(inventory.Operation{Kind: inventory.Shipment, Status: inventory.Reserved}))
	e.at(hour, func() {
		live := e.live()
		assert.Equal(t, "reserved", live.Step)
		assert.Equal(t, "picking", live.WaitsFor)
		if assert.Len(t, live.Deadlines, 1) {
			assert.Equal(t, "release the reservation", live.Deadlines[0].What)
			assert.Equal(t, start.Add(72*hour), live.Deadlines[0].At.UTC())
		}
	})
	e.run()
	require.NoError(t, e.GetWorkflowError())
	assert.Equal(t, map[inventory.CommandKind][]time.Duration{inventory.ExpireReservation: {72 * hour}}, e.w.timeline())
	assert.Equal(t, inventory.Expired, e.w.op.Status)
}

func TestAReservationEndsWhenTheRequestSaid(t *testing.T) {
	until := start.Add(5 * hour)
	e := newEnv(t, newWorld(inventory.Operation{Kind: inventory.Shipment, Status: inventory.Reserved, ReserveUntil: &until}))
	e.run()
	assert.Equal(t, []time.Duration{5 * hour}, e.w.timeline()[inventory.ExpireReservation])
}

func TestPickingStopsTheReservationsClock(t *testing.T) {
	e := newEnv(t, newWorld(inventory.Operation{Kind: inventory.Shipment, Status: inventory.Reserved}))
	e.step(71*hour, func(op *inventory.Operation) { op.Status = inventory.Picking })
	e.step(100*hour, func(op *inventory.Operation) { op.Status = inventory.Dispatched })
	e.run()
	require.NoError(t, e.GetWorkflowError())
	assert.Empty(t, e.w.timeline())
}

func TestABackorderIsTriedAgainEveryHour(t *testing.T) {
	e := newEnv(t, newWorld(inventory.Operation{Kind: inventory.Shipment, Status: inventory.Backordered}))
	e.step(3*hour+30*time.Minute, func(op *inventory.Operation) { op.Status = inventory.Reserved })
	e.run()
	assert.Equal(t, map[inventory.CommandKind][]time.Duration{
		inventory.ReserveShipment:   {hour, 2 * hour, 3 * hour},
		inventory.ExpireReservation: {72 * hour},
	}, e.w.timeline())
}

// What is left after a first delivery has its own time, and isn't released at
// once because the document is old.
func TestARemainderOnBackorderHasItsOwnTime(t *testing.T) {
	w := newWorld(inventory.Operation{
		Kind: inventory.Shipment, Status: inventory.Picking,
		Lines: []inventory.Line{{LineNo: 1, Quantity: 5, Reserved: 3, Picked: 3}},
	})
	e := newEnv(t, w)
	e.step(100*hour, func(op *inventory.Operation) {
		op.Status = inventory.Backordered
		op.Lines = []inventory.Line{{LineNo: 1, Quantity: 5, Dispatched: 3}}
	})
	e.run()
	assert.Equal(t, []time.Duration{172 * hour}, e.w.timeline()[inventory.ExpireReservation])
}

func TestATimeOutThatIsRefusedIsTriedAgainNotInALoop(t *testing.T) {
	w := newWorld(inventory.Operation{Kind: inventory.Shipment, Status: inventory.Reserved})
	w.refuse[inventory.ExpireReservation] = inventory.CodeWrongStage
	e := newEnv(t, w)
	e.step(75*hour+30*time.Minute, func(op *inventory.Operation) { op.Status = inventory.Dispatched })
	e.run()
	assert.Equal(t, []time.Duration{72 * hour, 73 * hour, 74 * hour, 75 * hour}, e.w.timeline()[inventory.ExpireReservation])
}

func TestAnOverReceiptIsRemindedOfEscalatedAndRefused(t *testing.T) {
	w := newWorld(inventory.Operation{Kind: inventory.Receipt, Status: inventory.Receiving, Approvals: pending(inventory.OverReceipt)})
	e := newEnv(t, w)
	e.at(hour, func() { assert.Equal(t, "a manager's decision (1)", e.live().WaitsFor) })
	e.step(80*hour, func(op *inventory.Operation) { op.Status = inventory.Closed })
	e.run()
	require.NoError(t, e.GetWorkflowError())
	assert.Equal(t, map[inventory.Attention]time.Duration{inventory.Reminded: 4 * hour, inventory.Escalated: 24 * hour}, w.attention())
	assert.Equal(t, []time.Duration{72 * hour}, w.timeline()[inventory.ExpireApproval])
}

func TestAReceiptIsNotOverWhileAnApprovalIsPending(t *testing.T) {
	w := newWorld(inventory.Operation{Kind: inventory.Receipt, Status: inventory.Closed, Approvals: pending(inventory.OverReceipt)})
	e := newEnv(t, w)
	e.run()
	assert.Equal(t, []time.Duration{72 * hour}, w.timeline()[inventory.ExpireApproval])
}

func TestATransfersApprovalRunsOut(t *testing.T) {
	w := newWorld(inventory.Operation{Kind: inventory.Transfer, Status: inventory.AwaitingApproval, Approvals: pending(inventory.TransferApproval)})
	e := newEnv(t, w)
	e.run()
	require.NoError(t, e.GetWorkflowError())
	assert.Equal(t, map[inventory.Attention]time.Duration{inventory.Reminded: 4 * hour, inventory.Escalated: 24 * hour}, w.attention())
	assert.Equal(t, []time.Duration{72 * hour}, w.timeline()[inventory.ExpireApproval])
	assert.Equal(t, inventory.Refused, w.op.Status)
}

func TestAnApprovalInTimeStopsItsClock(t *testing.T) {
	w := newWorld(inventory.Operation{Kind: inventory.Transfer, Status: inventory.AwaitingApproval, Approvals: pending(inventory.TransferApproval)})
	e := newEnv(t, w)
	e.decide(5*hour, inventory.Approve, inventory.Body{ApprovalID: "approval-1"}, func(out inventory.Outcome, err error) {
		assert.NoError(t, err)
		assert.Equal(t, inventory.Reserved, out.Status)
	})
	e.step(30*hour, func(op *inventory.Operation) { op.Status = inventory.Closed })
	e.run()
	assert.Equal(t, map[inventory.Attention]time.Duration{inventory.Reminded: 4 * hour}, w.attention())
}

func TestALateTransferIsOverdueAndThenEscalated(t *testing.T) {
	eta := start.Add(10 * hour)
	w := newWorld(inventory.Operation{Kind: inventory.Transfer, Status: inventory.InTransit, DestinationID: 2, ETA: &eta})
	e := newEnv(t, w)
	e.step(40*hour, func(op *inventory.Operation) { op.Status = inventory.Closed })
	e.run()
	assert.Equal(t, map[inventory.Attention]time.Duration{inventory.Overdue: 12 * hour, inventory.Escalated: 36 * hour}, w.attention())
}

func TestAPartialArrivalDoesNotReportAgain(t *testing.T) {
	eta := start.Add(10 * hour)
	w := newWorld(inventory.Operation{Kind: inventory.Transfer, Status: inventory.InTransit, DestinationID: 2, ETA: &eta})
	e := newEnv(t, w)
	e.step(20*hour, func(op *inventory.Operation) { op.Status = inventory.PartiallyReceived })
	e.step(60*hour, func(op *inventory.Operation) { op.Status = inventory.Closed })
	e.run()
	assert.Equal(t, []time.Duration{12 * hour, 36 * hour}, w.timeline()[inventory.RaiseAttention])
}

func TestNothingIsOnTheRoadWithoutAnEnd(t *testing.T) {
	w := newWorld(inventory.Operation{Kind: inventory.Transfer, Status: inventory.InTransit, DestinationID: 2})
	e := newEnv(t, w)
	e.step(90*hour, func(op *inventory.Operation) { op.Status = inventory.Closed })
	e.run()
	assert.Equal(t, map[inventory.Attention]time.Duration{inventory.Overdue: 26 * hour, inventory.Escalated: 50 * hour}, w.attention())
}

func TestALateReturnIsReportedToo(t *testing.T) {
	eta := start.Add(10 * hour)
	w := newWorld(inventory.Operation{Kind: inventory.Transfer, Status: inventory.InTransit, DestinationID: 2, ETA: &eta})
	e := newEnv(t, w)
	e.decide(5*hour, inventory.CancelTransfer, inventory.Body{Reason: "wrong goods"}, func(out inventory.Outcome, err error) {
		assert.NoError(t, err)
		assert.Equal(t, inventory.Returning, out.Status)
	})
	e.step(90*hour, func(op *inventory.Operation) { op.Status = inventory.Returned })
	e.run()
	require.NoError(t, e.GetWorkflowError())
	assert.Equal(t, map[inventory.Attention]time.Duration{inventory.Overdue: 31 * hour, inventory.Escalated: 55 * hour}, w.attention())
}

func TestADiscrepancyIsRemindedOf(t *testing.T) {
	w := newWorld(inventory.Operation{Kind: inventory.Transfer, Status: inventory.Discrepancy, DestinationID: 2})
	e := newEnv(t, w)
	e.decide(30*hour, inventory.SettleTransfer, inventory.Body{}, func(out inventory.Outcome, err error) {
		assert.NoError(t, err)
		assert.Equal(t, inventory.Closed, out.Status)
	})
	e.run()
	assert.Equal(t, map[inventory.Attention]time.Duration{inventory.Reminded: 4 * hour, inventory.Escalated: 24 * hour}, w.attention())
}

func TestAReservedTransferIsRemindedOf(t *testing.T) {
	w := newWorld(inventory.Operation{Kind: inventory.Transfer, Status: inventory.Reserved, DestinationID: 2})
	e := newEnv(t, w)
	e.step(10*day, func(op *inventory.Operation) { op.Status = inventory.Closed })
	e.run()
	assert.Equal(t, map[inventory.Attention]time.Duration{inventory.Reminded: 72 * hour}, w.attention())
}
