package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

type batch = func(ctx context.Context, at time.Time, cursor string) (next string, done int, err error)

// scan runs a scheduled job to its end. Each batch runs twice: the second time
// it must change nothing.
func scan(t *testing.T, c *fixture.Company, at time.Time, run batch) (done int) {
	t.Helper()
	cursor := ""
	for range 1000 {
		next, n, err := run(t.Context(), at, cursor)
		require.NoError(t, err)
		before := c.Fingerprint(t)
		if cursor != "more" && next != "more" {
			again, _, err := run(t.Context(), at, cursor)
			require.NoError(t, err)
			require.Equal(t, next, again)
			require.Equal(t, before, c.Fingerprint(t), "a repetition of %q changed something", cursor)
		}
		done += n
		if next == "" {
			return done
		}
		cursor = next
	}
	require.Fail(t, "the scan has no end")
	return done
}

func TestStockLevelScanFindsWhatNoOperationTold(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	products := c.Products(t, 620) // more than a batch
	low, never, fine := products[3], products[610], products[600]
	c.At(c.North).Receive(t, low, 5)
	c.At(c.North).Receive(t, fine, 5)
	for _, p := range products[10:240] {
		setThreshold(t, c, p, c.South, 5, 0)
	}
	setThreshold(t, c, low, c.North, 10, 0)
	setThreshold(t, c, never, c.South, 10, 0)
	setThreshold(t, c, fine, c.North, 5, 6)
	require.Empty(t, openAlerts(t, c, c.North))

	require.Equal(t, 620, scan(t, c, time.Now(), c.Store.StockLevelScan))
	require.Len(t, openAlerts(t, c, c.North), 1)
	require.Len(t, openAlerts(t, c, c.South), 231)
	require.EqualValues(t, 5, told(t, c, c.Manager), "of many at once one message a transaction, not one each")

	c.Exec(t, "DELETE FROM thresholds WHERE product_id = $1", never)
	c.Exec(t, "UPDATE products SET status = 'retired' WHERE id = $1", low)
	scan(t, c, time.Now(), c.Store.StockLevelScan)
	require.Empty(t, openAlerts(t, c, c.North), "what is retired is not missed")
	require.Len(t, openAlerts(t, c, c.South), 230)
}

// A lot is good through its date by the calendar of the warehouse it lies in.
func TestExpiryScanGoesByEachWarehousesDate(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	c.Exec(t, "UPDATE warehouses SET time_zone = 'Pacific/Auckland' WHERE id = $1", c.North.ID)
	c.Exec(t, "UPDATE warehouses SET time_zone = 'Pacific/Honolulu' WHERE id = $1", c.South.ID)
	product := c.LotProduct(t, "MILK")
	c.Exec(t, "UPDATE products SET expiry_warning_days = 10 WHERE id = $1", product)
	day := time.Now().UTC().AddDate(0, 2, 0)
	// 11:00 UTC is the next day in Auckland, and 1:00 on this one in Honolulu.
	at := time.Date(day.Year(), day.Month(), day.Day(), 11, 30, 0, 0, time.UTC)
	c.At(c.North).ReceiveLot(t, product, 5, "L", at.Format(time.DateOnly))
	c.At(c.South).ReceiveLot(t, product, 5, "L", "")

	scan(t, c, at.AddDate(0, 0, -11), c.Store.ExpiryScan)
	require.Equal(t, []string{"expiry info open MILK"}, openAlerts(t, c, c.North), "ten days ahead of Auckland's date")
	require.Empty(t, openAlerts(t, c, c.South), "eleven days ahead of Honolulu's")
	scan(t, c, at, c.Store.ExpiryScan)
	require.Equal(t, []string{"expiry critical open MILK"}, openAlerts(t, c, c.North), "yesterday in Auckland")
	require.Equal(t, []string{"expiry warning open MILK"}, openAlerts(t, c, c.South), "the last good day in Honolulu")
	require.Equal(t, []string{"raised info", "worsened critical", "raised warning"}, history(t, c, inventory.Expiry))

	// A run for a time that has passed looks at today, which is long before.
	scan(t, c, time.Now().AddDate(0, 0, -400), c.Store.ExpiryScan)
	require.Empty(t, openAlerts(t, c, c.North))
}

func TestOverdueScan(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north, now := c.At(c.North), time.Now()
	product := c.Product(t, "TEA")
	north.Receive(t, product, 100)
	patience := store.Patience{Transfer: 2 * time.Hour, Approval: 4 * time.Hour}
	late, punctual := north.Send(t, c.South, product, 1), north.Send(t, c.South, product, 1)
	c.Exec(t, "UPDATE operations SET eta = $2 WHERE id = $1", late, now.Add(-3*time.Hour))
	c.Exec(t, "UPDATE operations SET eta = $2 WHERE id = $1", punctual, now.Add(-time.Hour))
	c.Exec(t, "UPDATE warehouses SET transfer_approval_quantity = 1 WHERE id = $1", c.North.ID)
	body := fixture.Lines(product, 1)
	body.DestinationID = c.South.ID
	waiting := north.Create(t, inventory.CreateTransfer, body)
	c.Exec(t, "UPDATE approvals SET requested_at = $2 WHERE operation_id = $1", waiting, now.Add(-5*time.Hour))
	c.Exec(t, "DELETE FROM process_notices")
	stuck := north.Ship(t, product, 1)
	c.Exec(t, "UPDATE process_notices SET created_at = $2 WHERE operation_id = $1", stuck, now.Add(-2*time.Hour))

	number := func(id string) string { return c.Operation(t, id).Number }
	scan(t, c, now, c.Store.OverdueScan(patience))
	require.Equal(t, []string{"overdue_transfer warning open " + number(late)}, openAlerts(t, c, c.South), "one is within its grace")
	require.Equal(t, []string{"approval_waiting warning open " + number(waiting), "stuck_operation warning open " + number(stuck)}, openAlerts(t, c, c.North))

	north.Do(t, inventory.Approve, waiting, inventory.Body{ApprovalID: c.Operation(t, waiting).Approvals[0].ID})
	c.At(c.South).Do(t, inventory.ReceiveTransfer, late, inventory.Body{})
	require.Empty(t, openAlerts(t, c, c.South), "it has arrived")
	require.Equal(t, []string{"stuck_operation warning open " + number(stuck)}, openAlerts(t, c, c.North))
	c.Exec(t, "DELETE FROM process_notices")
	scan(t, c, now, c.Store.OverdueScan(patience))
	require.Empty(t, openAlerts(t, c, c.North))
}

func TestAlertEscalation(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north := c.At(c.North)
	for i := range 3 {
		product := c.Product(t, fmt.Sprintf("P%d", i))
		setThreshold(t, c, product, c.North, 10, 0)
		north.Receive(t, product, 5)
	}
	now := time.Now()
	ids := func(i int) int64 { return c.ID(t, "SELECT id FROM alerts ORDER BY id OFFSET $1 LIMIT 1", i) }
	by, scope := store.Actor{UserID: c.Staff}, store.Scope{Warehouses: []int64{c.North.ID}}
	require.NoError(t, c.Store.AcknowledgeAlert(t.Context(), by, scope, ids(1), "on it"))
	require.NoError(t, c.Store.SnoozeAlert(t.Context(), by, scope, ids(2), now.Add(25*time.Hour), "later"))

	scan(t, c, now.Add(23*time.Hour), c.Store.AlertEscalation)
	require.Equal(t, []string{"low_stock warning acknowledged P1", "low_stock warning open P0", "low_stock warning snoozed P2"}, openAlerts(t, c, c.North))
	require.Zero(t, told(t, c, c.Admin))
	scan(t, c, now.Add(24*time.Hour+time.Minute), c.Store.AlertEscalation)
	require.Equal(t, []string{"low_stock critical escalated P0", "low_stock warning acknowledged P1", "low_stock warning snoozed P2"}, openAlerts(t, c, c.North))
	require.EqualValues(t, 1, told(t, c, c.Admin), "the admins are told")
	scan(t, c, now.Add(26*time.Hour), c.Store.AlertEscalation)
	require.Equal(t, []string{"low_stock critical escalated P0", "low_stock warning acknowledged P1", "low_stock warning open P2"}, openAlerts(t, c, c.North))
}
