package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/store"
)

// queries remembers what the database was asked.
type queries []pgx.TraceQueryStartData

func (q *queries) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	if strings.Contains(d.SQL, "SELECT") {
		*q = append(*q, d)
	}
	return ctx
}

func (q *queries) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// Among 100,000 products every search and scan goes by an index, whatever the
// term, and is answered in a fraction of a second.
func TestSearchesAndScansOfManyProducts(t *testing.T) {
	c := fixture.New(t)
	ctx := t.Context()
	const names = `SELECT 'ART-' || lpad(i::text, 6, '0'), initcap((ARRAY['copper','steel','brass','nylon','oak','rubber','glass','zinc'])[1 + i % 8]) || ' '
		|| (ARRAY['pipe','valve','bracket','screw','hinge','washer','cable','filter','lamp','gasket'])[1 + i / 8 % 10] || ' ' || substr(md5(i::text), 1, 6) || ' type ' || i % 977`
	c.Exec(t, `INSERT INTO products (sku, name) `+names+` FROM generate_series(1, 100000) i`)
	c.Exec(t, `INSERT INTO product_barcodes (barcode, product_id) SELECT 'B' || id, id FROM products`)
	c.Exec(t, `INSERT INTO product_barcodes (barcode, product_id) SELECT '036000291452', max(id) FROM products`)
	c.Exec(t, `VACUUM ANALYZE products, product_barcodes`)
	cfg, err := pgxpool.ParseConfig(c.DB.AppURL)
	require.NoError(t, err)
	asked := &queries{}
	cfg.ConnConfig.Tracer = asked
	cfg.MaxConns = 1
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	require.NoError(t, err)
	defer pool.Close()
	s := store.New(pool)
	ask := func(what string, f func() (int, error), found bool) {
		t.Helper()
		fastest := time.Hour
		var one []pgx.TraceQueryStartData
		for i := range 9 { // from the sixth time on PostgreSQL may have turned to a generic plan
			*asked = nil
			begin := time.Now()
			n, err := f()
			if took := time.Since(begin); i > 5 {
				fastest = min(fastest, took)
			}
			one = *asked
			require.NoError(t, err, what)
			require.Equal(t, found, n > 0, what)
		}
		t.Logf("%s: %s", what, fastest.Round(100*time.Microsecond))
		assert.Less(t, fastest, 500*time.Millisecond, what)
		for _, q := range one {
			plan := explain(t, c, q)
			assert.NotRegexp(t, `"Seq Scan"[^}]*"Relation Name": "product`, plan, "%s: %s", what, q.SQL)
		}
	}
	for term, found := range map[string]bool{
		"a": true, "co": true, "zq": false, "copper": true, "type": true, "coper": true, "coppr pip": true, "ART-000123": true, "art-09": true,
		"B77777": true, "0036000291452": true, "qqqqqq": false, "vlave brass": true, "hinge e4da3b type 5": true,
		strings.Repeat("long and absent ", 6): false,
	} {
		ask("search "+term, func() (int, error) {
			items, err := s.SearchProducts(ctx, term, "", 20)
			return len(items), err
		}, found)
	}
	for code, found := range map[string]bool{"B500": true, "(01)00036000291452(10)L": true, "ART-000007": true, "nothing": false} {
		ask("scan "+code, func() (int, error) {
			scan, err := s.Scan(ctx, store.Scope{Everywhere: true}, code, time.Now())
			return len(scan.Matches), err
		}, found)
	}
}

// explain gives a query's plan, in one line.
func explain(t *testing.T, c *fixture.Company, q pgx.TraceQueryStartData) (plan string) {
	t.Helper()
	var lines []string
	rows, err := c.Super.Query(t.Context(), "EXPLAIN (FORMAT JSON) "+q.SQL, q.Args...)
	require.NoError(t, err, q.SQL)
	defer rows.Close()
	for rows.Next() {
		require.NoError(t, rows.Scan(&plan))
		lines = append(lines, strings.ReplaceAll(plan, "\n", ""))
	}
	require.NoError(t, rows.Err())
	return strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
}
