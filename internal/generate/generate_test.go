package generate_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/generate"
	"stockflow/internal/testdb"
)

var today = time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)

func TestScalesHaveBounds(t *testing.T) {
	for _, scale := range []float64{0, -1, 0.009, 10.1} {
		_, err := generate.Full(scale)
		require.Error(t, err, "%g", scale)
	}
	size, err := generate.Full(1)
	require.NoError(t, err)
	assert.Equal(t, generate.Size{
		Warehouses: 10, Users: 500, Products: 100_000, Balances: 1_000_000, AuditRecords: 10_000_000, Days: 730,
	}, size)
}

func TestCompanyIsWholeAndItsBooksHold(t *testing.T) {
	db := testdb.New(t)
	size, err := generate.Full(generate.MinScale)
	require.NoError(t, err)
	told := map[string]int{}
	phase := ""
	require.NoError(t, generate.Load(t.Context(), db.OwnerURL, generate.Options{
		Size: size, Seed: 7, Today: today,
		Phase: func(title string, _ int) { phase = title }, Rows: func(n int) { told[phase] += n },
	}))
	pool, err := pgxpool.New(t.Context(), db.AdminURL)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	count := func(table string) (n int) {
		require.NoError(t, pool.QueryRow(context.Background(), "SELECT count(*) FROM "+table).Scan(&n))
		return n
	}
	assert.Equal(t, size.Warehouses, count("warehouses"))
	assert.Equal(t, size.Users, count("users WHERE role <> 'system'"))
	assert.Equal(t, size.Products, count("products"))
	assert.Equal(t, size.Balances, count("inventory"))
	assert.Equal(t, size.AuditRecords, count("audit_records"))
	assert.Equal(t, size.AuditRecords, told["audit records"], "progress tells of every row")
	assert.NotZero(t, count("thresholds"))
	for _, kind := range []string{"receipt", "shipment", "transfer"} {
		assert.NotZero(t, count("operations WHERE kind = '"+kind+"' AND ended"), kind)
		assert.NotZero(t, count("operations WHERE kind = '"+kind+"'"), kind)
	}
	assert.NotZero(t, count("operations WHERE NOT ended"), "some are in flight")
	assert.Equal(t, count("operations WHERE NOT ended"), count("process_notices"), "their workflows will start")

	fixture.VerifyAt(t, db.AppURL)

	require.ErrorIs(t, generate.Load(t.Context(), db.OwnerURL, generate.Options{Size: size, Today: today}), generate.ErrNotEmpty)
}

// What keeps the books must be there again afterwards, exactly as it was.
func TestSchemaIsAsBefore(t *testing.T) {
	before, after := testdb.New(t), testdb.New(t)
	size, err := generate.Full(generate.MinScale)
	require.NoError(t, err)
	size.AuditRecords, size.Balances, size.Days = 3000, 1000, 60
	require.NoError(t, generate.Load(t.Context(), after.OwnerURL, generate.Options{Size: size, Seed: 3, Today: today}))
	const schema = `
		SELECT 'index ' || replace(indexdef, 'public.', '') FROM pg_indexes WHERE schemaname = 'public' AND tablename !~ '_[0-9]{4}_[0-9]{2}$|_default$'
		UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
			WHERE connamespace = 'public'::regnamespace AND conparentid = 0 AND conrelid::regclass::text !~ '_[0-9]{4}_[0-9]{2}$|_default$'
		UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text FROM pg_trigger
			WHERE NOT tgisinternal AND tgrelid::regclass::text !~ '_[0-9]{4}_[0-9]{2}$|_default$'
		ORDER BY 1`
	read := func(url string) (lines []string) {
		pool, err := pgxpool.New(t.Context(), url)
		require.NoError(t, err)
		defer pool.Close()
		rows, err := pool.Query(t.Context(), schema)
		require.NoError(t, err)
		defer rows.Close()
		for rows.Next() {
			var line string
			require.NoError(t, rows.Scan(&line))
			lines = append(lines, line)
		}
		require.NoError(t, rows.Err())
		return lines
	}
	assert.Equal(t, read(before.AdminURL), read(after.AdminURL))
}

func TestInterruptionLeavesNothing(t *testing.T) {
	db := testdb.New(t)
	size, err := generate.Full(generate.MinScale)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	err = generate.Load(ctx, db.OwnerURL, generate.Options{Size: size, Today: today, Phase: func(title string, _ int) {
		if title == "movements" {
			cancel()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	pool, err := pgxpool.New(t.Context(), db.AdminURL)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	var products, indexes int
	require.NoError(t, pool.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM products), (SELECT count(*) FROM pg_indexes WHERE tablename = 'movements')").Scan(&products, &indexes))
	assert.Zero(t, products)
	assert.Greater(t, indexes, 3)
}
