package plans

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/testdb"
)

// tellMuch fills the inboxes: most was read and sent long ago, a little of
// everything else is left.
func tellMuch(t *testing.T, db testdb.DB) {
	t.Helper()
	owner, err := pgx.Connect(t.Context(), db.OwnerURL)
	require.NoError(t, err)
	defer owner.Close(t.Context())
	for _, sql := range []string{
		`INSERT INTO notifications (user_id, kind, severity, subject, body, dedup_key, account, planned, read_at, created_at)
			SELECT u.id, 'low_stock', 'warning', 'news ' || n, '', 'alert/' || n, n % 50 = 0, n <= 199500,
				CASE WHEN n % 40 <> 1 THEN now() END, now() - (200000 - n) * interval '10 minutes'
			FROM generate_series(1, 200000) n JOIN (SELECT id, row_number() OVER (ORDER BY id) r, count(*) OVER () c FROM users WHERE role <> 'system') u
				ON u.r = n % u.c + 1`,
		`INSERT INTO notification_deliveries (notification_id, user_id, channel, account, timing, state, due_at, created_at, updated_at)
			SELECT id, user_id, 'email', account, 'immediate', CASE id % 1000 WHEN 1 THEN 'collecting' WHEN 2 THEN 'waiting' WHEN 3 THEN 'sending'
				WHEN 4 THEN 'parked' WHEN 5 THEN 'discarded' ELSE 'sent' END, created_at, created_at, created_at FROM notifications WHERE planned`,
		`INSERT INTO notification_channels (name, kind, provider, sealed_url) SELECT 'room ' || n, 'room', 'slack', '' FROM generate_series(1, 20) n`,
		`ANALYZE notifications, notification_deliveries, notification_channels`,
	} {
		_, err := owner.Exec(t.Context(), sql)
		require.NoError(t, err, sql)
	}
}

// What the workers ask of deliveries doesn't grow with what was ever sent.
func (c *company) checkDeliveries(t *testing.T, large map[string]bool) {
	require.True(t, large["notifications"])
	require.True(t, large["notification_deliveries"])
	c.seen.take()
	due, err := c.store.DueDeliveries(t.Context(), 20)
	require.NoError(t, err)
	require.NotEmpty(t, due)
	_, found, err := c.store.Delivery(t.Context(), due[0].ID)
	require.NoError(t, err)
	require.True(t, found)
	require.NoError(t, c.store.DeliveryStarted(t.Context(), due[0]))
	require.NoError(t, c.store.DeliverySent(t.Context(), due[0].ID))
	n, err := c.store.PlanDeliveries(t.Context(), 100, true)
	require.NoError(t, err)
	require.Equal(t, 100, n)
	require.NoError(t, c.store.TidyDeliveries(t.Context()))
	_, done, err := c.store.NotificationDigest(t.Context(), time.Now(), "")
	require.NoError(t, err)
	require.Positive(t, done)
	for _, q := range c.seen.take() {
		if verb(q.sql) == "" {
			continue
		}
		wrong := complaints(c.explain(t, q), large)
		assert.Empty(t, wrong, "%s\n%s", q.sql, strings.Join(wrong, "; "))
	}
}
