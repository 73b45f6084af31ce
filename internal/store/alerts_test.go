package store_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

// setThreshold says what should be there of a product in a warehouse; a
// maximum of 0 is none.
func setThreshold(t fixture.T, c *fixture.Company, product int64, s *fixture.Site, minimum, maximum int64) {
	c.Exec(t, `INSERT INTO thresholds (product_id, warehouse_id, minimum, maximum, updated_by) VALUES ($1, $2, $3, NULLIF($4, 0), 1)
		ON CONFLICT (product_id, warehouse_id) DO UPDATE SET minimum = EXCLUDED.minimum, maximum = EXCLUDED.maximum`, product, s.ID, minimum, maximum)
}

// openAlerts lists the open alerts of a warehouse, as "type severity status product".
func openAlerts(t fixture.T, c *fixture.Company, s *fixture.Site) []string {
	rows, err := c.Super.Query(tctx, `SELECT a.type || ' ' || a.severity || ' ' || a.status || COALESCE(' ' || p.sku, '') || COALESCE(' ' || o.number, '')
		FROM alerts a LEFT JOIN products p ON p.id = a.product_id LEFT JOIN operations o ON o.id = a.operation_id
		WHERE a.active AND a.warehouse_id = $1 ORDER BY 1`, s.ID)
	require.NoError(t, err)
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return found
}

// history lists what became of the alerts of a type, oldest first.
func history(t fixture.T, c *fixture.Company, kind inventory.AlertType) []string {
	rows, err := c.Super.Query(tctx, `SELECT e.kind || ' ' || e.severity FROM alert_events e JOIN alerts a ON a.id = e.alert_id
		WHERE a.type = $1 ORDER BY e.id`, string(kind))
	require.NoError(t, err)
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return found
}

// told counts the notifications of a user.
func told(t fixture.T, c *fixture.Company, user int64) int64 {
	return c.ID(t, "SELECT count(*) FROM notifications WHERE user_id = $1", user)
}

func TestStockRaisesAndSettlesItsAlertsAtOnce(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north, product := c.At(c.North), c.Product(t, "TEA")
	setThreshold(t, c, product, c.North, 10, 50)

	north.Receive(t, product, 20)
	require.Empty(t, openAlerts(t, c, c.North))
	first := north.Ship(t, product, 11)
	require.Equal(t, []string{"low_stock warning open TEA"}, openAlerts(t, c, c.North), "what is reserved is gone")
	second := north.Ship(t, product, 9)
	require.Equal(t, []string{"low_stock critical open TEA"}, openAlerts(t, c, c.North))
	north.Do(t, inventory.CancelShipment, second, inventory.Body{})
	require.Equal(t, []string{"low_stock critical open TEA"}, openAlerts(t, c, c.North), "an alert gets no better while it is open")
	north.Do(t, inventory.CancelShipment, first, inventory.Body{})
	require.Empty(t, openAlerts(t, c, c.North), "it ends when its cause does")

	north.Ship(t, product, 15)
	require.Equal(t, []string{"low_stock warning open TEA"}, openAlerts(t, c, c.North))
	require.EqualValues(t, 1, c.ID(t, "SELECT count(*) FROM alerts"), "a cause that is back within the hour has its old alert")
	require.Equal(t, []string{"raised warning", "worsened critical", "resolved critical", "reopened warning"}, history(t, c, inventory.LowStock))
	require.EqualValues(t, 2, told(t, c, c.Manager), "a warning, then something critical; coming back is no news")
	require.EqualValues(t, 1, told(t, c, c.Admin), "only what is critical")
	require.Zero(t, told(t, c, c.Staff))

	north.Receive(t, product, 46)
	require.Equal(t, []string{"overstock warning open TEA"}, openAlerts(t, c, c.North), "51 are available")
	north.Ship(t, product, 1)
	require.Empty(t, openAlerts(t, c, c.North))
	require.EqualValues(t, 7, c.ID(t, "SELECT count(*) FROM audit_records WHERE subject_kind = 'alert'"), "each change is audited")
	c.Exec(t, "UPDATE alerts SET resolved_at = now() - interval '2 hours' WHERE NOT active")
	north.Ship(t, product, 45)
	require.EqualValues(t, 3, c.ID(t, "SELECT count(*) FROM alerts"), "after the hour it is a new one")
	c.Verify(t)
}

func TestReorderLevelIsTheMinimumWhereAProductIsHeld(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	product := c.Product(t, "TEA")
	c.Exec(t, "UPDATE products SET reorder_level = 5 WHERE id = $1", product)
	setThreshold(t, c, product, c.South, 0, 0)
	for _, s := range []*fixture.Site{c.North, c.South} {
		c.At(s).Receive(t, product, 6)
		c.At(s).Ship(t, product, 3)
	}
	require.Equal(t, []string{"low_stock warning open TEA"}, openAlerts(t, c, c.North))
	require.Empty(t, openAlerts(t, c, c.South), "its own threshold takes the place of the product's level")
}

func TestLotsNearTheirExpiryRaiseAlertsAtOnce(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north, product := c.At(c.North), c.LotProduct(t, "MILK")
	c.Exec(t, "UPDATE products SET expiry_warning_days = 20 WHERE id = $1", product)
	in := func(days int) string { return time.Now().UTC().AddDate(0, 0, days).Format(time.DateOnly) }
	north.ReceiveLot(t, product, 5, "FAR", in(21))
	require.Empty(t, openAlerts(t, c, c.North))
	receipt := north.ReceiveLot(t, product, 5, "NEAR", in(6))
	require.Equal(t, []string{"expiry warning open MILK"}, openAlerts(t, c, c.North))
	north.ReceiveLot(t, product, 5, "SOON", in(20))
	require.Equal(t, []string{"expiry info open MILK", "expiry warning open MILK"}, openAlerts(t, c, c.North))
	require.EqualValues(t, 1, told(t, c, c.Manager), "what is for information is listed, not sent")
	north.Do(t, inventory.UndoReceipt, receipt, inventory.Body{})
	require.Equal(t, []string{"expiry info open MILK"}, openAlerts(t, c, c.North), "the lot is gone, and so is its alert")
}

func TestOperationsRaiseAndSettleTheirAlerts(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north, south, system := c.At(c.North), c.At(c.South), c.As(fixture.System, c.North)
	product := c.Product(t, "TEA")
	north.Receive(t, product, 20)
	transfer := north.Send(t, c.South, product, 5)
	system.Do(t, inventory.RaiseAttention, transfer, inventory.Body{Attention: inventory.Overdue})
	number := c.Operation(t, transfer).Number
	require.Equal(t, []string{"overdue_transfer warning open " + number}, openAlerts(t, c, c.South), "the receiving site has to act")
	system.Do(t, inventory.RaiseAttention, transfer, inventory.Body{Attention: inventory.Escalated})
	require.Equal(t, []string{"overdue_transfer critical open " + number}, openAlerts(t, c, c.South))
	south.Do(t, inventory.ReceiveTransfer, transfer, inventory.Body{Receipts: []inventory.ReceivedLine{{LineNo: 1, Quantity: 4, Condition: inventory.Good}}})
	south.Do(t, inventory.CloseTransfer, transfer, inventory.Body{})
	require.Equal(t, []string{"discrepancy critical open " + number}, openAlerts(t, c, c.South), "it isn't overdue any more, it is short")
	south.Do(t, inventory.SettleTransfer, transfer, inventory.Body{Settlements: []inventory.Settlement{{LineNo: 1, Quantity: 1, Resolution: inventory.LostGoods}}})
	require.Empty(t, openAlerts(t, c, c.South))
	require.Empty(t, openAlerts(t, c, c.North))
	c.Verify(t)
}

// Whatever people do with stock, the open alerts of stock are those that a
// direct calculation calls for.
func TestAlertsFollowRandomCommands(t *testing.T) {
	seedRapid(t, 12)
	c := fixture.New(t)
	count := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		p := newPlay(rt, c, count)
		for _, s := range p.sites {
			for _, product := range p.goods {
				minimum := rapid.Int64Range(0, 60).Draw(rt, "minimum")
				setThreshold(rt, c, product, s, minimum, minimum+rapid.Int64Range(1, 100).Draw(rt, "above"))
			}
		}
		p.stock(rt)
		for range rapid.IntRange(30, 60).Draw(rt, "batches") {
			p.post(rt, p.drawBatch(rt))
			p.compareAlerts(rt)
		}
	})
	raised := c.ID(t, "SELECT count(*) FROM alert_events WHERE kind = 'raised'")
	require.Greater(t, raised, int64(20), "the property saw alerts")
	t.Logf("%d alerts were raised, %d reopened", raised, c.ID(t, "SELECT count(*) FROM alert_events WHERE kind = 'reopened'"))
	c.Verify(t)
}

// compareAlerts calculates from each balance what alerts there should be.
func (p *play) compareAlerts(t fixture.T) {
	var want, got []string
	collect := func(sql string) (found []string) {
		rows, err := p.Super.Query(tctx, sql, p.goods)
		require.NoError(t, err)
		found, err = pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		return found
	}
	want = collect(`SELECT CASE WHEN available < minimum THEN 'low_stock' ELSE 'overstock' END || '/' || product_id || '/' || warehouse_id FROM (
			SELECT t.product_id, t.warehouse_id, t.minimum, t.maximum, COALESCE((SELECT sum(i.on_hand) - sum(i.reserved) FROM inventory i
				WHERE i.product_id = t.product_id AND i.warehouse_id = t.warehouse_id
				AND i.location_id IN (SELECT id FROM locations WHERE kind NOT IN ('shipping', 'quarantine'))
				AND NOT EXISTS (SELECT FROM lots l WHERE l.id = i.lot_id AND (l.status <> 'available' OR l.expires_on < current_date))), 0) AS available
			FROM thresholds t WHERE t.product_id = ANY($1)) x
		WHERE available < minimum OR available > maximum ORDER BY 1`)
	got = collect(`SELECT type || '/' || product_id || '/' || warehouse_id FROM alerts
		WHERE active AND type IN ('low_stock', 'overstock') AND product_id = ANY($1) ORDER BY 1`)
	// What nobody has touched yet is the scan's to find.
	touched := collect(`SELECT DISTINCT product_id || '/' || warehouse_id FROM inventory WHERE product_id = ANY($1)`)
	require.Equal(t, only(want, touched), only(got, touched), "alerts that aren't what the stock calls for")
}

// only keeps the alerts of the shelves that were touched.
func only(alerts, touched []string) []string {
	known := map[string]bool{}
	for _, s := range touched {
		known["low_stock/"+s], known["overstock/"+s] = true, true
	}
	kept := []string{}
	for _, a := range alerts {
		if known[a] {
			kept = append(kept, a)
		}
	}
	return kept
}
