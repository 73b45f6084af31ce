package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

func returns(direction inventory.ReturnDirection, origin string, lines ...inventory.ReturnLine) inventory.Body {
	return inventory.Body{Direction: direction, OriginID: origin, Returns: lines}
}

// shipped is a shipment that has left.
func shipped(t *testing.T, at fixture.Actor, product, quantity int64) string {
	id := at.Ship(t, product, quantity)
	at.Do(t, inventory.PickShipment, id, inventory.Body{Picks: []inventory.PickedLine{{LineNo: 1, Quantity: quantity}}})
	at.Do(t, inventory.PackShipment, id, inventory.Body{})
	at.Do(t, inventory.DispatchShip, id, inventory.Body{})
	return id
}

func TestACustomerReturnsWhatWasShipped(t *testing.T) {
	c := fixture.New(t)
	at, hand := c.At(c.North), c.As(c.AddUser(t, inventory.Staff, c.North), c.North)
	milk := c.LotProduct(t, "MILK")
	at.ReceiveLot(t, milk, 20, "L1", "2099-01-01")
	at.ReceiveLot(t, milk, 20, "L2", "2098-01-01")
	shipment := shipped(t, at, milk, 25) // all of L2, five of L1
	line := func(quantity int64, lot string, condition inventory.Condition) inventory.ReturnLine {
		return inventory.ReturnLine{ProductID: milk, Quantity: quantity, OriginLine: 1, LotCode: lot, Condition: condition}
	}

	out := hand.Do(t, inventory.CreateReturn, "", returns(inventory.FromCustomer, shipment, line(3, "L2", inventory.Good), line(2, "L1", inventory.Damaged)))
	require.Regexp(t, `^RT-\d{6}$`, out.Number)
	require.EqualValues(t, 18, c.InBin(t, c.North.Bins[inventory.ReceivingBin], milk).OnHand)
	require.EqualValues(t, 2, c.InBin(t, c.North.Bins[inventory.QuarantineBin], milk).OnHand)

	// No more of a lot than was shipped and hasn't come back, in any number of returns.
	before := c.Fingerprint(t)
	hand.Refused(t, inventory.CodeExceedsDispatched, inventory.CreateReturn, "", returns(inventory.FromCustomer, shipment, line(4, "L1", inventory.Good)))
	hand.Refused(t, inventory.CodeExceedsDispatched, inventory.CreateReturn, "",
		returns(inventory.FromCustomer, shipment, line(2, "L1", inventory.Good), line(2, "L1", inventory.Good)))
	over := returns(inventory.FromCustomer, shipment, line(4, "L1", inventory.Good))
	over.Over = true
	hand.Refused(t, inventory.CodeExceedsDispatched, inventory.CreateReturn, "", over)
	require.Equal(t, before, c.Fingerprint(t))
	at.Do(t, inventory.CreateReturn, "", over)

	// A lot that is recalled or has expired is not sold again.
	c.Exec(t, `UPDATE lots SET status = 'recalled' WHERE code = 'L2'`)
	out = hand.Do(t, inventory.CreateReturn, "", returns(inventory.FromCustomer, shipment, line(1, "L2", inventory.Good)))
	require.EqualValues(t, 3, c.InBin(t, c.North.Bins[inventory.QuarantineBin], milk).OnHand)
	named := line(1, "L2", inventory.Good)
	named.LocationID = c.North.Bins[inventory.StorageBin]
	hand.Refused(t, inventory.CodeWrongLocation, inventory.CreateReturn, "", returns(inventory.FromCustomer, shipment, named))

	// Without a shipment, and of another product than the line's.
	hand.Do(t, inventory.CreateReturn, "", returns(inventory.FromCustomer, "", line(1, "L1", inventory.Good)))
	wrong := inventory.ReturnLine{ProductID: c.Product(t, "TEA"), Quantity: 1, OriginLine: 1, Condition: inventory.Good}
	hand.Refused(t, inventory.CodeNotFound, inventory.CreateReturn, "", returns(inventory.FromCustomer, shipment, wrong))
	stranger := c.As(c.AddUser(t, inventory.Manager, c.South), c.South)
	stranger.Refused(t, inventory.CodeNotFound, inventory.CreateReturn, "", returns(inventory.FromCustomer, shipment, line(1, "L1", inventory.Good)))
	require.NotEmpty(t, out.OperationID)
	c.Verify(t)
}

func TestGoodsGoBackToTheSupplier(t *testing.T) {
	c := fixture.New(t)
	at := c.At(c.North)
	tea := c.Product(t, "TEA")
	receipt := at.Receive(t, tea, 10)
	at.Receive(t, tea, 10)
	line := func(quantity int64) inventory.ReturnLine {
		return inventory.ReturnLine{ProductID: tea, Quantity: quantity, OriginLine: 1, LocationID: c.North.Bins[inventory.ReceivingBin], Condition: inventory.Good}
	}
	at.Do(t, inventory.CreateReturn, "", returns(inventory.ToSupplier, receipt, line(6)))
	require.EqualValues(t, 14, c.Level(t, c.North, tea).OnHand)
	at.Refused(t, inventory.CodeExceedsReceived, inventory.CreateReturn, "", returns(inventory.ToSupplier, receipt, line(5)))

	at.Ship(t, tea, 13)
	out := at.Refused(t, inventory.CodeStockReserved, inventory.CreateReturn, "", returns(inventory.ToSupplier, receipt, line(2)))
	require.Len(t, out.Refusal.Lines[0].Holders, 1)
	at.Do(t, inventory.CreateReturn, "", returns(inventory.ToSupplier, receipt, line(1)))
	at.Refused(t, inventory.CodeNotFound, inventory.CreateReturn, "", returns(inventory.FromCustomer, receipt, line(1)))
	c.Verify(t)
}
