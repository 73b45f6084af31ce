package store_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

func (r *race) actor() store.Actor { return store.Actor{UserID: r.Manager} }

// race lets twenty reserve of a lot until they are refused, holds the lot while
// they are at it, and sees that nothing was reserved after that.
type race struct {
	*fixture.Company
	stores []*store.Store
}

func (r *race) run(t *testing.T, lot int64, attempt func(i, n int) []inventory.Command) {
	t.Helper()
	began := make(chan struct{}, 1000)
	var wg sync.WaitGroup
	failed := make([]error, 20)
	for i := range failed {
		wg.Go(func() {
			for n := range 50 {
				out, err := r.stores[i%len(r.stores)].Post(tctx, attempt(i, n))
				last := len(out) - 1
				switch {
				case err != nil:
					failed[i] = err
					return
				case out[last].Refusal == nil:
					began <- struct{}{}
				case out[last].Refusal.Code == inventory.CodeInsufficientStock:
					return
				default:
					failed[i] = out[last].Refusal
					return
				}
			}
			failed[i] = fmt.Errorf("nobody kept the %dth from reserving", i)
		})
	}
	for range 25 {
		<-began
	}
	require.NoError(t, r.Store.HoldLot(tctx, r.actor(), everywhere, lot, "a complaint"))
	reserved := r.reserved(t, lot)
	wg.Wait()
	for _, err := range failed {
		require.NoError(t, err)
	}
	require.Equal(t, reserved, r.reserved(t, lot), "something was reserved after the hold")
	require.Positive(t, reserved)
	r.Verify(t)
}

func (r *race) reserved(t *testing.T, lot int64) int64 {
	t.Helper()
	return r.ID(t, `SELECT COALESCE(sum(reserved), 0)::bigint FROM inventory WHERE lot_id = $1`, lot)
}

func (r *race) lot(t *testing.T, code string) int64 {
	t.Helper()
	return r.ID(t, `SELECT id FROM lots WHERE code = $1`, code)
}

func TestNothingIsReservedOfALotOnceItIsHeld(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	r := &race{c, processes(t, c, 4, 5)}
	t.Run("of stock that was there", func(t *testing.T) {
		for round := range 5 {
			product := c.LotProduct(t, fmt.Sprintf("A%d", round))
			c.At(c.North).ReceiveLot(t, product, 1e6, fmt.Sprintf("A%d", round), "2099-01-01")
			c.At(c.South).ReceiveLot(t, product, 1e6, fmt.Sprintf("A%d", round), "2099-01-01")
			r.run(t, r.lot(t, fmt.Sprintf("A%d", round)), func(i, _ int) []inventory.Command {
				site := []*fixture.Site{c.North, c.South}[i%2]
				return []inventory.Command{c.At(site).Command(inventory.CreateShipment, "", fixture.Lines(product, 1))}
			})
		}
	})
	// Of a balance that isn't there yet no row can be locked.
	t.Run("of stock that arrives in the same moment", func(t *testing.T) {
		for round := range 5 {
			code := fmt.Sprintf("B%d", round)
			product := c.LotProduct(t, code)
			c.At(c.South).ReceiveLot(t, product, 1, code, "2099-01-01")
			bins := make([][]int64, 20)
			for i := range bins {
				for n := range 50 {
					bins[i] = append(bins[i], c.AddBin(t, c.North, fmt.Sprintf("%s-%d-%d", code, i, n), inventory.StorageBin))
				}
			}
			r.run(t, r.lot(t, code), func(i, n int) []inventory.Command {
				at := c.At(c.North)
				receipt := at.Command(inventory.CreateReceipt, "", fixture.Lines(product, 1))
				return []inventory.Command{
					receipt,
					at.Command(inventory.ReceiveReceipt, receipt.ID, inventory.Body{Receipts: []inventory.ReceivedLine{
						{LineNo: 1, Quantity: 1, LotCode: code, LocationID: bins[i][n], Condition: inventory.Good},
					}}),
					at.Command(inventory.CreateShipment, "", fixture.Lines(product, 1)),
				}
			})
		}
	})
	require.Zero(t, deadlocks(t, c, append(r.stores, c.Store)))
}

func TestHoldingAndReleasingALot(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	product := c.LotProduct(t, "P")
	at := c.At(c.North)
	at.ReceiveLot(t, product, 10, "L", "2099-01-01")
	lot := c.ID(t, `SELECT id FROM lots`)
	by := store.Actor{UserID: c.Manager}
	code := func(err error) inventory.Code {
		var refusal *inventory.Error
		require.ErrorAs(t, err, &refusal)
		return refusal.Code
	}

	shipment, transfer := at.Ship(t, product, 2), at.Create(t, inventory.CreateTransfer, inventory.Body{
		DestinationID: c.South.ID, Lines: []inventory.DocumentLine{{ProductID: product, Quantity: 3}},
	})
	packed := at.Ship(t, product, 1)
	at.Do(t, inventory.PickShipment, packed, inventory.Body{})
	at.Do(t, inventory.PackShipment, packed, inventory.Body{})
	require.Equal(t, inventory.CodeConflict, code(c.Store.ReleaseLot(tctx, by, everywhere, lot, "why not")))
	require.Equal(t, inventory.CodeNotFound, code(c.Store.HoldLot(tctx, by, store.Scope{Warehouses: []int64{c.South.ID}}, lot, "mine?")))
	require.Equal(t, inventory.CodeNotFound, code(c.Store.HoldLot(tctx, by, everywhere, lot+1, "which?")))

	require.NoError(t, c.Store.HoldLot(tctx, by, store.Scope{Warehouses: []int64{c.North.ID}}, lot, "a broken seal"))
	require.Equal(t, inventory.CodeConflict, code(c.Store.HoldLot(tctx, by, everywhere, lot, "again")))
	at.Refused(t, inventory.CodeInsufficientStock, inventory.CreateShipment, "", fixture.Lines(product, 1))
	at.Refused(t, inventory.CodeLotOnHold, inventory.PickShipment, shipment, inventory.Body{})
	at.Refused(t, inventory.CodeLotOnHold, inventory.DispatchShip, packed, inventory.Body{})
	at.Refused(t, inventory.CodeLotOnHold, inventory.DispatchTransf, transfer, inventory.Body{})
	at.Refused(t, inventory.CodeInsufficientStock, inventory.SwapShipment, shipment, inventory.Body{})
	// It may be brought to where it is safe.
	at.Do(t, inventory.CreateMove, "", inventory.Body{Moves: []inventory.Move{{
		ProductID: product, Quantity: 4, LotID: lot, FromLocationID: c.North.Bins[inventory.ReceivingBin], ToLocationID: c.North.Bins[inventory.QuarantineBin],
	}}})

	at.ReceiveLot(t, product, 3, "M", "2099-02-01")
	require.Equal(t, inventory.Reserved, at.Do(t, inventory.SwapShipment, packed, inventory.Body{}).Status)
	require.Equal(t, inventory.Reserved, at.Do(t, inventory.SwapShipment, shipment, inventory.Body{}).Status)
	at.Do(t, inventory.PickShipment, shipment, inventory.Body{})

	require.NoError(t, c.Store.ReleaseLot(tctx, by, everywhere, lot, "only one box was broken"))
	at.Do(t, inventory.DispatchTransf, transfer, inventory.Body{})
	c.Verify(t)

	detail, err := c.Store.Lot(tctx, everywhere, lot)
	require.NoError(t, err)
	require.Equal(t, "available", detail.Status)
	var history []string
	for _, change := range detail.Changes {
		history = append(history, change.Before+" "+change.After+" "+change.Reason)
	}
	require.Equal(t, []string{"on_hold available only one box was broken", "available on_hold a broken seal"}, history)
	require.EqualValues(t, 2, c.ID(t, `SELECT count(*) FROM audit_records WHERE subject_kind = 'lot' AND subject_id = $1::text
		AND action IN ('hold_lot', 'release_lot')`, fmt.Sprint(lot)))
	require.EqualValues(t, 2, c.ID(t, `SELECT count(*) FROM notifications WHERE kind = 'lot_status' AND user_id = $1`, c.Admin))
}
