package generate

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// bulk takes off tables what slows writing many rows down, and puts it back
// when they are written: indexes and constraints are then built and checked at
// once. The triggers that keep the books are off in between, so whoever loads
// answers for what they would have done.
type bulk struct {
	tx     pgx.Tx
	tables []string
	// rebuild is what to run when the rows are there, in this order.
	rebuild []string
}

// definition is something that hangs on a table, and the statement that makes it.
type definition struct{ Table, Name, Make string }

const (
	// Foreign keys from and to the tables. Those of partitions follow their parent's.
	foreignKeys = `SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
		WHERE contype = 'f' AND conparentid = 0 AND (conrelid = ANY($1::regclass[]) OR confrelid = ANY($1::regclass[])) ORDER BY oid`
	uniqueKeys = `SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
		WHERE contype IN ('p', 'u') AND conrelid = ANY($1::regclass[]) ORDER BY oid`
	// ON ONLY is how a partitioned table's index is printed; it is made for the partitions too.
	plainIndexes = `SELECT indrelid::regclass::text, indexrelid::regclass::text, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
		FROM pg_index i WHERE indrelid = ANY($1::regclass[])
			AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x')) ORDER BY indexrelid`
)

// begin strips the tables.
func begin(ctx context.Context, tx pgx.Tx, tables ...string) (*bulk, error) {
	b := &bulk{tx: tx, tables: tables}
	keys, err := b.list(ctx, foreignKeys)
	if err != nil {
		return nil, err
	}
	unique, err := b.list(ctx, uniqueKeys)
	if err != nil {
		return nil, err
	}
	indexes, err := b.list(ctx, plainIndexes)
	if err != nil {
		return nil, err
	}
	var strip []string
	for _, k := range keys {
		strip = append(strip, "ALTER TABLE "+k.Table+" DROP CONSTRAINT "+k.Name)
	}
	for _, u := range unique {
		strip = append(strip, "ALTER TABLE "+u.Table+" DROP CONSTRAINT "+u.Name)
		b.rebuild = append(b.rebuild, "ALTER TABLE "+u.Table+" ADD CONSTRAINT "+u.Name+" "+u.Make)
	}
	for _, i := range indexes {
		strip = append(strip, "DROP INDEX "+i.Name)
		b.rebuild = append(b.rebuild, i.Make)
	}
	for _, k := range keys {
		b.rebuild = append(b.rebuild, "ALTER TABLE "+k.Table+" ADD CONSTRAINT "+k.Name+" "+k.Make)
	}
	for _, t := range tables {
		strip = append(strip, "ALTER TABLE "+t+" DISABLE TRIGGER USER")
		b.rebuild = append(b.rebuild, "ALTER TABLE "+t+" ENABLE TRIGGER USER")
	}
	err = b.run(ctx, strip, func(string) {})
	return b, err
}

func (b *bulk) list(ctx context.Context, sql string) ([]definition, error) {
	rows, err := b.tx.Query(ctx, sql, b.tables)
	if err != nil {
		return nil, fmt.Errorf("list indexes and constraints: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[definition])
	if err != nil {
		return nil, fmt.Errorf("list indexes and constraints: %w", err)
	}
	return found, nil
}

// end puts back what begin took, and tells of each statement before it runs.
func (b *bulk) end(ctx context.Context, tell func(statement string)) error {
	return b.run(ctx, b.rebuild, tell)
}

func (b *bulk) run(ctx context.Context, statements []string, tell func(string)) error {
	for _, sql := range statements {
		tell(sql)
		if _, err := b.tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", strings.Join(strings.Fields(sql), " "), err)
		}
	}
	return nil
}

// rows is a table's content as pgx.CopyFromSource.
type rows struct {
	next  func() ([]any, bool)
	told  func(n int)
	row   []any
	count int
}

// Next implements pgx.CopyFromSource.
func (r *rows) Next() bool {
	var ok bool
	r.row, ok = r.next()
	if ok {
		r.count++
		if r.count%1000 == 0 {
			r.told(1000)
		}
	}
	return ok
}

// Values implements pgx.CopyFromSource.
func (r *rows) Values() ([]any, error) { return r.row, nil }

// Err implements pgx.CopyFromSource.
func (r *rows) Err() error { return nil }
