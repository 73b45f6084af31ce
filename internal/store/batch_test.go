package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

// A document may be made and taken further within one batch, as when commands
// were parked while the engine was away.
func TestWholeLivesOfDocumentsInOneBatch(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north, south, system := c.At(c.North), c.At(c.South), c.As(fixture.System, c.North)
	product, batched := c.Product(t, "P"), c.LotProduct(t, "L")
	north.ReceiveLot(t, batched, 3, "KNOWN", "2099-01-01")

	receipt := north.Command(inventory.CreateReceipt, "", fixture.Lines(product, 10, batched, 5))
	received := inventory.Body{Receipts: []inventory.ReceivedLine{
		{LineNo: 1, Quantity: 10, Condition: inventory.Good},
		{LineNo: 2, Quantity: 3, LotCode: "KNOWN", Condition: inventory.Good},
		{LineNo: 2, Quantity: 2, LotCode: "NEW", ExpiresOn: "2098-01-01", Condition: inventory.Damaged},
	}}
	conflict := inventory.Body{Receipts: []inventory.ReceivedLine{{LineNo: 2, Quantity: 1, LotCode: "KNOWN", ExpiresOn: "2097-01-01", Condition: inventory.Good}}}
	shipment := north.Command(inventory.CreateShipment, "", fixture.Lines(product, 4, batched, 6))
	sending := fixture.Lines(product, 6)
	sending.DestinationID = c.South.ID
	transfer := north.Command(inventory.CreateTransfer, "", sending)
	unwanted := north.Command(inventory.CreateReceipt, "", fixture.Lines(product, 2))
	given := inventory.Body{Carrier: "Mule", Tracking: "M-1", Reason: "by mistake"}
	out := fixture.Post(t, c.Store,
		receipt,
		north.Command(inventory.ReceiveReceipt, receipt.ID, conflict),
		north.Command(inventory.ReceiveReceipt, receipt.ID, received),
		north.Command(inventory.PutAwayReceipt, receipt.ID, inventory.Body{Moves: []inventory.Move{
			{LineNo: 1, Quantity: 4, FromLocationID: c.North.Bins[inventory.ReceivingBin], ToLocationID: c.North.Bins[inventory.PickingBin]},
		}}),
		north.Command(inventory.CloseReceipt, receipt.ID, inventory.Body{}),
		shipment,
		north.Command(inventory.PickShipment, shipment.ID, inventory.Body{}),
		north.Command(inventory.PackShipment, shipment.ID, inventory.Body{}),
		north.Command(inventory.CancelShipment, shipment.ID, given),
		system.Command(inventory.ReturnPicks, shipment.ID, inventory.Body{Limit: 9}),
		system.Command(inventory.FinishCancel, shipment.ID, inventory.Body{}),
		transfer,
		north.Command(inventory.DispatchTransf, transfer.ID, given),
		south.Command(inventory.ReceiveTransfer, transfer.ID, inventory.Body{Receipts: []inventory.ReceivedLine{{LineNo: 1, Quantity: 1, Condition: inventory.Good}}}),
		system.Command(inventory.RaiseAttention, transfer.ID, inventory.Body{Attention: inventory.Overdue}),
		south.Command(inventory.CloseTransfer, transfer.ID, inventory.Body{}),
		unwanted,
		north.Command(inventory.ReceiveReceipt, unwanted.ID, inventory.Body{Receipts: []inventory.ReceivedLine{{LineNo: 1, Quantity: 2, Condition: inventory.Good}}}),
		north.Command(inventory.UndoReceipt, unwanted.ID, given),
	)
	var refused []int
	for i, o := range out {
		if o.Refusal != nil {
			refused = append(refused, i)
		}
	}
	require.Equal(t, []int{1}, refused, "%v", out)
	require.Equal(t, inventory.CodeLotExpiryConflict, fixture.Code(out[1]))

	require.Equal(t, fixture.Level{OnHand: 4}, c.Level(t, c.North, product))
	require.Equal(t, fixture.Level{OnHand: 8}, c.Level(t, c.North, batched))
	require.Equal(t, fixture.Level{OnHand: 1}, c.Level(t, c.South, product))
	require.EqualValues(t, 5, c.InTransit(t, product))
	for id, status := range map[string]inventory.Status{
		receipt.ID: inventory.Closed, shipment.ID: inventory.Cancelled, transfer.ID: inventory.Discrepancy, unwanted.ID: inventory.Undone,
	} {
		op := c.Operation(t, id)
		require.Equal(t, status, op.Status)
		require.EqualValues(t, op.Revision, c.ID(t, `SELECT count(*) FROM operation_steps WHERE operation_id = $1`, id))
	}
	op := c.Operation(t, transfer.ID)
	require.Equal(t, []string{"Mule", "M-1", "overdue"}, []string{op.Carrier, op.Tracking, string(op.Attention)})
	require.Equal(t, "by mistake", c.Operation(t, unwanted.ID).Reason)
	require.EqualValues(t, 2, c.ID(t, `SELECT count(*) FROM lots`))
	c.Verify(t)

	// The whole batch once more changes nothing.
	before := c.Fingerprint(t)
	for _, o := range fixture.Post(t, c.Store, receipt, shipment, transfer, unwanted) {
		require.True(t, o.Replayed)
	}
	require.Equal(t, before, c.Fingerprint(t))
}

func TestARefusedCommandLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north := c.At(c.North)
	product, batched := c.Product(t, "P"), c.LotProduct(t, "L")
	north.Receive(t, product, 5)
	id := north.Create(t, inventory.CreateReceipt, fixture.Lines(batched, 5, product, 5))
	// Refused at its last part, after a lot, balances and movements were decided.
	north.Refused(t, inventory.CodeLotNotTracked, inventory.ReceiveReceipt, id, inventory.Body{Receipts: []inventory.ReceivedLine{
		{LineNo: 1, Quantity: 5, LotCode: "NEW", ExpiresOn: "2099-01-01", Condition: inventory.Good},
		{LineNo: 2, Quantity: 5, LotCode: "X", Condition: inventory.Damaged},
	}})
	north.Refused(t, inventory.CodeInsufficientStock, inventory.CreateShipment, "", fixture.Lines(product, 5, product, 1))
	north.Refused(t, inventory.CodeWrongStage, inventory.PackShipment, north.Ship(t, product, 1), inventory.Body{})
	c.As(c.Outsider, c.North).Refused(t, inventory.CodeNotFound, inventory.CreateShipment, "", fixture.Lines(product, 1))
	c.As(c.Staff, c.North).Refused(t, inventory.CodeForbidden, inventory.UndoReceipt, id, inventory.Body{})
	c.Verify(t)
}

func TestALotIsGoodThroughItsDateInTheWarehousesOwnZone(t *testing.T) {
	t.Parallel()
	for !lotsKeepTheirDate(t) {
		t.Log("midnight in Pago Pago came in between; once more")
	}
}

// lotsKeepTheirDate is false if the date changed on the way.
func lotsKeepTheirDate(t *testing.T) bool {
	c := fixture.New(t)
	// These zones are 25 hours apart: it is never the same day in both.
	c.Exec(t, `UPDATE warehouses SET time_zone = CASE id WHEN $1 THEN 'Pacific/Pago_Pago' ELSE 'Pacific/Kiritimati' END`, c.North.ID)
	product := c.LotProduct(t, "L")
	today := c.Text(t, `SELECT to_char(now() AT TIME ZONE 'Pacific/Pago_Pago', 'YYYY-MM-DD')`)
	c.At(c.North).ReceiveLot(t, product, 5, "LOT", today)
	c.At(c.South).ReceiveLot(t, product, 5, "LOT", today)
	if c.Text(t, `SELECT to_char(now() AT TIME ZONE 'Pacific/Pago_Pago', 'YYYY-MM-DD')`) != today {
		return false
	}
	c.At(c.North).Ship(t, product, 5)
	c.At(c.South).Refused(t, inventory.CodeInsufficientStock, inventory.CreateShipment, "", fixture.Lines(product, 1))
	require.Equal(t, today, c.Operation(t, c.At(c.North).Create(t, inventory.CreateReceipt, fixture.Lines(product, 1))).DocumentDate)
	return true
}

func TestHeldRecalledAndExpiredLotsAreNotReserved(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north := c.At(c.North)
	product := c.LotProduct(t, "L")
	for lot, expires := range map[string]string{"HELD": "2098-01-01", "RECALLED": "2098-01-02", "OLD": "2019-01-01", "GOOD": "2099-01-01", "SOON": "2097-01-01"} {
		north.ReceiveLot(t, product, 2, lot, expires)
	}
	c.Exec(t, `UPDATE lots SET status = CASE code WHEN 'HELD' THEN 'on_hold' ELSE 'recalled' END WHERE code IN ('HELD', 'RECALLED')`)
	out := north.Refused(t, inventory.CodeInsufficientStock, inventory.CreateShipment, "", fixture.Lines(product, 5))
	require.EqualValues(t, 4, out.Refusal.Shortages[0].Available)
	north.Ship(t, product, 3)
	require.Equal(t, "SOON 2, GOOD 1", c.Text(t, `SELECT string_agg(l.code || ' ' || r.quantity, ', ' ORDER BY l.expires_on)
		FROM reservations r JOIN inventory i ON i.id = r.balance_id JOIN lots l ON l.id = i.lot_id`))
	c.Verify(t)
}

func TestNoticesAndParkedCommands(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north := c.At(c.North)
	product := c.Product(t, "P")
	id := north.Receive(t, product, 5)
	due, err := c.Store.DueNotices(tctx, 10)
	require.NoError(t, err)
	require.Len(t, due, 1)
	require.Equal(t, []any{id, 2, inventory.Receiving}, []any{due[0].OperationID, due[0].Revision, due[0].Status})
	again, err := c.Store.DueNotices(tctx, 10)
	require.NoError(t, err)
	require.Empty(t, again, "it is claimed")

	// A step that was posted meanwhile renews the notice; the older one's end
	// doesn't take it away.
	north.Do(t, inventory.CloseReceipt, id, inventory.Body{})
	require.NoError(t, c.Store.NoticeDone(tctx, id, due[0].Revision))
	due, err = c.Store.DueNotices(tctx, 10)
	require.NoError(t, err)
	require.Len(t, due, 1)
	require.Equal(t, 3, due[0].Revision)
	require.NoError(t, c.Store.NoticeDone(tctx, id, 3))
	require.Zero(t, c.ID(t, `SELECT count(*) FROM process_notices`))

	// A claim lapses with its claimer.
	north.Ship(t, product, 1)
	for range 2 {
		due, err = c.Store.DueNotices(tctx, 10)
		require.NoError(t, err)
		require.Len(t, due, 1)
		c.Exec(t, `UPDATE process_notices SET claimed_until = now() - interval '1 second'`)
	}

	until := time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)
	body := fixture.Lines(product, 2)
	body.ReserveUntil, body.Note = &until, "ünïcode \"quoted\""
	cmd := north.Command(inventory.CreateShipment, "", body)
	require.NoError(t, c.Store.Park(tctx, cmd))
	require.NoError(t, c.Store.Park(tctx, cmd))
	state, err := c.Store.CommandState(tctx, cmd.ID, c.Manager)
	require.NoError(t, err)
	require.EqualValues(t, "pending", state.Status)
	_, err = c.Store.CommandState(tctx, cmd.ID, c.Staff)
	require.ErrorContains(t, err, string(inventory.CodeNotFound), "another's command")
	parked, err := c.Store.Parked(tctx, 10)
	require.NoError(t, err)
	require.Equal(t, []inventory.Command{cmd}, parked)
	out := fixture.Post(t, c.Store, parked...)[0]
	require.Nil(t, out.Refusal)
	require.NoError(t, c.Store.AnswerParked(tctx, cmd.ID, out))
	require.NoError(t, c.Store.AnswerParked(tctx, cmd.ID, inventory.Outcome{CommandID: "later"}), "the first answer stays")
	state, err = c.Store.CommandState(tctx, cmd.ID, c.Manager)
	require.NoError(t, err)
	require.EqualValues(t, "applied", state.Status)
	require.Equal(t, out, state.Outcome)

	refused := north.Command(inventory.CreateShipment, "", fixture.Lines(product, 99))
	require.NoError(t, c.Store.Park(tctx, refused))
	for range 2 { // whoever answers again changes nothing
		require.NoError(t, c.Store.AnswerParked(tctx, refused.ID, fixture.Post(t, c.Store, refused)[0]))
	}
	require.Equal(t, fmt.Sprintf("refusals:%d create_shipment %s insufficient_stock", c.North.ID, refused.OperationID),
		c.Text(t, "SELECT string_agg(concat_ws(' ', stream, action, subject_id, after ->> 'code'), ',') FROM audit_records WHERE stream LIKE 'refusals%'"))
	state, err = c.Store.CommandState(tctx, refused.ID, c.Manager)
	require.NoError(t, err)
	require.EqualValues(t, "refused", state.Status)
	require.Equal(t, inventory.CodeInsufficientStock, state.Outcome.Refusal.Code)
	c.Verify(t)
}
