package generate

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"stockflow/internal/inventory"
)

// ErrNotEmpty says that the database holds a company already.
var ErrNotEmpty = errors.New("this database holds people, warehouses, products or operations already; a company is generated into an empty one")

// Options say what to generate.
type Options struct {
	Size Size
	// Known is a company with a past of its own; nil: one of the Size is made up.
	Known *Known
	// Seed gives the same company again, on the same day.
	Seed uint64
	// PasswordHash is everybody's; empty: nobody can sign in.
	PasswordHash string
	// Today is the day after the history's last.
	Today time.Time
	// Phase is told what begins, and how many rows it is about to write (0:
	// nobody knows); Rows of the rows that were written since it was last told.
	// Either may be nil.
	Phase func(title string, about int)
	Rows  func(n int)
}

// Load fills the database, which is empty but for its schema. The URL is that
// of the schema's owner.
func Load(ctx context.Context, ownerURL string, o Options) error {
	if o.Phase == nil {
		o.Phase = func(string, int) {}
	}
	if o.Rows == nil {
		o.Rows = func(int) {}
	}
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return fmt.Errorf("connect to the database as its owner: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx)) //nolint:errcheck // what counts has been committed
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return load(ctx, tx, o) })
	if err != nil {
		return fmt.Errorf("generate a company: %w", err)
	}
	o.Phase("statistics", 0)
	if _, err := conn.Exec(ctx, "VACUUM (ANALYZE)"); err != nil {
		return fmt.Errorf("gather statistics: %w", err)
	}
	return nil
}

func load(ctx context.Context, tx pgx.Tx, o Options) error {
	var taken bool
	if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM products) OR EXISTS (SELECT FROM operations) OR EXISTS (SELECT FROM warehouses) OR EXISTS (SELECT FROM users WHERE role <> 'system')").Scan(&taken); err != nil {
		return fmt.Errorf("look whether the database is empty: %w", err)
	}
	if taken {
		return ErrNotEmpty
	}
	o.Phase("plan", 0)
	c, err := lay(o)
	if err != nil {
		return err
	}
	tables := c.tables(o.PasswordHash)
	names := []string{"audit_records"}
	for _, t := range tables {
		names = append(names, t.name)
	}
	if _, err := tx.Exec(ctx, "SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL synchronous_commit = off"); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	if _, err := tx.Exec(ctx, "SELECT ensure_audit_partitions($1::date, $2)", c.begin, c.size.Days/28+2); err != nil {
		return fmt.Errorf("make room for the audit: %w", err)
	}
	b, err := begin(ctx, tx, names...)
	if err != nil {
		return err
	}
	for _, t := range tables {
		if err := write(ctx, tx, t, o); err != nil {
			return err
		}
	}
	if err := writeAudit(ctx, tx, c, o); err != nil {
		return err
	}
	if err := c.setSequences(ctx, tx); err != nil {
		return err
	}
	o.Phase("indexes and constraints", len(b.rebuild))
	return b.end(ctx, func(string) { o.Rows(1) })
}

func lay(o Options) (*company, error) {
	if o.Known != nil {
		return o.Known.plan(o.Seed, o.Today)
	}
	return plan(o.Size, o.Seed, o.Today), nil
}

// write copies a table's rows.
func write(ctx context.Context, tx pgx.Tx, t table, o Options) error {
	o.Phase(strings.ReplaceAll(t.name, "_", " "), t.about)
	next, stop := iter.Pull(t.rows)
	defer stop()
	source := &rows{next: next, told: o.Rows}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, source); err != nil {
		return fmt.Errorf("write %s: %w", t.name, err)
	}
	o.Rows(source.count % 1000)
	return nil
}

func writeAudit(ctx context.Context, tx pgx.Tx, c *company, o Options) error {
	var a auditing
	if err := write(ctx, tx, table{"audit_records", auditColumns, c.auditRows(&a), c.size.AuditRecords}, o); err != nil {
		return err
	}
	if a.err != nil {
		return a.err
	}
	for stream, h := range a.heads {
		if _, err := tx.Exec(ctx, "INSERT INTO audit_heads (stream, seq, hash) VALUES ($1, $2, $3)", stream, h.seq, h.hash); err != nil {
			return fmt.Errorf("write the audit streams' heads: %w", err)
		}
	}
	return nil
}

// setSequences makes later rows go on after the generated ones.
func (c *company) setSequences(ctx context.Context, tx pgx.Tx) error {
	const identities = `SELECT setval(pg_get_serial_sequence(t, 'id'), greatest(n, 1), n > 0) FROM (
		SELECT 'warehouses' AS t, (SELECT max(id) FROM warehouses) AS n UNION ALL SELECT 'locations', (SELECT max(id) FROM locations)
		UNION ALL SELECT 'users', (SELECT max(id) FROM users) UNION ALL SELECT 'products', (SELECT max(id) FROM products)
		UNION ALL SELECT 'categories', (SELECT max(id) FROM categories)
		UNION ALL SELECT 'packaging_units', (SELECT max(id) FROM packaging_units) UNION ALL SELECT 'lots', (SELECT max(id) FROM lots)
		UNION ALL SELECT 'inventory', (SELECT max(id) FROM inventory) UNION ALL SELECT 'movements', (SELECT max(id) FROM movements)) ids
		WHERE n IS NOT NULL`
	if _, err := tx.Exec(ctx, identities); err != nil {
		return fmt.Errorf("set the sequences: %w", err)
	}
	last := c.run(visitor{}).numbers
	for kind, sequence := range map[inventory.Kind]string{
		inventory.Receipt: "receipt_numbers", inventory.Shipment: "shipment_numbers", inventory.Transfer: "transfer_numbers",
	} {
		if n := last[kind]; n > 0 {
			if _, err := tx.Exec(ctx, "SELECT setval($1::regclass, $2)", sequence, n); err != nil {
				return fmt.Errorf("set the sequences: %w", err)
			}
		}
	}
	return nil
}
