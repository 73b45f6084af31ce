package inventory

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOverReceiptTolerance(t *testing.T) {
	for _, c := range []struct {
		name                string
		expected, tolerance int64
		counts              []int64
		booked              int64
		waiting             []int64
	}{
		{"to the piece", 10, 0, []int64{4, 6}, 10, nil},
		{"one too many waits", 10, 0, []int64{11}, 0, []int64{11}},
		{"one too many after a part waits, and what follows it", 10, 0, []int64{6, 5, 4}, 6, []int64{5, 4}},
		{"within the tolerance", 10, 20, []int64{12}, 12, nil},
		{"beyond the tolerance", 10, 20, []int64{12, 1}, 12, []int64{1}},
		{"a tolerance is rounded down", 5, 19, []int64{5, 1}, 5, []int64{1}},
		{"twice as many", 10, 100, []int64{20, 1}, 20, []int64{1}},
		{"what waits counts", 10, 0, []int64{11, 10, 1}, 0, []int64{11, 10, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			w.Warehouses[north].TolerancePercent = c.tolerance
			id := w.do(t, north, CreateReceipt, "", request(plain, c.expected)).OperationID
			for _, n := range c.counts {
				w.do(t, north, ReceiveReceipt, id, counted(1, n))
			}
			op := w.Operations[id]
			onHand, _ := w.total(plain, north)
			require.Equal(t, c.booked, onHand)
			require.Equal(t, c.booked, op.Lines[0].Received)
			var waiting []int64
			var pending int64
			for _, a := range op.Approvals {
				waiting = append(waiting, a.Quantity)
				pending += a.Quantity
			}
			require.Equal(t, c.waiting, waiting)
			require.Equal(t, pending, op.Lines[0].Pending)
		})
	}
}

func TestAnOverReceiptIsDecidedOnce(t *testing.T) {
	for kind, booked := range map[CommandKind]int64{Approve: 10, Refuse: 0, ExpireApproval: 0} {
		w := newWorld()
		id := receiptAt()(t, w)
		w.do(t, north, ReceiveReceipt, id, counted(1, 1))
		w.do(t, north, ReceiveReceipt, id, counted(1, 10))
		w.do(t, north, RaiseAttention, id, Body{Attention: Escalated})
		_, body := give(w, kind, id)
		w.do(t, north, kind, id, body)
		onHand, _ := w.total(plain, north)
		require.Equal(t, 1+booked, onHand, kind)
		require.Zero(t, w.Operations[id].Lines[0].Pending)
		require.Equal(t, NoAttention, w.Operations[id].Attention)
		for again := range map[CommandKind]int64{Approve: 0, Refuse: 0, ExpireApproval: 0} {
			w.refused(t, CodeApprovalDecided, north, again, id, body)
		}
		w.do(t, north, CloseReceipt, id, Body{Short: true})
	}
}

func TestReceivedGoodsAndTheirPlaces(t *testing.T) {
	for _, c := range []struct {
		name    string
		product int64
		line    ReceivedLine
		code    Code
		bin     LocationKind
	}{
		{"good to the receiving bin", plain, ReceivedLine{Condition: Good}, "", ReceivingBin},
		{"damaged to quarantine", plain, ReceivedLine{Condition: Damaged}, "", QuarantineBin},
		{"a named bin", plain, ReceivedLine{Condition: Good, LocationID: bin(north, PickingBin)}, "", PickingBin},
		{"another warehouse's bin", plain, ReceivedLine{Condition: Good, LocationID: bin(south, StorageBin)}, CodeNotFound, ""},
		{"no such bin", plain, ReceivedLine{Condition: Good, LocationID: 99}, CodeNotFound, ""},
		{"a retired bin", plain, ReceivedLine{Condition: Good, LocationID: 77}, CodeNotFound, ""},
		{"never the shipping bin", plain, ReceivedLine{Condition: Good, LocationID: bin(north, ShippingBin)}, CodeWrongLocation, ""},
		{"good not to quarantine", plain, ReceivedLine{Condition: Good, LocationID: bin(north, QuarantineBin)}, CodeWrongLocation, ""},
		{"damaged not to storage", plain, ReceivedLine{Condition: Damaged, LocationID: bin(north, StorageBin)}, CodeWrongLocation, ""},
		{"no condition", plain, ReceivedLine{}, CodeInvalid, ""},
		{"an odd condition", plain, ReceivedLine{Condition: "soaked"}, CodeInvalid, ""},
		{"a lot where none is tracked", plain, ReceivedLine{Condition: Good, LotCode: "X"}, CodeLotNotTracked, ""},
		{"an expiry where none is tracked", plain, ReceivedLine{Condition: Good, ExpiresOn: "2026-01-01"}, CodeLotNotTracked, ""},
		{"a lot is asked for", batched, ReceivedLine{Condition: Good}, CodeLotRequired, ""},
		{"an expiry is asked for", batched, ReceivedLine{Condition: Good, LotCode: "X"}, CodeExpiryRequired, ""},
		{"a known lot has its expiry", batched, ReceivedLine{Condition: Good, LotCode: "L5"}, "", ReceivingBin},
		{"a known lot with its own expiry", batched, ReceivedLine{Condition: Good, LotCode: "L5", ExpiresOn: "2026-05-05"}, "", ReceivingBin},
		{"a known lot with another expiry", batched, ReceivedLine{Condition: Good, LotCode: "L5", ExpiresOn: "2026-05-06"}, CodeLotExpiryConflict, ""},
		{"a lot of another product", batched, ReceivedLine{Condition: Good, LotCode: "L6"}, CodeExpiryRequired, ""},
		{"an impossible date", batched, ReceivedLine{Condition: Good, LotCode: "X", ExpiresOn: "2026-02-30"}, CodeInvalid, ""},
		{"a date of another form", batched, ReceivedLine{Condition: Good, LotCode: "X", ExpiresOn: "01.02.2026"}, CodeInvalid, ""},
		{"a date before all dates", batched, ReceivedLine{Condition: Good, LotCode: "X", ExpiresOn: "0000-02-28"}, CodeInvalid, ""},
		{"an endless lot code", lotted, ReceivedLine{Condition: Good, LotCode: strings.Repeat("é", 65)}, CodeInvalid, ""},
		{"a long lot code", lotted, ReceivedLine{Condition: Good, LotCode: strings.Repeat("é", 64)}, "", ReceivingBin},
		{"a new lot", batched, ReceivedLine{Condition: Good, LotCode: "X", ExpiresOn: "2026-02-28"}, "", ReceivingBin},
		{"a lot without expiry", lotted, ReceivedLine{Condition: Good, LotCode: "X"}, "", ReceivingBin},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			w.lotOf(5, batched, "2026-05-05")
			w.lotOf(6, lotted, "")
			w.Locations[77] = &Location{ID: 77, WarehouseID: north, Code: "GONE", Kind: StorageBin}
			id := w.do(t, north, CreateReceipt, "", request(c.product, 10)).OperationID
			c.line.LineNo, c.line.Quantity = 1, 3
			body := Body{Receipts: []ReceivedLine{c.line}}
			if c.code != "" {
				w.refused(t, c.code, north, ReceiveReceipt, id, body)
				// An over-receipt that couldn't be booked isn't worth asking a manager.
				body.Receipts[0].Quantity = 11
				w.refused(t, c.code, north, ReceiveReceipt, id, body)
				return
			}
			w.do(t, north, ReceiveReceipt, id, body)
			require.Len(t, w.Movements, 1)
			m := w.Movements[0]
			require.Equal(t, SupplierAccount, m.From.Account)
			require.Equal(t, bin(north, c.bin), m.To.Balance.Key.LocationID)
			require.Equal(t, m.LotID, m.To.Balance.Key.LotID)
			require.EqualValues(t, 3, m.To.Balance.OnHand)
		})
	}
}

func TestClosingAReceipt(t *testing.T) {
	w := newWorld()
	id := w.do(t, north, CreateReceipt, "", request(plain, 5, plain, 5)).OperationID
	w.refused(t, CodeLinesOutstanding, north, CloseReceipt, id, Body{})
	w.do(t, north, ReceiveReceipt, id, counted(1, 5))
	w.refused(t, CodeLinesOutstanding, north, CloseReceipt, id, Body{})
	damaged := counted(2, 5)
	damaged.Receipts[0].Condition = Damaged
	w.do(t, north, ReceiveReceipt, id, damaged)
	require.Equal(t, Closed, w.do(t, north, CloseReceipt, id, Body{Short: true}).Status, "nothing is short")
}

func TestPutAway(t *testing.T) {
	receiving, storage, shipping := bin(north, ReceivingBin), bin(north, StorageBin), bin(north, ShippingBin)
	for _, c := range []struct {
		name string
		move Move
		code Code
	}{
		{"all of it", Move{1, 10, 0, receiving, storage, 0}, ""},
		{"more than was received", Move{1, 11, 0, receiving, storage, 0}, CodeInsufficientStock},
		{"from a bin without any", Move{1, 1, 0, storage, receiving, 0}, CodeInsufficientStock},
		{"to the same bin", Move{1, 1, 0, receiving, receiving, 0}, CodeWrongLocation},
		{"to shipping", Move{1, 1, 0, receiving, shipping, 0}, CodeWrongLocation},
		{"from shipping", Move{1, 1, 0, shipping, storage, 0}, CodeWrongLocation},
		{"to another warehouse", Move{1, 1, 0, receiving, bin(south, StorageBin), 0}, CodeNotFound},
		{"from another warehouse", Move{1, 1, 0, bin(south, StorageBin), storage, 0}, CodeNotFound},
		{"to nowhere", Move{1, 1, 0, receiving, 0, 0}, CodeNotFound},
		{"a lot that isn't there", Move{1, 1, 9, receiving, storage, 0}, CodeInsufficientStock},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			id := receiptAt()(t, w)
			w.do(t, north, ReceiveReceipt, id, counted(1, 10))
			require.Equal(t, c.code, w.as(staff, north, PutAwayReceipt, id, Body{Moves: []Move{c.move}}))
		})
	}
	t.Run("not what others brought into the same bin", func(t *testing.T) {
		w := newWorld()
		other := receiptAt()(t, w)
		w.do(t, north, ReceiveReceipt, other, counted(1, 10))
		id := receiptAt()(t, w)
		w.do(t, north, ReceiveReceipt, id, counted(1, 4))
		w.refused(t, CodeInsufficientStock, north, PutAwayReceipt, id, Body{Moves: []Move{{1, 5, 0, receiving, storage, 0}}})
		w.do(t, north, PutAwayReceipt, id, Body{Moves: []Move{{1, 4, 0, receiving, storage, 0}}})
		w.refused(t, CodeInsufficientStock, north, PutAwayReceipt, id, Body{Moves: []Move{{1, 1, 0, receiving, storage, 0}}})
		w.do(t, north, UndoReceipt, id, Body{})
		w.do(t, north, UndoReceipt, other, Body{})
		onHand, _ := w.total(plain, north)
		require.Zero(t, onHand)
	})
}

func TestUndoTakesBackAllOrNothing(t *testing.T) {
	receive := func(t *testing.T, w *world) string {
		id := w.do(t, north, CreateReceipt, "", request(plain, 10, lotted, 5)).OperationID
		w.do(t, north, ReceiveReceipt, id, Body{Receipts: []ReceivedLine{
			{LineNo: 1, Quantity: 7, Condition: Good}, {LineNo: 1, Quantity: 3, Condition: Damaged},
			{LineNo: 2, Quantity: 5, Condition: Good, LotCode: "A"},
		}})
		return id
	}
	w := newWorld()
	id := receive(t, w)
	shipment := w.do(t, north, CreateShipment, "", request(lotted, 1)).OperationID
	e := w.refused(t, CodeStockGone, north, UndoReceipt, id, Body{}).Refusal
	require.Contains(t, e.Detail, "LOTTED")
	w.do(t, north, CancelShipment, shipment, Body{})
	w.do(t, north, UndoReceipt, id, Body{Reason: "wrong supplier"})
	for _, product := range []int64{plain, lotted} {
		onHand, reserved := w.total(product, north)
		require.Zero(t, onHand)
		require.Zero(t, reserved)
	}
	op := w.Operations[id]
	require.Equal(t, "wrong supplier", op.Reason)
	require.Equal(t, []int64{10, 5}, []int64{op.Lines[0].Returned, op.Lines[1].Returned})
	for _, m := range w.Movements[len(w.Movements)-3:] {
		require.Equal(t, SupplierAccount, m.To.Account, "an undo reverses, it doesn't delete")
	}
}
