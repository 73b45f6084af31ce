package inventory

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// dump copies all that a decision can change, with pointers replaced by what
// they point at.
func (b *Book) dump() any {
	type copied struct {
		Balances   map[BalanceKey]Balance
		ByID       map[int64]Balance
		Shelves    map[shelf][]Balance
		Lots       map[int64]Lot
		LotsByCode map[lotKey]Lot
		Operations map[string]Operation
		Changed    map[string]bool
		Movements  []string
		Steps      []Step
		NewLots    []Lot
		NewShelves []Balance
	}
	c := copied{
		map[BalanceKey]Balance{}, map[int64]Balance{}, map[shelf][]Balance{}, map[int64]Lot{}, map[lotKey]Lot{},
		map[string]Operation{}, maps.Clone(b.Changed), nil, slices.Clone(b.Steps), nil, nil,
	}
	for k, x := range b.balances {
		c.Balances[k] = *x
	}
	for k, x := range b.byID {
		c.ByID[k] = *x
	}
	for k, list := range b.shelves {
		for _, x := range list {
			c.Shelves[k] = append(c.Shelves[k], *x)
		}
	}
	for k, l := range b.lots {
		c.Lots[k] = *l
	}
	for k, l := range b.lotsByCode {
		c.LotsByCode[k] = *l
	}
	for k, op := range b.Operations {
		c.Operations[k] = *op.clone()
	}
	side := func(s Side) string {
		if s.Balance != nil {
			return fmt.Sprint(s.Balance.Key)
		}
		return string(s.Account)
	}
	for _, m := range b.Movements {
		text := fmt.Sprint(m.OperationID, m.StepNo, m.LineNo, m.PartNo, m.ProductID, m.LotID, m.Quantity, m.Kind, m.UserID)
		c.Movements = append(c.Movements, text+side(m.From)+side(m.To))
	}
	for _, l := range b.NewLots {
		c.NewLots = append(c.NewLots, *l)
	}
	for _, x := range b.NewBalances {
		c.NewShelves = append(c.NewShelves, *x)
	}
	return c
}

// badQuantities are refused wherever a quantity is asked for.
var badQuantities = []int64{0, -1, math.MinInt64, 1_000_000_000_001, 1_000_000_000_000_000_000, math.MaxInt64}

func TestBadQuantitiesAndUnknownLines(t *testing.T) {
	receiving, storage := bin(north, ReceivingBin), bin(north, StorageBin)
	for _, c := range []struct {
		name  string
		kind  CommandKind
		site  int64
		reach func(*testing.T, *world) string
		body  func(line int, quantity int64) Body
	}{
		{"received", ReceiveReceipt, north, receiptAt(), counted},
		{"put away", PutAwayReceipt, north, receiptAt(ReceiveReceipt), func(line int, q int64) Body {
			return Body{Moves: []Move{{LineNo: line, Quantity: q, FromLocationID: receiving, ToLocationID: storage}}}
		}},
		{"picked", PickShipment, north, shipmentAt(10), func(line int, q int64) Body {
			return Body{Picks: []PickedLine{{LineNo: line, Quantity: q}}}
		}},
		{"arrived", ReceiveTransfer, south, transferAt(DispatchTransf), counted},
		{"returned", ReceiveReturn, north, transferAt(DispatchTransf, CancelTransfer), counted},
		{"settled", SettleTransfer, south, transferAt(DispatchTransf, CloseTransfer), func(line int, q int64) Body {
			return Body{Settlements: []Settlement{{LineNo: line, Quantity: q, Resolution: LostGoods}}}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			id := c.reach(t, w)
			for _, q := range badQuantities {
				require.Contains(t, w.refused(t, CodeInvalid, c.site, c.kind, id, c.body(1, q)).Refusal.Field, "[0].quantity")
			}
			for _, line := range []int{0, -1, 2, math.MaxInt} {
				require.Contains(t, w.refused(t, CodeNotFound, c.site, c.kind, id, c.body(line, 1)).Refusal.Field, "[0].line_no")
			}
			w.do(t, c.site, c.kind, id, c.body(1, 1))
		})
	}
	for _, kind := range []CommandKind{CreateReceipt, CreateShipment, CreateTransfer} {
		w := newWorld()
		w.put(plain, north, StorageBin, 0, 5)
		for _, q := range badQuantities {
			require.Equal(t, "lines[1].quantity", w.refused(t, CodeInvalid, north, kind, "", toSouth(plain, 1, plain, q)).Refusal.Field)
		}
		require.Equal(t, "lines[1].product_id", w.refused(t, CodeNotFound, north, kind, "", toSouth(plain, 1, 99, 1)).Refusal.Field)
		w.refused(t, CodeInvalid, north, kind, "", toSouth())
		require.Equal(t, "lines", w.refused(t, CodeInvalid, north, kind, "", Body{DestinationID: south, Lines: make([]DocumentLine, maxLines+1)}).Refusal.Field)
	}
}

func TestTheLargestQuantitiesDoNotOverflow(t *testing.T) {
	w := newWorld()
	w.Warehouses[north].TolerancePercent = 100
	pairs := make([]int64, 0, 2*maxLines)
	body := Body{}
	for i := range maxLines {
		pairs = append(pairs, plain, maxQuantity)
		body.Receipts = append(body.Receipts, ReceivedLine{LineNo: i + 1, Quantity: maxQuantity, Condition: Good})
	}
	id := w.do(t, north, CreateReceipt, "", request(pairs...)).OperationID
	w.do(t, north, ReceiveReceipt, id, body)
	w.do(t, north, ReceiveReceipt, id, body)
	require.Len(t, w.do(t, north, ReceiveReceipt, id, counted(1, 1)).ApprovalIDs, 1)
	onHand, _ := w.total(plain, north)
	require.EqualValues(t, int64(2*maxLines)*maxQuantity, onHand)
	w.Warehouses[north].ApprovalQuantity = 1
	require.Equal(t, AwaitingApproval, w.do(t, north, CreateTransfer, "", toSouth(pairs...)).Status)
}

func TestBadDatesAndWordsOfADocument(t *testing.T) {
	w := newWorld()
	for _, date := range []string{"2025-02-29", "2025-6-1", "20250601", "tomorrow", "2025-06-01T00:00:00Z", "0000-01-01"} {
		body := request(plain, 1)
		body.DocumentDate = date
		require.Equal(t, "document_date", w.refused(t, CodeInvalid, north, CreateReceipt, "", body).Refusal.Field, date)
		body.DocumentDate, body.RequiredOn = "", date
		require.Equal(t, "required_on", w.refused(t, CodeInvalid, north, CreateReceipt, "", body).Refusal.Field, date)
	}
	id := w.do(t, north, CreateReceipt, "", request(plain, 1)).OperationID
	require.Equal(t, today, w.Operations[id].DocumentDate, "a document is of today where it doesn't say otherwise")
	w.refused(t, CodeRetired, north, CreateReceipt, "", request(retiredProduct, 1))
	w.refused(t, CodeInvalid, north, RaiseAttention, id, Body{Attention: "panic"})
	w.refused(t, CodeKeyExpired, north, CreateReceipt, id, request(plain, 1))
	for _, kind := range []CommandKind{ReceiveReceipt, PutAwayReceipt} {
		w := newWorld()
		w.refused(t, CodeInvalid, north, kind, receiptAt(ReceiveReceipt)(t, w), Body{})
	}
}

// The last part of each of these commands is refused after the first ones have
// made lots, balances, movements and reservations. That nothing of it stays is
// checked wherever these tests see a refusal.
func TestARefusalTakesBackWhatTheCommandHadBegun(t *testing.T) {
	w := newWorld()
	id := w.do(t, north, CreateReceipt, "", request(lotted, 10, plain, 10)).OperationID
	w.refused(t, CodeLotNotTracked, north, ReceiveReceipt, id, Body{Receipts: []ReceivedLine{
		{LineNo: 1, Quantity: 2, LotCode: "NEW", Condition: Good}, {LineNo: 1, Quantity: 20, LotCode: "NEWER", Condition: Good},
		{LineNo: 2, Quantity: 3, Condition: Damaged}, {LineNo: 2, Quantity: 1, LotCode: "X", Condition: Good},
	}})
	w.do(t, north, ReceiveReceipt, id, Body{Receipts: []ReceivedLine{
		{LineNo: 1, Quantity: 2, LotCode: "NEW", Condition: Good}, {LineNo: 2, Quantity: 3, Condition: Good},
	}})
	receiving, storage := bin(north, ReceivingBin), bin(north, StorageBin)
	w.refused(t, CodeInsufficientStock, north, PutAwayReceipt, id, Body{Moves: []Move{
		{1, 2, 0, receiving, storage, 0}, {2, 3, 0, receiving, storage, 0}, {2, 1, 0, receiving, storage, 0},
	}})
	e := w.refused(t, CodeInsufficientStock, north, CreateShipment, "", request(lotted, 2, plain, 2, plain, 2)).Refusal
	require.Equal(t, []Shortage{{LineNo: 3, ProductID: plain, Requested: 2, Available: 1}}, e.Shortages)
	shipment := w.do(t, north, CreateShipment, "", request(lotted, 2, plain, 2)).OperationID
	w.refused(t, CodeExceedsReserved, north, PickShipment, shipment, Body{Picks: []PickedLine{
		{LineNo: 1, Quantity: 2}, {LineNo: 2, Quantity: 1}, {LineNo: 2, Quantity: 2},
	}})
	w.refused(t, CodeStockGone, north, UndoReceipt, id, Body{})
}

func TestACommandThatPanicsIsAnsweredAndLeavesNothing(t *testing.T) {
	w := newWorld()
	good := receiptAt(ReceiveReceipt)(t, w)
	id := shipmentAt(10)(t, w)
	op := w.Operations[id]
	// A reservation of a balance that nobody has loaded: a defect of the loader.
	op.Holds = append(op.Holds, Hold{LineNo: 1, BalanceID: 4711, Quantity: 1})
	for _, kind := range []CommandKind{PickShipment, CancelShipment, ExpireReservation} {
		e := w.refused(t, CodeInternal, north, kind, id, Body{}).Refusal
		require.ErrorContains(t, e.Unwrap(), "panic")
		require.NotContains(t, e.Error(), "panic", "the cause is for the log alone")
	}
	w.do(t, north, ReceiveReceipt, good, counted(1, 1))
	op.Holds = op.Holds[:1]
	w.do(t, north, PickShipment, id, Body{})
}
