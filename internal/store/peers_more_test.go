package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

func TestTwoDraftsOfOneReceiptPostTwiceAsMuch(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north := c.At(c.North)
	product := c.Product(t, "P")
	id := north.Create(t, inventory.CreateReceipt, fixture.Lines(product, 10))
	// Two people have the same receipt open, and both book all of it at once.
	all := inventory.Body{Receipts: []inventory.ReceivedLine{{LineNo: 1, Quantity: 10, Condition: inventory.Good}}}
	out := atOnce(t, processes(t, c, 2, 1), []inventory.Command{
		north.Command(inventory.ReceiveReceipt, id, all), c.As(c.Staff, c.North).Command(inventory.ReceiveReceipt, id, all),
	})
	require.Equal(t, map[inventory.Code]int{"": 2}, codes(out))
	require.Len(t, append(out[0].ApprovalIDs, out[1].ApprovalIDs...), 1, "the second one waits for a manager")
	require.Equal(t, fixture.Level{OnHand: 10}, c.Level(t, c.North, product))
	north.Refused(t, inventory.CodeApprovalPending, inventory.CloseReceipt, id, inventory.Body{})
	north.Do(t, inventory.Refuse, id, inventory.Body{ApprovalID: c.Operation(t, id).Approvals[0].ID})
	north.Do(t, inventory.CloseReceipt, id, inventory.Body{})
	require.Equal(t, fixture.Level{OnHand: 10}, c.Level(t, c.North, product))
	c.Verify(t)
}

func TestAGuardAgainstNegativeStockBlocksALegitimateCorrection(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north, south := c.At(c.North), c.At(c.South)
	product := c.Product(t, "P")
	north.Receive(t, product, 10)
	wrong := north.Receive(t, product, 5)
	north.Ship(t, product, 10)
	// Ten of fifteen are promised; the five of the wrong receipt can go back.
	north.Do(t, inventory.UndoReceipt, wrong, inventory.Body{Reason: "not ours"})
	require.Equal(t, fixture.Level{OnHand: 10, Reserved: 10}, c.Level(t, c.North, product))

	// Everything that is left is promised; a loss on the road can be settled,
	// and so can goods that were found at the full destination.
	north.Receive(t, product, 4)
	transfer := north.Send(t, c.South, product, 4)
	south.Receive(t, product, 3)
	south.Ship(t, product, 3)
	south.Do(t, inventory.CloseTransfer, transfer, inventory.Body{})
	south.Do(t, inventory.SettleTransfer, transfer, inventory.Body{Settlements: []inventory.Settlement{
		{LineNo: 1, Quantity: 1, Resolution: inventory.LostGoods}, {LineNo: 1, Quantity: 1, Resolution: inventory.DamagedGoods},
		{LineNo: 1, Quantity: 2, Resolution: inventory.FoundGoods},
	}})
	require.Equal(t, fixture.Level{OnHand: 5, Reserved: 3}, c.Level(t, c.South, product))
	c.Verify(t)

	// What is promised can't go back, and the refusal says why.
	last := south.Receive(t, product, 1)
	south.Ship(t, product, 3)
	out := south.Refused(t, inventory.CodeStockGone, inventory.UndoReceipt, last, inventory.Body{})
	require.Contains(t, out.Refusal.Detail, "1 of P in bin RECEIVING")
	c.Verify(t)
}

func TestADocumentOfFiveThousandRowsPostsInSeconds(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north, south := c.At(c.North), c.At(c.South)
	var lines inventory.Body
	var receipts, moves inventory.Body
	for i, p := range c.Products(t, 5000) {
		lines.Lines = append(lines.Lines, inventory.DocumentLine{ProductID: p, Quantity: 10})
		receipts.Receipts = append(receipts.Receipts, inventory.ReceivedLine{LineNo: i + 1, Quantity: 10, Condition: inventory.Good})
		moves.Moves = append(moves.Moves, inventory.Move{
			LineNo: i + 1, Quantity: 10, FromLocationID: c.North.Bins[inventory.ReceivingBin], ToLocationID: c.North.Bins[inventory.StorageBin],
		})
	}
	within := func(name string, do func()) {
		t.Helper()
		begin := time.Now()
		do()
		t.Logf("%s of 5,000 lines: %v", name, time.Since(begin).Round(time.Millisecond))
		require.Less(t, time.Since(begin), 20*time.Second, name)
	}
	var receipt, shipment, transfer string
	within("create the receipt", func() { receipt = north.Create(t, inventory.CreateReceipt, lines) })
	within("receive", func() { north.Do(t, inventory.ReceiveReceipt, receipt, receipts) })
	within("put away", func() { north.Do(t, inventory.PutAwayReceipt, receipt, moves) })
	within("reserve", func() { shipment = north.Create(t, inventory.CreateShipment, lines) })
	within("undo, refused", func() { north.Refused(t, inventory.CodeStockGone, inventory.UndoReceipt, receipt, inventory.Body{}) })
	within("pick", func() { north.Do(t, inventory.PickShipment, shipment, inventory.Body{}) })
	within("cancel", func() {
		north.Do(t, inventory.CancelShipment, shipment, inventory.Body{})
		c.As(fixture.System, c.North).Do(t, inventory.ReturnPicks, shipment, inventory.Body{Limit: 5000})
		c.As(fixture.System, c.North).Do(t, inventory.FinishCancel, shipment, inventory.Body{})
	})
	lines.DestinationID = c.South.ID
	within("transfer", func() {
		transfer = north.Create(t, inventory.CreateTransfer, lines)
		north.Do(t, inventory.DispatchTransf, transfer, inventory.Body{})
		south.Do(t, inventory.ReceiveTransfer, transfer, inventory.Body{})
	})
	// All that is missing is told at once.
	out := north.Try(t, inventory.CreateShipment, "", lines)
	require.Equal(t, inventory.CodeInsufficientStock, fixture.Code(out))
	require.Len(t, out.Refusal.Shortages, 5000)
	within("verify", func() { c.Verify(t) })
}

func TestHistoryVanishesWhenStockIsUsedUpOrADocumentIsRolledBack(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north := c.At(c.North)
	product := c.LotProduct(t, "L")
	north.ReceiveLot(t, product, 4, "LOT", "2099-01-01")
	undone := north.ReceiveLot(t, product, 2, "LOT", "2099-01-01")
	north.Do(t, inventory.UndoReceipt, undone, inventory.Body{})
	shipment := north.Ship(t, product, 4)
	for _, step := range []inventory.CommandKind{inventory.PickShipment, inventory.PackShipment, inventory.DispatchShip} {
		north.Do(t, step, shipment, inventory.Body{})
	}
	require.Equal(t, fixture.Level{}, c.Level(t, c.North, product))
	require.EqualValues(t, 2, c.ID(t, `SELECT count(*) FROM inventory WHERE product_id = $1`, product), "used-up balances stay")
	require.Equal(t, "receipt 4, receipt 2, undo 2, pick 4, dispatch 4",
		c.Text(t, `SELECT string_agg(kind || ' ' || quantity, ', ' ORDER BY id) FROM movements WHERE product_id = $1`, product))
	require.Equal(t, "create_receipt, receive_receipt, undo_receipt",
		c.Text(t, `SELECT string_agg(kind, ', ' ORDER BY step_no) FROM operation_steps WHERE operation_id = $1`, undone))
	require.Equal(t, "create_shipment, pick_shipment, pack_shipment, dispatch_shipment",
		c.Text(t, `SELECT string_agg(action, ', ' ORDER BY seq) FROM audit_records WHERE subject_id = $1`, shipment))
	c.Verify(t)
}

func TestTwoHundredShipmentsOfTheLastUnit(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	product := c.Product(t, "LAST")
	c.At(c.North).Receive(t, product, 1)
	var cmds []inventory.Command
	for range 200 {
		cmds = append(cmds, c.As(c.Staff, c.North).Command(inventory.CreateShipment, "", fixture.Lines(product, 1)))
	}
	out := atOnce(t, processes(t, c, 8, 5), cmds)
	require.Equal(t, map[inventory.Code]int{"": 1, inventory.CodeInsufficientStock: 199}, codes(out))
	var refusal *inventory.Error
	for _, o := range out {
		if o.Refusal == nil {
			continue
		}
		if refusal == nil {
			refusal = o.Refusal
		}
		require.Equal(t, refusal, o.Refusal, "every loser gets the same refusal")
	}
	require.Equal(t, []inventory.Shortage{{LineNo: 1, ProductID: product, Requested: 1}}, refusal.Shortages)
	require.EqualValues(t, 1, c.ID(t, `SELECT count(*) FROM operations WHERE kind = 'shipment'`))
	require.EqualValues(t, 1, c.ID(t, `SELECT count(*) FROM reservations`))
	c.Verify(t)
}

func TestFiftyIdenticalRequestsAtOnce(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north := c.At(c.North)
	product := c.Product(t, "P")
	north.Receive(t, product, 100)
	cmd := north.Keyed("scan-4711", inventory.CreateShipment, "", fixture.Lines(product, 3))
	cmds := make([]inventory.Command, 50)
	for i := range cmds {
		cmds[i] = cmd
	}
	out := atOnce(t, processes(t, c, 5, 5), cmds)
	fresh := 0
	for i := range out {
		if !out[i].Replayed {
			fresh++
		}
		out[i].Replayed = false
		require.Equal(t, out[0], out[i], "one answer")
	}
	require.Equal(t, 1, fresh)
	require.Nil(t, out[0].Refusal)
	require.NotEmpty(t, out[0].Number)
	require.Equal(t, fixture.Level{OnHand: 100, Reserved: 3}, c.Level(t, c.North, product), "one effect")

	// In one batch it is the same, and later as well.
	for _, o := range fixture.Post(t, c.Store, cmd, cmd) {
		require.True(t, o.Replayed)
		o.Replayed = false
		require.Equal(t, out[0], o)
	}
	step := north.Command(inventory.PickShipment, out[0].OperationID, inventory.Body{})
	batch := fixture.Post(t, c.Store, step, step)
	require.Equal(t, []bool{false, true}, []bool{batch[0].Replayed, batch[1].Replayed})
	require.Equal(t, batch[0].Revision, batch[1].Revision)
	c.Verify(t)
}

func TestTheSameKeyWithAnotherBodyIsRefused(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north := c.At(c.North)
	product := c.Product(t, "P")
	north.Receive(t, product, 100)
	first := north.Keyed("key", inventory.CreateShipment, "", fixture.Lines(product, 3))
	other := north.Keyed("key", inventory.CreateShipment, "", fixture.Lines(product, 4))
	require.Equal(t, first.ID, other.ID)
	// Whichever of them comes first wins, at once as well as later.
	n := codes(atOnce(t, processes(t, c, 2, 2), []inventory.Command{first, other, first, other}))
	require.Equal(t, map[inventory.Code]int{"": 2, inventory.CodeKeyReused: 2}, n)
	n = codes(fixture.Post(t, c.Store, first, other))
	require.Equal(t, map[inventory.Code]int{"": 1, inventory.CodeKeyReused: 1}, n)
	batch := fixture.Post(t, c.Store,
		north.Keyed("new", inventory.CreateShipment, "", fixture.Lines(product, 1)),
		north.Keyed("new", inventory.CreateShipment, "", fixture.Lines(product, 2)))
	require.Equal(t, inventory.CodeKeyReused, fixture.Code(batch[1]))
	require.Nil(t, batch[0].Refusal)
	// A request that is refused doesn't own the key that it came with.
	batch = fixture.Post(t, c.Store,
		north.Keyed("free", inventory.CreateShipment, "", fixture.Lines(product, 1000)),
		north.Keyed("free", inventory.CreateShipment, "", fixture.Lines(product, 2)))
	require.Equal(t, inventory.CodeInsufficientStock, fixture.Code(batch[0]))
	require.Nil(t, batch[1].Refusal)

	// Another kind or another user has another key space.
	require.NotEqual(t, first.ID, c.As(c.Staff, c.North).Keyed("key", inventory.CreateShipment, "", fixture.Lines(product, 3)).ID)
	c.Verify(t)

	// A refusal leaves its key unused: the same request may succeed later.
	late := north.Keyed("late", inventory.CreateShipment, "", fixture.Lines(product, 1000))
	require.Equal(t, inventory.CodeInsufficientStock, fixture.Code(fixture.Post(t, c.Store, late)[0]))
	north.Receive(t, product, 2000)
	require.Nil(t, fixture.Post(t, c.Store, late)[0].Refusal)
	state, err := c.Store.CommandState(context.Background(), late.ID, c.Manager)
	require.NoError(t, err)
	require.Equal(t, late.ID, state.Outcome.CommandID)
	c.Verify(t)
}
