package demo

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/importer"
	"stockflow/internal/testdb"
)

func TestThePastEndsWithTheOpeningStock(t *testing.T) {
	db := testdb.New(t)
	options := PastOptions{OwnerURL: db.OwnerURL, Password: "a password for the demo"}
	written, err := WritePast(t.Context(), options)
	require.NoError(t, err)
	require.True(t, written)
	pool, err := pgxpool.New(t.Context(), db.AdminURL)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	count := func(sql string) (n int64) {
		require.NoError(t, pool.QueryRow(t.Context(), sql).Scan(&n), sql)
		return n
	}

	file, err := open(stockFile, time.Now().UTC())
	require.NoError(t, err)
	opening, err := importer.ReadOpeningStock(file, openingName, time.Now().UTC().Format(time.DateOnly))
	require.NoError(t, err)
	rows, total := 0, int64(0)
	for _, d := range opening.Documents {
		for _, l := range d.Lines {
			rows++
			total += l.Quantity
			var onHand int64
			require.NoError(t, pool.QueryRow(t.Context(), `
				SELECT on_hand FROM inventory i JOIN warehouses w ON w.id = i.warehouse_id JOIN products p ON p.id = i.product_id
				JOIN locations o ON o.id = i.location_id LEFT JOIN lots l ON l.id = i.lot_id
				WHERE w.code = $1 AND p.sku = $2 AND o.code = $3 AND COALESCE(l.code, '') = $4 AND COALESCE(l.expires_on::text, '') = $5`,
				d.Warehouse, l.SKU, l.Location, l.Lot, l.ExpiresOn).Scan(&onHand), "%s %s %s", d.Warehouse, l.SKU, l.Location)
			assert.Equal(t, l.Quantity, onHand, "%s %s %s", d.Warehouse, l.SKU, l.Location)
		}
	}
	assert.Equal(t, int64(rows), count("SELECT count(*) FROM inventory WHERE on_hand > 0"))
	assert.Equal(t, total, count("SELECT sum(on_hand)::bigint FROM inventory"))

	assert.Zero(t, count(`
		WITH sides AS (
			SELECT id, to_balance_id AS balance, quantity FROM movements WHERE to_balance_id IS NOT NULL
			UNION ALL SELECT id, from_balance_id, -quantity FROM movements WHERE from_balance_id IS NOT NULL
		), levels AS (SELECT sum(quantity) OVER (PARTITION BY balance ORDER BY id) AS level FROM sides)
		SELECT count(*) FROM levels WHERE level < 0`), "nothing was ever sent that was not there")
	assert.Zero(t, count("SELECT count(*) FROM movements m JOIN movements n ON n.id = m.id + 1 WHERE n.moved_at < m.moved_at"), "the ledger is in order")
	assert.Zero(t, count("SELECT count(*) FROM movements WHERE moved_at > now()"), "the past is past")
	assert.Zero(t, count("SELECT count(*) FROM operations WHERE NOT ended"), "the past has ended")
	assert.Greater(t, count("SELECT count(DISTINCT moved_at::date) FROM movements"), int64(pastDays/2))
	for _, kind := range []string{"receipt", "shipment", "transfer"} {
		assert.Positive(t, count("SELECT count(*) FROM operations WHERE kind = '"+kind+"'"), kind)
	}
	assert.Equal(t, int64(3), count("SELECT count(*) FROM operations WHERE reference LIKE '"+openingOrder+"%'"), "by them a later run knows that there is a past")

	fixture.VerifyAt(t, db.AppURL)

	written, err = WritePast(t.Context(), options)
	require.NoError(t, err)
	assert.False(t, written, "a company has one past")
}
