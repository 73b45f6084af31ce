package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"stockflow/internal/inventory"
	"stockflow/internal/migration"
	"stockflow/internal/store"
)

// world is a seeded database.
type world struct {
	store        *store.Store
	north, south int64
	products     []int64
	user         int64
	emails       []string
}

// users is how many users sign in; the callers share their sessions.
const users = 20

const password = "measured under load"

// plenty is what there is of each product, more than any run can take.
const plenty = 1_000_000_000

// seedMain fills the database of the environment, which must be empty.
func seedMain(ctx context.Context, o options) (*world, error) {
	return seed(ctx, os.Getenv("DATABASE_OWNER_URL"), os.Getenv("DATABASE_URL"), o.productCount, 4)
}

// seedApart makes and fills a database of its own, for the floor, and gives a
// function that drops it.
func seedApart(ctx context.Context, o options) (*world, func(), error) {
	admin := os.Getenv("DEVSTACK_PG_ADMIN_URL")
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return nil, nil, fmt.Errorf("connect as PostgreSQL's administrator: %w", err)
	}
	name := "bench_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name+" OWNER stockflow_owner"); err != nil {
		return nil, nil, fmt.Errorf("make the floor's database: %w", err)
	}
	drop := func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		_, err := conn.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)")
		if err := errors.Join(err, conn.Close(ctx)); err != nil {
			fmt.Fprintln(os.Stderr, "bench: drop the floor's database:", err)
		}
	}
	w, err := seed(ctx, otherDatabase(os.Getenv("DATABASE_OWNER_URL"), name), otherDatabase(os.Getenv("DATABASE_URL"), name), o.productCount, o.floorConns)
	if err != nil {
		drop()
		return nil, nil, err
	}
	return w, drop, nil
}

func otherDatabase(base, name string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	u.Path = "/" + name
	return u.String()
}

func seed(ctx context.Context, ownerURL, appURL string, products, connections int) (*world, error) {
	if _, err := migration.Up(ctx, ownerURL); err != nil {
		return nil, err
	}
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return nil, fmt.Errorf("connect as the schema's owner: %w", err)
	}
	defer conn.Close(ctx) //nolint:errcheck // nothing is lost with it
	w := &world{}
	if err := w.catalogue(ctx, conn, products); err != nil {
		return nil, err
	}
	separator := "?"
	if strings.Contains(appURL, "?") {
		separator = "&"
	}
	if w.store, err = store.Open(ctx, fmt.Sprintf("%s%spool_max_conns=%d", appURL, separator, connections)); err != nil {
		return nil, err
	}
	if err := w.stock(ctx); err != nil {
		w.store.Close()
		return nil, err
	}
	// The planner should know the tables that have just been filled.
	if _, err := conn.Exec(ctx, "ANALYZE"); err != nil {
		return nil, fmt.Errorf("analyse the seeded tables: %w", err)
	}
	return w, nil
}

// catalogue adds what the API would, faster.
func (w *world) catalogue(ctx context.Context, conn *pgx.Conn, products int) error {
	var warehouses int
	if err := conn.QueryRow(ctx, "SELECT count(*) FROM warehouses").Scan(&warehouses); err != nil {
		return fmt.Errorf("look at the database: %w", err)
	}
	if warehouses > 0 {
		return errors.New("the database is not empty: run bench inside a devstack with throw-away data (make bench)")
	}
	// Cheap to check: signing in isn't what is measured.
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 8 * 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		return fmt.Errorf("hash the callers' password: %w", err)
	}
	err = conn.QueryRow(ctx, `WITH made AS (
		INSERT INTO warehouses (code, name) VALUES ('NORTH', 'North'), ('SOUTH', 'South') RETURNING id, code
	), bins AS (
		INSERT INTO locations (warehouse_id, code, kind) SELECT id, upper(kind), kind
		FROM made, unnest(ARRAY['receiving', 'storage', 'picking', 'shipping', 'quarantine']) kind
	), articles AS (
		INSERT INTO products (sku, name) SELECT 'BENCH-' || i, 'Product ' || i FROM generate_series(1, $1::integer) i RETURNING id
	), people AS (
		INSERT INTO users (email, name, role, password_hash)
		SELECT 'bench' || i || '@stockflow.invalid', 'Bench ' || i, 'admin', $2 FROM generate_series(1, $3::integer) i RETURNING id, email
	)
	SELECT (SELECT id FROM made WHERE code = 'NORTH'), (SELECT id FROM made WHERE code = 'SOUTH'),
		(SELECT array_agg(id ORDER BY id) FROM articles), (SELECT min(id) FROM people), (SELECT array_agg(email) FROM people)`,
		products, hash, users).Scan(&w.north, &w.south, &w.products, &w.user, &w.emails)
	if err != nil {
		return fmt.Errorf("seed the catalogue: %w", err)
	}
	return nil
}

// stock receives plenty of every product in both warehouses.
func (w *world) stock(ctx context.Context) error {
	for _, warehouse := range []int64{w.north, w.south} {
		var expected inventory.Body
		var arrived inventory.Body
		for i, p := range w.products {
			expected.Lines = append(expected.Lines, inventory.DocumentLine{ProductID: p, Quantity: plenty})
			arrived.Receipts = append(arrived.Receipts, inventory.ReceivedLine{LineNo: i + 1, Quantity: plenty, Condition: inventory.Good})
		}
		receipt := w.command(inventory.CreateReceipt, "", warehouse, expected)
		for _, c := range []inventory.Command{
			receipt,
			w.command(inventory.ReceiveReceipt, receipt.OperationID, warehouse, arrived),
			w.command(inventory.CloseReceipt, receipt.OperationID, warehouse, inventory.Body{}),
		} {
			if err := w.post(ctx, c); err != nil {
				return fmt.Errorf("seed the stock: %w", err)
			}
		}
	}
	return nil
}

// post is the plain transaction: one command, one commit.
func (w *world) post(ctx context.Context, c inventory.Command) error {
	out, err := w.store.Post(ctx, []inventory.Command{c})
	if err != nil {
		return err
	}
	if out[0].Refusal != nil {
		return out[0].Refusal
	}
	return nil
}

func (w *world) command(kind inventory.CommandKind, operation string, warehouse int64, body inventory.Body) inventory.Command {
	c := inventory.Command{
		ID: uuid.NewString(), Kind: kind, OperationID: operation, WarehouseID: warehouse, UserID: w.user,
		RequestHash: "bench", Body: body,
	}
	if operation == "" {
		c.OperationID = c.ID
	}
	return c
}

// shipment is the command of a shipment of one piece of a product.
func (w *world) shipment(product int64) inventory.Command {
	return w.command(inventory.CreateShipment, "", w.north, inventory.Body{Lines: []inventory.DocumentLine{{ProductID: product, Quantity: 1}}})
}
