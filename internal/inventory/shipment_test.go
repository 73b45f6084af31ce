package inventory

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPicking(t *testing.T) {
	for _, c := range []struct {
		name   string
		picks  []PickedLine
		code   Code
		status Status
	}{
		{"everything that is reserved", nil, "", Picked},
		{"a part", []PickedLine{{LineNo: 1, Quantity: 3}}, "", Picking},
		{"all, line by line", []PickedLine{{LineNo: 1, Quantity: 8}, {LineNo: 2, Quantity: 2}}, "", Picked},
		{"more than is reserved", []PickedLine{{LineNo: 2, Quantity: 3}}, CodeExceedsReserved, ""},
		{"the scanned bin", []PickedLine{{LineNo: 1, Quantity: 4, LocationID: bin(north, PickingBin)}}, "", Picking},
		{"more than the scanned bin has", []PickedLine{{LineNo: 1, Quantity: 6, LocationID: bin(north, PickingBin)}}, CodeExceedsReserved, ""},
		{"a bin where nothing is reserved", []PickedLine{{LineNo: 1, Quantity: 1, LocationID: bin(north, ReceivingBin)}}, CodeWrongLocation, ""},
		{"the scanned lot", []PickedLine{{LineNo: 1, Quantity: 5, LotID: 1}}, "", Picking},
		{"a lot that isn't reserved", []PickedLine{{LineNo: 1, Quantity: 1, LotID: 3}}, CodeWrongLocation, ""},
		{"the bin of another lot", []PickedLine{{LineNo: 1, Quantity: 1, LotID: 1, LocationID: bin(north, StorageBin)}}, CodeWrongLocation, ""},
		{"twice the same", []PickedLine{{LineNo: 2, Quantity: 2}, {LineNo: 2, Quantity: 1}}, CodeExceedsReserved, ""},
		{"no such line", []PickedLine{{LineNo: 3, Quantity: 1}}, CodeNotFound, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			w.lotOf(1, batched, "2025-07-01")
			w.lotOf(2, batched, "2025-08-01")
			w.lotOf(3, batched, "2025-09-01")
			w.put(batched, north, PickingBin, 1, 5)
			w.put(batched, north, StorageBin, 2, 3)
			w.put(batched, north, ReceivingBin, 3, 9)
			w.put(plain, north, StorageBin, 0, 2)
			id := w.do(t, north, CreateShipment, "", request(batched, 8, plain, 2)).OperationID
			if c.code != "" {
				w.refused(t, c.code, north, PickShipment, id, Body{Picks: c.picks})
				return
			}
			require.Equal(t, c.status, w.do(t, north, PickShipment, id, Body{Picks: c.picks}).Status)
			var reserved, picked int64
			for _, l := range w.Operations[id].Lines {
				reserved += l.Reserved
				picked += l.Picked
			}
			require.EqualValues(t, 10, reserved, "a pick doesn't give up what is reserved")
			var shipping int64
			for _, x := range w.byID {
				if x.Key.LocationID == bin(north, ShippingBin) {
					require.Equal(t, x.OnHand, x.Reserved, "picked goods stay reserved")
					shipping += x.OnHand
				}
			}
			require.Equal(t, picked, shipping)
		})
	}
}

func TestCancellingAShipmentByStage(t *testing.T) {
	for _, c := range []struct {
		name  string
		steps []CommandKind
		end   Status
	}{
		{"reserved", nil, Cancelled},
		{"picked", []CommandKind{PickShipment}, Cancelling},
		{"packed", []CommandKind{PickShipment, PackShipment}, Cancelling},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			stock := []*Balance{w.put(plain, north, StorageBin, 0, 6), w.put(plain, north, PickingBin, 0, 4), w.put(lotted, north, PickingBin, 0, 1)}
			id := w.do(t, north, CreateShipment, "", request(plain, 8, plain, 2, lotted, 1)).OperationID
			w.through(t, id, c.steps...)
			require.Equal(t, c.end, w.do(t, north, CancelShipment, id, Body{Reason: "changed their mind"}).Status)
			for w.status(id) == Cancelling {
				if w.Operations[id].Lines[0].Picked+w.Operations[id].Lines[1].Picked+w.Operations[id].Lines[2].Picked == 0 {
					w.do(t, north, FinishCancel, id, Body{})
					break
				}
				before := len(w.Movements)
				w.refused(t, CodeWrongStage, north, FinishCancel, id, Body{})
				w.do(t, north, ReturnPicks, id, Body{Limit: 1})
				require.Len(t, w.Movements, before+1, "one pick a step")
			}
			op := w.Operations[id]
			require.Equal(t, Cancelled, op.Status)
			require.Equal(t, "changed their mind", op.Reason)
			require.Empty(t, op.Holds)
			for i, onHand := range []int64{6, 4, 1} {
				require.Equal(t, onHand, stock[i].OnHand, "goods go back to where they came from")
				require.Zero(t, stock[i].Reserved)
			}
			w.do(t, north, CreateShipment, "", request(plain, 10, lotted, 1))
		})
	}
}

func TestWhatHasLeftStaysDispatched(t *testing.T) {
	for _, end := range []CommandKind{CancelShipment, ExpireReservation} {
		w := newWorld()
		id := shipmentAt(6, PickShipment, PackShipment, DispatchShip)(t, w)
		w.through(t, id, ReserveShipment, end)
		require.Equal(t, Dispatched, w.status(id), end)
		onHand, reserved := w.total(plain, north)
		require.Equal(t, [2]int64{10, 0}, [2]int64{onHand, reserved}, end)
	}
}

func TestReservationUntil(t *testing.T) {
	w := newWorld()
	w.put(plain, north, StorageBin, 0, 10)
	past, soon := w.Now, w.Now.Add(time.Second)
	body := request(plain, 1)
	body.ReserveUntil = &past
	require.Equal(t, "reserve_until", w.refused(t, CodeInvalid, north, CreateShipment, "", body).Refusal.Field)
	body.ReserveUntil = &soon
	id := w.do(t, north, CreateShipment, "", body).OperationID
	require.Equal(t, &soon, w.Operations[id].ReserveUntil)
	body = request(plain, 1)
	body.Policy = "whatever"
	require.Equal(t, "policy", w.refused(t, CodeInvalid, north, CreateShipment, "", body).Refusal.Field)
}

func TestAnExpiredLotThatIsReservedCanStillBePickedAndCancelled(t *testing.T) {
	w := newWorld()
	w.lotOf(1, batched, today)
	w.put(batched, north, StorageBin, 1, 5)
	id := w.do(t, north, CreateShipment, "", request(batched, 5)).OperationID
	w.Warehouses[north].Today = "2025-06-16"
	w.through(t, id, PickShipment, CancelShipment, ReturnPicks, FinishCancel)
	w.refused(t, CodeInsufficientStock, north, CreateShipment, "", request(batched, 1))
}
