package migration_test

import (
	"context"
	"io/fs"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"

	"stockflow/db"
	"stockflow/internal/testdb"
)

// empty makes a database without a schema.
func empty(t *testing.T) (ownerURL string) {
	t.Helper()
	db := testdb.New(t)
	admin, err := pgx.Connect(t.Context(), db.AdminURL)
	require.NoError(t, err)
	defer admin.Close(context.Background())
	_, err = admin.Exec(t.Context(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION stockflow_owner")
	require.NoError(t, err)
	return db.OwnerURL
}

// Texts become categories, and codes become GTINs, of products that are there
// already; and back.
func TestCategoryTextsBecomeCategories(t *testing.T) {
	ctx := t.Context()
	address := empty(t)
	conn, err := pgx.Connect(ctx, address)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	cfg, err := pgx.ParseConfig(address)
	require.NoError(t, err)
	files, err := fs.Sub(db.Migrations, "migrations")
	require.NoError(t, err)
	provider, err := goose.NewProvider(goose.DialectPostgres, stdlib.OpenDB(*cfg), files)
	require.NoError(t, err)
	defer provider.Close()
	_, err = provider.UpTo(ctx, 22)
	require.NoError(t, err)

	_, err = conn.Exec(ctx, `INSERT INTO products (sku, name, category) VALUES ('A', 'a', 'Tea'), ('B', 'b', ' tea '), ('C', 'c', ''), ('D', 'd', 'Grains/Cereals'), ('E', 'e', 'x >  y')`)
	require.NoError(t, err)
	_, err = conn.Exec(ctx, `INSERT INTO product_barcodes (barcode, product_id) SELECT unnest(ARRAY['036000291452', '0036000291452', '4006381333932', 'X']), id FROM products WHERE sku = 'A'`)
	require.NoError(t, err)
	_, err = provider.UpTo(ctx, 23)
	require.NoError(t, err)

	text := func(sql string) (s string) {
		require.NoError(t, conn.QueryRow(ctx, sql).Scan(&s))
		return s
	}
	require.Equal(t, "A Tea, B Tea, C -, D Grains/Cereals, E x › y", text(`SELECT string_agg(p.sku || ' ' || COALESCE(c.path, '-'), ', ' ORDER BY p.sku)
		FROM products p LEFT JOIN categories c ON c.id = p.category_id`))
	require.Equal(t, "036000291452 00036000291452, 4006381333932 -, X -", text(`SELECT string_agg(barcode || ' ' || COALESCE(gtin, '-'), ', ' ORDER BY barcode) FROM product_barcodes`))
	_, err = provider.DownTo(ctx, 22)
	require.NoError(t, err)
	require.Equal(t, "A Tea, B Tea, C , D Grains/Cereals, E x › y", text(`SELECT string_agg(sku || ' ' || category, ', ' ORDER BY sku) FROM products`))
}
