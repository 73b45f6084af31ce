package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// shelfRow is stock of a lot in a bin; lot 0 is none.
type shelfRow struct {
	kind              LocationKind
	lot               int64
	onHand, reserved  int64
	expires           string
	held              bool
	wantedOfTenNeeded int64
}

func TestFirstExpiredFirst(t *testing.T) {
	for name, rows := range map[string][]shelfRow{
		"the earliest expiry date first": {
			{StorageBin, 1, 4, 0, "2025-09-01", false, 1}, {StorageBin, 2, 4, 0, "2025-07-01", false, 4},
			{StorageBin, 3, 5, 0, "2025-08-01", false, 5},
		},
		"a lot without expiry date last": {
			{PickingBin, 1, 8, 0, "", false, 2}, {ReceivingBin, 2, 8, 0, "2099-01-01", false, 8},
		},
		"expiry before the handiest bin": {
			{PickingBin, 1, 10, 0, "2025-07-02", false, 0}, {ReceivingBin, 2, 10, 0, "2025-07-01", false, 10},
		},
		"picking, then storage, then receiving": {
			{ReceivingBin, 1, 9, 0, "2025-07-01", false, 1}, {StorageBin, 1, 5, 0, "2025-07-01", false, 5},
			{PickingBin, 1, 4, 0, "2025-07-01", false, 4},
		},
		"shipping and quarantine never": {
			{ShippingBin, 1, 50, 0, "2025-07-01", false, 0}, {QuarantineBin, 1, 50, 0, "2025-07-01", false, 0},
			{StorageBin, 1, 10, 0, "2025-07-01", false, 10},
		},
		"held and recalled lots never": {
			{StorageBin, 1, 50, 0, "2025-07-01", true, 0}, {StorageBin, 2, 10, 0, "2025-12-01", false, 10},
		},
		"an expired lot never, one through its last day": {
			{StorageBin, 1, 50, 0, "2025-06-14", false, 0}, {StorageBin, 2, 3, 0, today, false, 3},
			{StorageBin, 3, 9, 0, "2025-06-16", false, 7},
		},
		"only what nobody else has reserved": {
			{StorageBin, 1, 10, 9, "2025-07-01", false, 1}, {StorageBin, 2, 5, 5, "2025-07-02", false, 0},
			{StorageBin, 3, 20, 1, "2025-07-03", false, 9},
		},
		"all that there is where ten are not there": {
			{StorageBin, 1, 2, 0, "2025-07-01", false, 2}, {PickingBin, 2, 3, 1, "", false, 2},
		},
		"nothing where nothing is": {
			{StorageBin, 1, 0, 0, "2025-07-01", false, 0},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			var stock []*Balance
			var possible int64
			for _, r := range rows {
				if w.lots[r.lot] == nil {
					w.lotOf(r.lot, batched, r.expires).Available = !r.held
				}
				x := w.put(batched, north, r.kind, r.lot, r.onHand)
				x.Reserved = r.reserved
				stock = append(stock, x)
				possible += r.wantedOfTenNeeded
			}
			body := request(batched, 10)
			body.Policy = Backorder
			out := w.do(t, north, CreateShipment, "", body)
			for i, r := range rows {
				require.Equal(t, r.reserved+r.wantedOfTenNeeded, stock[i].Reserved, "row %d", i)
				require.Equal(t, r.onHand, stock[i].OnHand, "a reservation moves nothing")
			}
			if possible < 10 {
				require.Equal(t, []Shortage{{LineNo: 1, ProductID: batched, Requested: 10, Available: possible}}, out.Shortages)
			} else {
				require.Empty(t, out.Shortages)
			}
		})
	}
}

func TestALotIsGoodThroughItsDateInTheWarehousesOwnZone(t *testing.T) {
	// At one and the same instant it is still the 14th in one warehouse and
	// already the 15th in the other.
	w := newWorld()
	w.Warehouses[north].Today, w.Warehouses[south].Today = "2025-06-14", "2025-06-15"
	w.lotOf(1, batched, "2025-06-14")
	w.put(batched, north, StorageBin, 1, 5)
	w.put(batched, south, StorageBin, 1, 5)
	w.do(t, north, CreateShipment, "", request(batched, 5))
	w.refused(t, CodeInsufficientStock, south, CreateShipment, "", request(batched, 5))
}

func TestStockOfOtherWarehousesAndProductsIsNotPromised(t *testing.T) {
	w := newWorld()
	w.put(plain, south, StorageBin, 0, 100)
	w.put(lotted, north, StorageBin, 0, 100)
	e := w.refused(t, CodeInsufficientStock, north, CreateShipment, "", request(plain, 1)).Refusal
	require.Equal(t, []Shortage{{LineNo: 1, ProductID: plain, Requested: 1}}, e.Shortages)
}

func TestBinsOfOneKindAreEmptiedInTheOrderOfTheirCodes(t *testing.T) {
	w := newWorld()
	for id, code := range map[int64]string{101: "B-2", 102: "B-1", 103: "B-3"} {
		w.Locations[id] = &Location{ID: id, WarehouseID: north, Code: code, Kind: PickingBin, Active: true}
		w.AddBalance(&Balance{ID: id, OnHand: 2, Key: BalanceKey{ProductID: plain, WarehouseID: north, LocationID: id}})
	}
	w.do(t, north, CreateShipment, "", request(plain, 3))
	require.Equal(t, []int64{1, 2, 0}, []int64{w.byID[101].Reserved, w.byID[102].Reserved, w.byID[103].Reserved})
}

func TestFewerSharedPiecesThanTheLinesOfOneOrderAskFor(t *testing.T) {
	w := newWorld()
	w.put(plain, north, StorageBin, 0, 10)
	e := w.refused(t, CodeInsufficientStock, north, CreateShipment, "", request(plain, 6, plain, 6)).Refusal
	require.Equal(t, []Shortage{{LineNo: 2, ProductID: plain, Requested: 6, Available: 4}}, e.Shortages)
	require.Equal(t, CodeInsufficientStock, w.as(staff, north, CreateTransfer, "", toSouth(plain, 6, plain, 6)))
	onHand, reserved := w.total(plain, north)
	require.Equal(t, [2]int64{10, 0}, [2]int64{onHand, reserved})
	w.do(t, north, CreateShipment, "", request(plain, 6, plain, 4))
}

func TestBackorder(t *testing.T) {
	w := newWorld()
	x := w.put(plain, north, StorageBin, 0, 4)
	body := request(plain, 6, plain, 3)
	body.Policy = Backorder
	out := w.do(t, north, CreateShipment, "", body)
	require.Equal(t, Backordered, out.Status)
	require.Equal(t, []Shortage{{1, plain, 6, 4}, {2, plain, 3, 0}}, out.Shortages)

	w.refused(t, CodeInsufficientStock, north, ReserveShipment, out.OperationID, Body{})
	x.OnHand += 3
	out = w.do(t, north, ReserveShipment, out.OperationID, Body{})
	require.Equal(t, Backordered, out.Status)
	require.Equal(t, []Shortage{{2, plain, 3, 1}}, out.Shortages, "the older line first; what is missing now is 3, of which 1 was there")

	// What is there goes on its way; the rest follows when it has come.
	w.through(t, out.OperationID, PickShipment, PackShipment, DispatchShip)
	require.Equal(t, Backordered, w.status(out.OperationID))
	x.OnHand += 2
	out = w.do(t, north, ReserveShipment, out.OperationID, Body{})
	require.Equal(t, Reserved, out.Status)
	w.through(t, out.OperationID, PickShipment, PackShipment, DispatchShip)
	require.Equal(t, Dispatched, w.status(out.OperationID))
	for _, l := range w.Operations[out.OperationID].Lines {
		require.Equal(t, l.Quantity, l.Dispatched, "line %d", l.LineNo)
	}
	onHand, reserved := w.total(plain, north)
	require.Zero(t, onHand)
	require.Zero(t, reserved)
}
