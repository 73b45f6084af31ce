package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// lotTransfer sends six of two lots of one product, and two of another product.
func lotTransfer(t *testing.T, w *world) string {
	w.lotOf(1, batched, "2025-07-01")
	w.lotOf(2, batched, "2025-08-01")
	w.put(batched, north, StorageBin, 1, 2)
	w.put(batched, north, PickingBin, 2, 4)
	w.put(plain, north, StorageBin, 0, 2)
	id := w.do(t, north, CreateTransfer, "", toSouth(batched, 6, plain, 2)).OperationID
	w.do(t, north, DispatchTransf, id, Body{Carrier: "Mule", Tracking: "M-1"})
	return id
}

func TestGoodsOnTheRoadAreNowhere(t *testing.T) {
	w := newWorld()
	id := lotTransfer(t, w)
	for _, product := range []int64{batched, plain} {
		for _, warehouse := range []int64{north, south} {
			onHand, reserved := w.total(product, warehouse)
			require.Zero(t, onHand)
			require.Zero(t, reserved)
		}
		w.refused(t, CodeInsufficientStock, north, CreateShipment, "", request(product, 1))
		w.refused(t, CodeInsufficientStock, south, CreateShipment, "", request(product, 1))
	}
	require.Equal(t, []InTransitLot{{1, 1, 2}, {1, 2, 4}, {2, 0, 2}}, w.Operations[id].Transit)
}

func TestArrivalInParts(t *testing.T) {
	w := newWorld()
	id := lotTransfer(t, w)
	w.refused(t, CodeExceedsDispatched, south, ReceiveTransfer, id, counted(1, 7))
	w.refused(t, CodeExceedsDispatched, south, ReceiveTransfer, id, Body{Receipts: []ReceivedLine{{LineNo: 1, Quantity: 3, LotID: 1, Condition: Good}}})
	w.refused(t, CodeExceedsDispatched, south, ReceiveTransfer, id, Body{Receipts: []ReceivedLine{{LineNo: 2, Quantity: 1, LotID: 1, Condition: Good}}})

	// Without a lot, whichever expires first; damaged goods go to quarantine.
	w.do(t, south, ReceiveTransfer, id, counted(1, 3))
	require.Equal(t, []InTransitLot{{1, 2, 3}, {2, 0, 2}}, w.Operations[id].Transit)
	w.do(t, south, ReceiveTransfer, id, Body{Receipts: []ReceivedLine{{LineNo: 1, Quantity: 2, LotID: 2, Condition: Damaged}}})
	require.Equal(t, PartiallyReceived, w.status(id))
	require.EqualValues(t, 2, w.balances[BalanceKey{batched, south, bin(south, QuarantineBin), 2}].OnHand)

	// Without lines, all that is outstanding; the last piece closes it.
	require.Equal(t, Closed, w.do(t, south, ReceiveTransfer, id, Body{}).Status)
	lines := w.Operations[id].Lines
	require.Equal(t, []int64{4, 2, 2}, []int64{lines[0].Received, lines[0].Damaged, lines[1].Received})
	onHand, _ := w.total(batched, south)
	require.EqualValues(t, 6, onHand)
}

func TestSettlement(t *testing.T) {
	w := newWorld()
	id := lotTransfer(t, w)
	w.do(t, south, ReceiveTransfer, id, counted(1, 1))
	w.do(t, south, CloseTransfer, id, Body{})
	for code, bad := range map[Code][]Settlement{
		CodeExceedsDispatched: {{LineNo: 1, Quantity: 6, Resolution: LostGoods}},
		CodeInvalid:           {{LineNo: 1, Quantity: 1, Resolution: "stolen"}},
		CodeNotFound:          {{LineNo: 9, Quantity: 1, Resolution: LostGoods}},
		CodeWrongLocation:     {{LineNo: 1, Quantity: 1, Resolution: FoundGoods, LocationID: bin(south, QuarantineBin)}},
	} {
		w.refused(t, code, south, SettleTransfer, id, Body{Settlements: bad})
	}
	w.refused(t, CodeInvalid, south, SettleTransfer, id, Body{})

	out := w.do(t, south, SettleTransfer, id, Body{Settlements: []Settlement{
		{LineNo: 1, Quantity: 1, Resolution: LostGoods}, {LineNo: 1, Quantity: 1, LotID: 2, Resolution: DamagedGoods},
		{LineNo: 2, Quantity: 2, Resolution: FoundGoods, LocationID: bin(south, StorageBin)},
	}})
	require.Equal(t, Discrepancy, out.Status, "three are still missing")
	require.Equal(t, []InTransitLot{{1, 2, 3}}, w.Operations[id].Transit, "what expires first was lost first")
	require.Equal(t, Closed, w.do(t, south, SettleTransfer, id, Body{Settlements: []Settlement{{LineNo: 1, Quantity: 3, Resolution: FoundGoods}}}).Status)

	lines := w.Operations[id].Lines
	require.Equal(t, Line{LineNo: 1, ProductID: batched, Quantity: 6, Dispatched: 6, Received: 4, Lost: 1, Scrapped: 1}, lines[0])
	require.Equal(t, Line{LineNo: 2, ProductID: plain, Quantity: 2, Dispatched: 2, Received: 2}, lines[1])
	accounts := map[Account]int64{}
	for _, m := range w.Movements {
		accounts[m.To.Account] += m.Quantity
		accounts[m.From.Account] -= m.Quantity
	}
	require.Zero(t, accounts[TransitAccount], "nothing stays on the road")
	require.EqualValues(t, 1, accounts[AdjustmentAccount])
	require.EqualValues(t, 1, accounts[ScrapAccount])
}

func TestCancellingATransferByStage(t *testing.T) {
	for _, c := range []struct {
		name    string
		reach   func(*testing.T, *world) string
		end     Status
		arrived int64
	}{
		{"awaiting approval", bigTransferAt(), Cancelled, 0},
		{"reserved", transferAt(), Cancelled, 0},
		{"in transit", transferAt(DispatchTransf), Returning, 0},
		{"after a partial receipt only the remainder comes back", transferAt(DispatchTransf, ReceiveTransfer), Returning, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			id := c.reach(t, w)
			require.Equal(t, c.end, w.do(t, north, CancelTransfer, id, Body{}).Status)
			if c.end == Returning {
				w.refused(t, CodeWrongStage, south, ReceiveTransfer, id, Body{})
				require.Equal(t, Returned, w.do(t, north, ReceiveReturn, id, Body{}).Status)
			}
			back, reserved := w.total(plain, north)
			there, _ := w.total(plain, south)
			require.Equal(t, []int64{10 - c.arrived, 0, c.arrived}, []int64{back, reserved, there})
			require.Nil(t, w.pending(id))
		})
	}
}

func (w *world) pending(id string) *Approval {
	return (&turn{op: w.Operations[id]}).pendingApproval()
}

func TestAReturnThatDoesNotComeBackWholeIsSettledAtItsSource(t *testing.T) {
	w := newWorld()
	id := transferAt(DispatchTransf, CancelTransfer)(t, w)
	w.do(t, north, ReceiveReturn, id, counted(1, 4))
	require.Equal(t, Discrepancy, w.do(t, north, CloseTransfer, id, Body{}).Status)
	out := w.do(t, north, SettleTransfer, id, Body{Settlements: []Settlement{
		{LineNo: 1, Quantity: 5, Resolution: LostGoods}, {LineNo: 1, Quantity: 1, Resolution: FoundGoods},
	}})
	require.Equal(t, Returned, out.Status)
	onHand, _ := w.total(plain, north)
	require.EqualValues(t, 5, onHand)
	require.EqualValues(t, 5, w.Operations[id].Lines[0].Returned)
}

func TestApprovalOfATransfer(t *testing.T) {
	for _, c := range []struct {
		limit, quantity int64
		status          Status
	}{{0, 10, Reserved}, {11, 10, Reserved}, {10, 10, AwaitingApproval}, {1, 10, AwaitingApproval}} {
		w := newWorld()
		w.Warehouses[north].ApprovalQuantity = c.limit
		w.put(plain, north, StorageBin, 0, 10)
		require.Equal(t, c.status, w.do(t, north, CreateTransfer, "", toSouth(plain, 4, plain, c.quantity-4)).Status, c)
	}
	for _, refusal := range []CommandKind{Refuse, ExpireApproval} {
		w := newWorld()
		w.through(t, bigTransferAt()(t, w), refusal)
		_, reserved := w.total(plain, north)
		require.Zero(t, reserved, "a refused transfer holds nothing")
	}
	w := newWorld()
	id := bigTransferAt()(t, w)
	w.refused(t, CodeWrongStage, north, DispatchTransf, id, Body{})
	w.through(t, id, Approve, DispatchTransf)
}

func TestTransferDestinations(t *testing.T) {
	w := newWorld()
	w.put(plain, north, StorageBin, 0, 10)
	for destination, code := range map[int64]Code{0: CodeNotFound, 99: CodeNotFound, north: CodeInvalid} {
		body := request(plain, 1)
		body.DestinationID = destination
		require.Equal(t, "to_warehouse_id", w.refused(t, code, north, CreateTransfer, "", body).Refusal.Field)
	}
}
