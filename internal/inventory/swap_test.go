package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A lot that is held after it was reserved stands in the way of each step by
// which its goods would leave their bin or the house, and of no other.
func TestGoodsOfAHeldLotStayWhereTheyAre(t *testing.T) {
	for _, c := range []struct {
		name    string
		steps   []CommandKind
		blocked CommandKind
		open    []CommandKind
	}{
		{"reserved", nil, PickShipment, []CommandKind{CancelShipment}},
		{"picked", []CommandKind{PickShipment}, "", []CommandKind{PackShipment}},
		{"packed", []CommandKind{PickShipment, PackShipment}, DispatchShip, []CommandKind{CancelShipment, ReturnPicks, FinishCancel}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			lot := w.lotOf(1, batched, "2099-01-01")
			w.put(batched, north, StorageBin, 1, 5)
			id := w.through(t, w.do(t, north, CreateShipment, "", request(batched, 5)).OperationID, c.steps...)
			lot.Available = false
			if c.blocked != "" {
				w.refused(t, CodeLotOnHold, north, c.blocked, id, Body{})
			}
			w.through(t, id, c.open...)
		})
	}
	t.Run("a scanned pick", func(t *testing.T) {
		w := newWorld()
		held := w.lotOf(1, batched, "2099-01-01")
		w.lotOf(2, batched, "2099-02-01")
		w.put(batched, north, StorageBin, 1, 5)
		w.put(batched, north, PickingBin, 2, 5)
		id := w.do(t, north, CreateShipment, "", request(batched, 10)).OperationID
		held.Available = false
		out := w.refused(t, CodeLotOnHold, north, PickShipment, id, Body{Picks: []PickedLine{{LineNo: 1, Quantity: 5, LotID: 1}}})
		require.Equal(t, "lines[0].lot_id", out.Refusal.Field)
		w.refused(t, CodeLotOnHold, north, PickShipment, id, Body{Picks: []PickedLine{{LineNo: 1, Quantity: 6}}})
		w.do(t, north, PickShipment, id, Body{Picks: []PickedLine{{LineNo: 1, Quantity: 3, LotID: 2}}})
		w.do(t, north, PickShipment, id, Body{Picks: []PickedLine{{LineNo: 1, Quantity: 2}}})
	})
	t.Run("a transfer", func(t *testing.T) {
		w := newWorld()
		id := lotTransfer(t, w)
		require.NotEmpty(t, w.Operations[id].Transit)
		lot := w.Lot(1)
		lot.Available = false
		// What is on the road has to arrive to be put in quarantine.
		w.do(t, south, ReceiveTransfer, id, Body{})

		w = newWorld()
		lot = w.lotOf(1, batched, "2099-01-01")
		w.put(batched, north, StorageBin, 1, 5)
		id = w.do(t, north, CreateTransfer, "", toSouth(batched, 5)).OperationID
		lot.Available = false
		w.refused(t, CodeLotOnHold, north, DispatchTransf, id, Body{})
		w.do(t, north, CancelTransfer, id, Body{})
	})
}

func TestSwappingAHeldLot(t *testing.T) {
	for _, c := range []struct {
		name   string
		policy ReservePolicy
		steps  []CommandKind
		other  int64 // how much there is of another lot
		code   Code
		status Status
		short  int64
	}{
		{"all of it, unpicked", AllOrNothing, nil, 8, "", Reserved, 0},
		{"all of it, picked", AllOrNothing, []CommandKind{PickShipment}, 8, "", Reserved, 0},
		{"all of it, packed", AllOrNothing, []CommandKind{PickShipment, PackShipment}, 8, "", Reserved, 0},
		{"not enough", AllOrNothing, nil, 7, CodeInsufficientStock, "", 0},
		{"not enough, picked", AllOrNothing, []CommandKind{PickShipment}, 7, CodeInsufficientStock, "", 0},
		{"not enough, the rest on backorder", Backorder, []CommandKind{PickShipment}, 7, "", Backordered, 1},
		{"nothing, all on backorder", Backorder, nil, 0, "", Backordered, 8},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			held, other := w.lotOf(1, batched, "2099-01-01"), w.lotOf(2, batched, "2099-02-01")
			from := w.put(batched, north, StorageBin, held.ID, 8)
			spare := w.put(batched, north, PickingBin, other.ID, c.other)
			body := request(batched, 8)
			body.Policy = c.policy
			id := w.through(t, w.do(t, north, CreateShipment, "", body).OperationID, c.steps...)
			w.refused(t, CodeWrongStage, north, SwapShipment, id, Body{})
			held.Available = false
			if c.code != "" {
				w.refused(t, c.code, north, SwapShipment, id, Body{})
				return
			}
			out := w.do(t, north, SwapShipment, id, Body{})
			require.Equal(t, c.status, out.Status)
			require.Equal(t, Balance{ID: from.ID, Key: from.Key, OnHand: 8}, *from, "the held goods lie in their bin, and nobody holds them")
			require.Equal(t, spare.OnHand, spare.Reserved)
			line := w.Operations[id].Lines[0]
			require.Equal(t, []int64{8 - c.short, 0}, []int64{line.Reserved, line.Picked})
			if c.short > 0 {
				require.Equal(t, []Shortage{{1, batched, c.short, 0}}, []Shortage{{1, batched, out.Shortages[0].Requested - out.Shortages[0].Available, 0}})
				return
			}
			w.through(t, id, PickShipment, PackShipment, DispatchShip)
		})
	}
	t.Run("what may go stays", func(t *testing.T) {
		w := newWorld()
		held := w.lotOf(1, batched, "2099-01-01")
		w.lotOf(2, batched, "2099-02-01")
		w.put(batched, north, StorageBin, 1, 3)
		w.put(batched, north, PickingBin, 2, 9)
		id := w.through(t, w.do(t, north, CreateShipment, "", request(batched, 6)).OperationID, PickShipment)
		held.Available = false
		require.Equal(t, Picking, w.do(t, north, SwapShipment, id, Body{}).Status, "three of the other lot stay picked")
		require.EqualValues(t, 3, w.Operations[id].Lines[0].Picked)
	})
	t.Run("an expired lot", func(t *testing.T) {
		w := newWorld()
		w.lotOf(1, batched, today)
		w.lotOf(2, batched, "2099-02-01")
		w.put(batched, north, StorageBin, 1, 3)
		w.put(batched, north, StorageBin, 2, 3)
		id := w.do(t, north, CreateShipment, "", request(batched, 3)).OperationID
		w.Warehouses[north].Today = "2025-06-16"
		w.do(t, north, SwapShipment, id, Body{})
	})
	t.Run("a transfer", func(t *testing.T) {
		w := newWorld()
		held := w.lotOf(1, batched, "2099-01-01")
		w.put(batched, north, StorageBin, 1, 3)
		id := w.do(t, north, CreateTransfer, "", toSouth(batched, 3)).OperationID
		held.Available = false
		w.refused(t, CodeInsufficientStock, north, SwapTransfer, id, Body{})
		w.lotOf(2, batched, "2099-02-01")
		w.put(batched, north, PickingBin, 2, 3)
		require.Equal(t, Reserved, w.do(t, north, SwapTransfer, id, Body{}).Status)
		w.through(t, id, DispatchTransf)
		require.Equal(t, []InTransitLot{{1, 2, 3}}, w.Operations[id].Transit)
	})
}
