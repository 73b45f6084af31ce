package inventory

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// stage is a stage of a document: the way that leads to it, and the steps
// that are open there. All others have to be refused.
type stage struct {
	name   string
	status Status
	reach  func(t *testing.T, w *world) string
	open   []CommandKind
}

var receiptStages = []stage{
	{"expected", Expected, receiptAt(), []CommandKind{ReceiveReceipt, CloseReceipt, CancelReceipt, RaiseAttention}},
	{"receiving", Receiving, receiptAt(ReceiveReceipt), []CommandKind{ReceiveReceipt, PutAwayReceipt, CloseReceipt, UndoReceipt, RaiseAttention}},
	{"waiting for a manager", Receiving, overReceipt, []CommandKind{ReceiveReceipt, PutAwayReceipt, UndoReceipt, RaiseAttention, Approve, Refuse, ExpireApproval}},
	{"closed", Closed, closedReceipt, []CommandKind{PutAwayReceipt, UndoReceipt}},
	{"closed short", ClosedShort, receiptAt(ReceiveReceipt, CloseReceipt), []CommandKind{PutAwayReceipt, UndoReceipt}},
	{"undone", Undone, receiptAt(ReceiveReceipt, UndoReceipt), nil},
	{"cancelled", Cancelled, receiptAt(CancelReceipt), nil},
}

var shipmentStages = []stage{
	{"reserved", Reserved, shipmentAt(10), []CommandKind{PickShipment, CancelShipment, ExpireReservation, RaiseAttention}},
	{"backordered", Backordered, shipmentAt(6), []CommandKind{ReserveShipment, PickShipment, CancelShipment, ExpireReservation, RaiseAttention}},
	{"picking", Picking, pickingShipment, []CommandKind{ReserveShipment, PickShipment, CancelShipment, RaiseAttention}},
	{"picked", Picked, shipmentAt(10, PickShipment), []CommandKind{PackShipment, CancelShipment, RaiseAttention}},
	{"picked, the rest on backorder", Picked, shipmentAt(6, PickShipment), []CommandKind{ReserveShipment, PackShipment, CancelShipment, RaiseAttention}},
	{"packed", Packed, shipmentAt(10, PickShipment, PackShipment), []CommandKind{DispatchShip, CancelShipment, RaiseAttention}},
	{"partly dispatched", Backordered, shipmentAt(6, PickShipment, PackShipment, DispatchShip), []CommandKind{ReserveShipment, CancelShipment, ExpireReservation, RaiseAttention}},
	{"dispatched", Dispatched, shipmentAt(10, PickShipment, PackShipment, DispatchShip), nil},
	{"expired", Expired, shipmentAt(10, ExpireReservation), nil},
	{"cancelling", Cancelling, shipmentAt(10, PickShipment, CancelShipment), []CommandKind{ReturnPicks, RaiseAttention}},
	{"cancelling, picks returned", Cancelling, shipmentAt(10, PickShipment, CancelShipment, ReturnPicks), []CommandKind{ReturnPicks, FinishCancel, RaiseAttention}},
	{"cancelled", Cancelled, shipmentAt(10, CancelShipment), nil},
}

var transferStages = []stage{
	{"awaiting approval", AwaitingApproval, bigTransferAt(), []CommandKind{Approve, Refuse, ExpireApproval, CancelTransfer, RaiseAttention}},
	{"reserved", Reserved, transferAt(), []CommandKind{DispatchTransf, CancelTransfer, RaiseAttention}},
	{"in transit", InTransit, transferAt(DispatchTransf), []CommandKind{ReceiveTransfer, CloseTransfer, CancelTransfer, RaiseAttention}},
	{"partially received", PartiallyReceived, transferAt(DispatchTransf, ReceiveTransfer), []CommandKind{ReceiveTransfer, CloseTransfer, CancelTransfer, RaiseAttention}},
	{"closed", Closed, transferAt(DispatchTransf, ReceiveTransfer, ReceiveTransfer), nil},
	{"discrepancy", Discrepancy, transferAt(DispatchTransf, ReceiveTransfer, CloseTransfer), []CommandKind{SettleTransfer, RaiseAttention}},
	{"settled", Closed, transferAt(DispatchTransf, ReceiveTransfer, CloseTransfer, SettleTransfer), nil},
	{"returning", Returning, transferAt(DispatchTransf, ReceiveTransfer, CancelTransfer), []CommandKind{ReceiveReturn, CloseTransfer, RaiseAttention}},
	{"discrepancy of a return", Discrepancy, transferAt(DispatchTransf, ReceiveTransfer, CancelTransfer, CloseTransfer), []CommandKind{SettleTransfer, RaiseAttention}},
	{"returned", Returned, transferAt(DispatchTransf, ReceiveTransfer, CancelTransfer, ReceiveReturn), nil},
	{"refused", Refused, bigTransferAt(Refuse), nil},
	{"approval timed out", Refused, bigTransferAt(ExpireApproval), nil},
	{"cancelled", Cancelled, transferAt(CancelTransfer), nil},
}

var adjustmentStages = []stage{
	{"awaiting approval", AwaitingApproval, bigAdjustmentAt(), []CommandKind{Approve, Refuse, ExpireApproval, CancelAdjustment, RaiseAttention}},
	{"closed", Closed, adjustmentAt, nil},
	{"refused", Refused, bigAdjustmentAt(Refuse), nil},
	{"cancelled", Cancelled, bigAdjustmentAt(CancelAdjustment), nil},
}

var countStages = []stage{
	{"counting", Counting, countAt(), []CommandKind{EnterCount, RecountCount, CancelCount, RaiseAttention}},
	{"counted", Counting, countAt(EnterCount), []CommandKind{EnterCount, SubmitCount, RecountCount, CancelCount, RaiseAttention}},
	{"recounting", Recounting, countAt(EnterCount, RecountCount), []CommandKind{EnterCount, RecountCount, CancelCount, RaiseAttention}},
	{"awaiting approval", AwaitingApproval, bigCountAt(), []CommandKind{Approve, Refuse, ExpireApproval, RecountCount, CancelCount, RaiseAttention}},
	{"refused", Recounting, bigCountAt(Refuse), []CommandKind{EnterCount, RecountCount, CancelCount, RaiseAttention}},
	{"closed", Closed, countAt(EnterCount, SubmitCount), nil},
	{"cancelled", Cancelled, countAt(CancelCount), nil},
}

var returnStages = []stage{{"closed", Closed, returnAt, nil}}

// give is the body with which a step succeeds wherever it is open.
func give(w *world, kind CommandKind, id string) (warehouse int64, body Body) {
	op := w.Operations[id]
	warehouse = north
	switch kind {
	case ReceiveReceipt:
		body = counted(1, 1)
	case PutAwayReceipt:
		body.Moves = []Move{{LineNo: 1, Quantity: 1, FromLocationID: bin(north, ReceivingBin), ToLocationID: bin(north, StorageBin)}}
	case CloseReceipt:
		body.Short = true
	case ReceiveTransfer:
		warehouse, body = south, counted(1, 5)
	case ReceiveReturn:
		body = counted(1, 5)
	case CloseTransfer:
		if warehouse = south; op.ReturnLeg {
			warehouse = north
		}
	case SettleTransfer:
		warehouse, body.Settlements = op.Arrival(), []Settlement{{LineNo: 1, Quantity: 5, Resolution: LostGoods}}
	case ReturnPicks:
		body.Limit = 10
	case Approve, Refuse, ExpireApproval:
		if len(op.Approvals) > 0 {
			body.ApprovalID = op.Approvals[0].ID
		}
	case RaiseAttention:
		body.Attention = Reminded
	case EnterCount:
		body.Entries = []CountEntry{{LineNo: 1, Quantity: 9}}
	}
	return warehouse, body
}

func adjustmentAt(t *testing.T, w *world) string {
	x := w.put(plain, north, StorageBin, 0, 10)
	w.Reasons["lost"] = Reason{Code: "lost", Direction: Decrease, Active: true}
	out := w.decide(w.command(manager, north, CreateAdjustment, "", Body{Corrections: []Correction{
		{ProductID: plain, LocationID: x.Key.LocationID, Change: -5, Reason: "lost"},
	}}))
	require.Nil(t, out.Refusal)
	return out.OperationID
}

func bigAdjustmentAt(kinds ...CommandKind) func(*testing.T, *world) string {
	return func(t *testing.T, w *world) string {
		w.Warehouses[north].AdjustmentApproval = 5
		return w.through(t, adjustmentAt(t, w), kinds...)
	}
}

// countAt counts ten in the storage bin, of which nine are found.
func countAt(kinds ...CommandKind) func(*testing.T, *world) string {
	return func(t *testing.T, w *world) string {
		x := w.put(plain, north, StorageBin, 0, 10)
		cmd := w.command(manager, north, CreateCount, "", Body{Scope: &CountScope{LocationIDs: []int64{x.Key.LocationID}}})
		w.Found[cmd.ID] = []CountLine{{ProductID: plain, LocationID: x.Key.LocationID, Expected: 10, Movement: 7}}
		w.Marks[x.Key] = Mark{OnHand: 10, Movement: 7}
		require.Nil(t, w.decide(cmd).Refusal)
		w.AddOperation(w.Operations[cmd.OperationID])
		return w.through(t, cmd.OperationID, kinds...)
	}
}

func bigCountAt(kinds ...CommandKind) func(*testing.T, *world) string {
	return func(t *testing.T, w *world) string {
		w.Warehouses[north].CountApproval = 1
		id := countAt()(t, w)
		// The one who counts isn't the one who decides.
		out := w.decide(w.command(staff, north, EnterCount, id, Body{Entries: []CountEntry{{LineNo: 1, Quantity: 9}}}))
		require.Nil(t, out.Refusal)
		return w.through(t, w.through(t, id, SubmitCount), kinds...)
	}
}

func returnAt(t *testing.T, w *world) string {
	return w.do(t, north, CreateReturn, "", Body{Direction: FromCustomer, Returns: []ReturnLine{
		{ProductID: plain, Quantity: 1, Condition: Good},
	}}).OperationID
}

func (w *world) through(t *testing.T, id string, kinds ...CommandKind) string {
	t.Helper()
	for _, k := range kinds {
		warehouse, body := give(w, k, id)
		w.do(t, warehouse, k, id, body)
	}
	return id
}

func receiptAt(kinds ...CommandKind) func(*testing.T, *world) string {
	return func(t *testing.T, w *world) string {
		return w.through(t, w.do(t, north, CreateReceipt, "", request(plain, 10)).OperationID, kinds...)
	}
}

func overReceipt(t *testing.T, w *world) string {
	id := receiptAt(ReceiveReceipt)(t, w)
	require.Len(t, w.do(t, north, ReceiveReceipt, id, counted(1, 10)).ApprovalIDs, 1)
	return id
}

func closedReceipt(t *testing.T, w *world) string {
	id := receiptAt()(t, w)
	w.do(t, north, ReceiveReceipt, id, counted(1, 10))
	w.do(t, north, CloseReceipt, id, Body{})
	return id
}

// shipmentAt asks for ten with some of them in stock; once the stage is
// reached, the rest arrives, so that a reservation could succeed.
func shipmentAt(stock int64, kinds ...CommandKind) func(*testing.T, *world) string {
	return func(t *testing.T, w *world) string {
		x := w.put(plain, north, StorageBin, 0, stock)
		body := request(plain, 10)
		body.Policy = Backorder
		id := w.through(t, w.do(t, north, CreateShipment, "", body).OperationID, kinds...)
		x.OnHand += 10
		return id
	}
}

func pickingShipment(t *testing.T, w *world) string {
	id := shipmentAt(6)(t, w)
	w.do(t, north, PickShipment, id, Body{Picks: []PickedLine{{LineNo: 1, Quantity: 2}}})
	return id
}

func transferAt(kinds ...CommandKind) func(*testing.T, *world) string {
	return func(t *testing.T, w *world) string {
		w.put(plain, north, StorageBin, 0, 10)
		return w.through(t, w.do(t, north, CreateTransfer, "", toSouth(plain, 10)).OperationID, kinds...)
	}
}

func bigTransferAt(kinds ...CommandKind) func(*testing.T, *world) string {
	return func(t *testing.T, w *world) string {
		w.Warehouses[north].ApprovalQuantity = 10
		return transferAt(kinds...)(t, w)
	}
}

func TestEveryStepAtEveryStage(t *testing.T) {
	kinds := slices.Sorted(maps.Keys(steps))
	for document, stages := range map[Kind][]stage{
		Receipt: receiptStages, Shipment: shipmentStages, Transfer: transferStages,
		Adjustment: adjustmentStages, Count: countStages, Return: returnStages,
	} {
		for _, s := range stages {
			for _, kind := range kinds {
				t.Run(string(document)+"/"+s.name+"/"+string(kind), func(t *testing.T) {
					w := newWorld()
					id := s.reach(t, w)
					require.Equal(t, s.status, w.status(id))
					warehouse, body := give(w, kind, id)
					code := w.as(system, warehouse, kind, id, body)
					require.Equal(t, s.expect(document, kind, w.Operations[id]), code)
				})
			}
		}
	}
}

// expect is the code with which a step is answered at a stage.
func (s stage) expect(document Kind, kind CommandKind, op *Operation) Code {
	bound, isBound := kindOf[kind]
	switch {
	case slices.Contains(s.open, kind):
		return ""
	case isBound && bound != document:
		return CodeNotFound
	case kind == Approve || kind == Refuse || kind == ExpireApproval:
		if len(op.Approvals) > 0 {
			return CodeApprovalDecided
		}
		return CodeNotFound
	case kind == SubmitCount && (op.Status == Counting || op.Status == Recounting):
		return CodeLinesOutstanding
	case kind == CloseReceipt && s.name == "waiting for a manager":
		return CodeApprovalPending
	}
	return CodeWrongStage
}

func TestTheStagesOfTheTestsAreAllThereAre(t *testing.T) {
	seen := map[Status]bool{}
	for _, s := range slices.Concat(receiptStages, shipmentStages, transferStages, adjustmentStages, countStages, returnStages) {
		seen[s.status] = true
		if s.status.Ended() {
			require.NotContains(t, s.open, RaiseAttention, s.name)
		}
	}
	for _, s := range []Status{
		Expected, Receiving, Closed, ClosedShort, Undone, Reserved, Backordered, Picking, Picked, Packed, Dispatched, Expired,
		AwaitingApproval, InTransit, PartiallyReceived, Discrepancy, Returning, Returned, Refused, Cancelling, Cancelled,
		Counting, Recounting,
	} {
		require.True(t, seen[s], s)
	}
}
