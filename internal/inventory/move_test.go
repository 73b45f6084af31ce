package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMovesWithinAWarehouse(t *testing.T) {
	storage, picking, quarantine, shipping := bin(north, StorageBin), bin(north, PickingBin), bin(north, QuarantineBin), bin(north, ShippingBin)
	for _, c := range []struct {
		name string
		move Move
		code Code
	}{
		{"what is free", Move{1, 6, 0, storage, picking, batched}, ""},
		{"of one lot", Move{1, 3, 2, storage, picking, batched}, ""},
		{"a held lot into quarantine", Move{1, 2, 3, storage, quarantine, batched}, ""},
		{"more than is free", Move{1, 11, 0, storage, picking, batched}, CodeInsufficientStock},
		{"more than the lot has", Move{1, 6, 2, storage, picking, batched}, CodeInsufficientStock},
		{"what an operation holds", Move{1, 2, 1, storage, picking, batched}, CodeInsufficientStock},
		{"to the same bin", Move{1, 1, 0, storage, storage, batched}, CodeWrongLocation},
		{"to shipping", Move{1, 1, 0, storage, shipping, batched}, CodeWrongLocation},
		{"from shipping", Move{1, 1, 0, shipping, storage, batched}, CodeWrongLocation},
		{"to another warehouse", Move{1, 1, 0, storage, bin(south, StorageBin), batched}, CodeNotFound},
		{"from another warehouse", Move{1, 1, 0, bin(south, StorageBin), storage, batched}, CodeNotFound},
		{"an unknown product", Move{1, 1, 0, storage, picking, 99}, CodeNotFound},
		{"nothing", Move{1, 0, 0, storage, picking, batched}, CodeInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			w.lotOf(1, batched, "2099-01-01")
			w.lotOf(2, batched, "2099-02-01")
			w.put(batched, north, StorageBin, 1, 4)
			w.put(batched, north, StorageBin, 2, 5)
			w.do(t, north, CreateShipment, "", request(batched, 3))
			w.lotOf(3, batched, "2098-01-01").Available = false
			w.put(batched, north, StorageBin, 3, 4)
			before, held := w.total(batched, north)
			body := Body{Moves: []Move{c.move}}
			if c.code != "" {
				w.refused(t, c.code, north, CreateMove, "", body)
				return
			}
			out := w.do(t, north, CreateMove, "", body)
			require.Equal(t, Closed, out.Status)
			require.Equal(t, BinMove, out.Kind)
			after, still := w.total(batched, north)
			require.Equal(t, []int64{before, held}, []int64{after, still}, "nothing comes or goes")
			var moved int64
			for _, x := range (&turn{book: w.Book}).inBin(batched, north, c.move.ToLocationID, c.move.LotID) {
				moved += x.OnHand
			}
			require.Equal(t, c.move.Quantity, moved)
		})
	}
	w := newWorld()
	w.refused(t, CodeInvalid, north, CreateMove, "", Body{})
	w.refused(t, CodeInvalid, north, CreateMove, "", Body{Moves: make([]Move, maxMoves+1)})
	w.put(plain, north, StorageBin, 0, 5)
	w.Locations[picking].Active = false
	w.refused(t, CodeNotFound, north, CreateMove, "", Body{Moves: []Move{{1, 1, 0, storage, picking, plain}}})
	w.Locations[picking].Active, w.Locations[storage].Active = true, false
	w.do(t, north, CreateMove, "", Body{Moves: []Move{{1, 1, 0, storage, picking, plain}}})
}
