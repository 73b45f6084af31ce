package plans

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/schedules"
	"stockflow/internal/store"
	"stockflow/internal/testdb"
)

// alertMuch makes many alerts: what is low, too much, or near its expiry in the
// company, and far more that ended long ago.
func alertMuch(t *testing.T, db testdb.DB) {
	t.Helper()
	owner, err := pgx.Connect(t.Context(), db.OwnerURL)
	require.NoError(t, err)
	defer owner.Close(t.Context())
	for _, sql := range []string{
		`INSERT INTO alerts (type, severity, status, product_id, warehouse_id, message, raised_at, resolved_at)
			SELECT 'low_stock', 'warning', 'resolved', p.id, w.id, p.sku || ' is low in ' || w.code, now() - p.id * interval '1 hour', now() - p.id * interval '59 minutes'
			FROM products p, warehouses w`,
		`INSERT INTO alerts (type, severity, product_id, warehouse_id, message, raised_at, assigned_to)
			SELECT 'low_stock', CASE WHEN i.id % 9 = 0 THEN 'critical' ELSE 'warning' END, i.product_id, i.warehouse_id, p.sku || ' is low', now() - i.product_id * interval '1 minute',
				CASE WHEN i.id % 100 = 0 THEN 5 END
			FROM (SELECT product_id, warehouse_id, min(id) AS id FROM inventory GROUP BY 1, 2) i JOIN products p ON p.id = i.product_id WHERE i.id % 3 = 0`,
		`ANALYZE alerts, thresholds`,
	} {
		_, err := owner.Exec(t.Context(), sql)
		require.NoError(t, err, sql)
	}
}

// checkScans runs some batches of each scan, wherever they begin: none reads a
// large table whole, and each is done in seconds.
func (c *company) checkScans(t *testing.T, large map[string]bool) {
	t.Helper()
	require.True(t, large["alerts"])
	patience := store.Patience{Transfer: time.Hour, Approval: time.Hour}
	for name, scan := range map[string]schedules.Batch{
		"stock_level_scan": c.store.StockLevelScan, "expiry_scan": c.store.ExpiryScan, "overdue_scan": c.store.OverdueScan(patience),
		"alert_escalation": c.store.AlertEscalation,
	} {
		t.Run(name, func(t *testing.T) {
			cursor := ""
			for range 6 {
				c.seen.take()
				begin := time.Now()
				next, done, err := scan(context.WithoutCancel(t.Context()), begin, cursor)
				require.NoError(t, err)
				t.Logf("%q: %d in %s", cursor, done, time.Since(begin).Round(time.Millisecond))
				asked := c.seen.take()
				for _, q := range asked {
					if v := verb(q.sql); v != "select" && v != "with" {
						continue
					}
					for _, wrong := range complaints(c.explain(t, q), large) {
						// A batch is larger than a page, and bounded as well.
						assert.False(t, strings.HasPrefix(wrong, "reads"), "%s: %s\n%s", name, wrong, q.sql)
					}
				}
				if cursor = next; cursor == "" {
					break
				}
			}
		})
	}
}
