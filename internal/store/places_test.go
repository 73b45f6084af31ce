package store_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

func refusedWith(t *testing.T, code inventory.Code, err error) {
	t.Helper()
	var refusal *inventory.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, code, refusal.Code, refusal.Detail)
}

func TestABinInUseIsNotRetired(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	by, at := store.Actor{UserID: c.Manager}, c.At(c.North)
	product := c.Product(t, "P")
	bin := c.AddBin(t, c.North, "A-01", inventory.StorageBin)
	retire := func() error {
		_, err := c.Store.UpdateLocation(tctx, by, c.North.ID, bin, "retired")
		return err
	}
	moved := func(quantity int64, from, to int64) {
		at.Do(t, inventory.CreateMove, "", inventory.Body{Moves: []inventory.Move{{ProductID: product, Quantity: quantity, FromLocationID: from, ToLocationID: to}}})
	}
	receiving := c.North.Bins[inventory.ReceivingBin]
	at.Receive(t, product, 5)
	moved(5, receiving, bin)
	refusedWith(t, inventory.CodeInUse, retire())

	// Goods that were picked from it come back to it if the shipment is cancelled.
	shipment := at.Ship(t, product, 5)
	at.Do(t, inventory.PickShipment, shipment, inventory.Body{})
	refusedWith(t, inventory.CodeInUse, retire())
	at.Do(t, inventory.PackShipment, shipment, inventory.Body{})
	at.Do(t, inventory.DispatchShip, shipment, inventory.Body{})

	// A manager may still let goods into it.
	receipt := at.Create(t, inventory.CreateReceipt, fixture.Lines(product, 1))
	over := at.Do(t, inventory.ReceiveReceipt, receipt, inventory.Body{Receipts: []inventory.ReceivedLine{
		{LineNo: 1, Quantity: 2, LocationID: bin, Condition: inventory.Good}}})
	refusedWith(t, inventory.CodeInUse, retire())
	at.Do(t, inventory.Refuse, receipt, inventory.Body{ApprovalID: over.ApprovalIDs[0]})

	require.NoError(t, retire())
	at.Refused(t, inventory.CodeNotFound, inventory.ReceiveReceipt, receipt, inventory.Body{Receipts: []inventory.ReceivedLine{
		{LineNo: 1, Quantity: 1, LocationID: bin, Condition: inventory.Good}}})
	_, err := c.Store.UpdateLocation(tctx, by, c.North.ID, bin, "active")
	require.NoError(t, err)
	c.Verify(t)
}

func TestAWarehouseInUseIsNotRetired(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	by, retired := store.Actor{UserID: c.Admin}, "retired"
	retire := func(s *fixture.Site) error {
		_, err := c.Store.UpdateWarehouse(tctx, by, s.ID, store.WarehouseChange{Status: &retired})
		return err
	}
	product := c.Product(t, "P")
	receipt := c.At(c.North).Create(t, inventory.CreateReceipt, fixture.Lines(product, 2))
	refusedWith(t, inventory.CodeInUse, retire(c.North))
	c.At(c.North).Do(t, inventory.ReceiveReceipt, receipt, inventory.Body{Receipts: []inventory.ReceivedLine{{LineNo: 1, Quantity: 2, Condition: inventory.Good}}})
	c.At(c.North).Do(t, inventory.CloseReceipt, receipt, inventory.Body{})
	refusedWith(t, inventory.CodeInUse, retire(c.North))
	transfer := c.At(c.North).Send(t, c.South, product, 2)
	refusedWith(t, inventory.CodeInUse, retire(c.South))
	refusedWith(t, inventory.CodeInUse, retire(c.North))
	c.At(c.South).Do(t, inventory.ReceiveTransfer, transfer, inventory.Body{})
	refusedWith(t, inventory.CodeInUse, retire(c.South))
	require.NoError(t, retire(c.North))
	c.At(c.North).Refused(t, inventory.CodeRetired, inventory.CreateReceipt, "", fixture.Lines(product, 1))
}

// Whoever comes first wins: either the bin (or the warehouse) is retired and
// nothing came into it any more, or it wasn't.
func TestNothingComesIntoWhatWasRetiredMeanwhile(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	stores := processes(t, c, 4, 3)
	product := c.Product(t, "P")
	by := store.Actor{UserID: c.Admin}
	retiredBins, retiredSites, retired := 0, 0, "retired"
	for round := range 20 {
		site := c.AddSite(t, fmt.Sprintf("S%d", round))
		c.Exec(t, `INSERT INTO user_warehouses VALUES ($1, $2)`, c.Manager, site.ID)
		bin := c.AddBin(t, site, "X", inventory.StorageBin)
		other := c.AddSite(t, fmt.Sprintf("O%d", round))
		c.Exec(t, `INSERT INTO user_warehouses VALUES ($1, $2)`, c.Manager, other.ID)
		start := make(chan struct{})
		var g errgroup.Group
		for i := range 4 {
			g.Go(func() error {
				<-start
				at := c.At(site)
				receipt := at.Command(inventory.CreateReceipt, "", fixture.Lines(product, 1))
				_, err := stores[i].Post(tctx, []inventory.Command{receipt, at.Command(inventory.ReceiveReceipt, receipt.ID, inventory.Body{
					Receipts: []inventory.ReceivedLine{{LineNo: 1, Quantity: 1, LocationID: bin, Condition: inventory.Good}}})})
				if err != nil {
					return err
				}
				_, err = stores[i].Post(tctx, []inventory.Command{c.At(other).Command(inventory.CreateReceipt, "", fixture.Lines(product, 1))})
				return err
			})
		}
		g.Go(func() error {
			<-start
			if _, err := c.Store.UpdateLocation(tctx, by, site.ID, bin, retired); err == nil {
				retiredBins++
			}
			if _, err := c.Store.UpdateWarehouse(tctx, by, other.ID, store.WarehouseChange{Status: &retired}); err == nil {
				retiredSites++
			}
			return nil
		})
		close(start)
		require.NoError(t, g.Wait())
	}
	t.Logf("%d bins and %d warehouses of 20 were retired", retiredBins, retiredSites)
	require.Zero(t, c.ID(t, `SELECT count(*) FROM inventory i JOIN locations l ON l.id = i.location_id WHERE l.status = 'retired' AND i.on_hand > 0`))
	require.Zero(t, c.ID(t, `SELECT count(*) FROM operations o JOIN warehouses w ON w.id = o.warehouse_id WHERE w.status = 'retired' AND NOT o.ended`))
	c.Verify(t)
	require.Zero(t, deadlocks(t, c, append(stores, c.Store)))
}
