package inventory

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The little world of the rules' tests.
const (
	north, south int64 = 1, 2

	plain, batched, lotted, retiredProduct int64 = 1, 2, 3, 4

	staff, manager, admin, system, outsider, inactive, unranked int64 = 1, 2, 3, 4, 5, 6, 7

	today = "2025-06-15"
)

var binNumber = map[LocationKind]int64{ReceivingBin: 1, StorageBin: 2, PickingBin: 3, ShippingBin: 4, QuarantineBin: 5}

// bin is the id of a warehouse's bin of a kind.
func bin(warehouse int64, kind LocationKind) int64 { return warehouse*10 + binNumber[kind] }

// world is a book with two warehouses of five bins each, users of each role
// and products of each tracking.
type world struct {
	*Book
	commands int
}

func newWorld() *world {
	b := NewBook(time.Date(2025, 6, 15, 12, 0, 0, 0, time.UTC))
	for id, code := range map[int64]string{north: "NORTH", south: "SOUTH"} {
		w := &Warehouse{ID: id, Code: code, Active: true, Today: today, CountTolerance: -1, Bins: map[LocationKind]int64{}}
		for kind := range binNumber {
			w.Bins[kind] = bin(id, kind)
			b.Locations[bin(id, kind)] = &Location{ID: bin(id, kind), WarehouseID: id, Code: string(kind), Kind: kind, Active: true}
		}
		b.Warehouses[id] = w
	}
	for _, u := range []User{
		{staff, Staff, true, []int64{north, south}}, {manager, Manager, true, []int64{north, south}}, {admin, Admin, true, nil},
		{system, System, true, nil}, {outsider, Manager, true, nil}, {inactive, Admin, false, nil},
		{unranked, "visitor", true, []int64{north, south}},
	} {
		b.Users[u.ID] = u
	}
	for _, p := range []Product{
		{ID: plain, SKU: "PLAIN", Active: true}, {ID: batched, SKU: "BATCHED", Active: true, TracksLots: true, TracksExpiry: true},
		{ID: lotted, SKU: "LOTTED", Active: true, TracksLots: true}, {ID: retiredProduct, SKU: "OLD"},
	} {
		b.Products[p.ID] = &p
	}
	return &world{Book: b}
}

// put lays stock into a bin, as if it had been loaded.
func (w *world) put(product, warehouse int64, kind LocationKind, lot, quantity int64) *Balance {
	x := &Balance{
		ID: int64(len(w.byID)) + 1, OnHand: quantity,
		Key: BalanceKey{ProductID: product, WarehouseID: warehouse, LocationID: bin(warehouse, kind), LotID: lot},
	}
	w.AddBalance(x)
	return x
}

// lotOf enters a stored lot.
func (w *world) lotOf(id, product int64, expires string) *Lot {
	l := &Lot{ID: id, ProductID: product, Code: fmt.Sprintf("L%d", id), ExpiresOn: expires, Available: true}
	w.AddLot(l)
	return l
}

func (w *world) command(user, warehouse int64, kind CommandKind, operation string, body Body) Command {
	w.commands++
	id := CommandID(kind, user, fmt.Sprint(w.commands))
	if operation == "" {
		operation = id
	}
	return Command{ID: id, Kind: kind, OperationID: operation, WarehouseID: warehouse, UserID: user, Body: body}
}

// decide decides a command. Wherever these tests see a refusal, they see to it
// that it has left the book exactly as it was.
func (w *world) decide(cmd Command) Outcome {
	before := w.dump()
	out := w.Decide(cmd).Outcome
	if out.Refusal != nil && !reflect.DeepEqual(before, w.dump()) {
		panic(fmt.Sprintf("the refusal of %s (%s) has changed the book:\n%+v\n%+v", cmd.Kind, out.Refusal, before, w.dump()))
	}
	return out
}

// as decides a command of a user and returns the refusal's code, or none.
func (w *world) as(user, warehouse int64, kind CommandKind, operation string, body Body) Code {
	if out := w.decide(w.command(user, warehouse, kind, operation, body)); out.Refusal != nil {
		return out.Refusal.Code
	}
	return ""
}

// try decides a command of the user who may do everything.
func (w *world) try(warehouse int64, kind CommandKind, operation string, body Body) Outcome {
	return w.decide(w.command(system, warehouse, kind, operation, body))
}

// do decides a command that has to succeed.
func (w *world) do(t *testing.T, warehouse int64, kind CommandKind, operation string, body Body) Outcome {
	t.Helper()
	out := w.try(warehouse, kind, operation, body)
	require.Nil(t, out.Refusal, "%s", kind)
	return out
}

// refused decides a command that has to be refused with a code.
func (w *world) refused(t *testing.T, code Code, warehouse int64, kind CommandKind, operation string, body Body) Outcome {
	t.Helper()
	out := w.try(warehouse, kind, operation, body)
	require.NotNil(t, out.Refusal, "%s was to be refused: %s", kind, code)
	require.Equal(t, code, out.Refusal.Code, out.Refusal.Detail)
	require.NotEmpty(t, out.Refusal.Detail)
	return out
}

func (w *world) status(id string) Status { return w.Operations[id].Status }

// total sums a product's stock in a warehouse.
func (w *world) total(product, warehouse int64) (onHand, reserved int64) {
	for _, x := range w.shelves[shelf{product, warehouse}] {
		onHand += x.OnHand
		reserved += x.Reserved
	}
	return onHand, reserved
}

func request(pairs ...int64) Body {
	var b Body
	for pair := range slices.Chunk(pairs, 2) {
		b.Lines = append(b.Lines, DocumentLine{ProductID: pair[0], Quantity: pair[1]})
	}
	return b
}

func counted(line int, quantity int64) Body {
	return Body{Receipts: []ReceivedLine{{LineNo: line, Quantity: quantity, Condition: Good}}}
}

func toSouth(pairs ...int64) Body {
	b := request(pairs...)
	b.DestinationID = south
	return b
}
