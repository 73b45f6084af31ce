package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/jackc/pgx/v5"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// ApplyImport applies the next rows of an import, at most limit of them, in one
// transaction with its figures: a batch that is tried again goes on where the
// last one that was committed ended. A row that is refused changes nothing and
// is reported; the others go in. It says whether the import has ended.
func (s *Store) ApplyImport(ctx context.Context, id string, limit int) (ended bool, err error) {
	err = s.inPlainTx(ctx, func(ctx context.Context, tx pgx.Tx) error {
		q := s.q.WithTx(tx)
		found, err := q.LockImport(ctx, id)
		if err != nil {
			return notFound(err, "import")
		}
		row := found.Import
		if ended = ImportStatus(row.Status).ended(); ended {
			return nil
		}
		b := &importBatch{tx: tx, q: q, row: row, uploader: found.UploadedByName, by: Actor{UserID: row.UploadedBy, RequestID: "import-" + id}}
		if ImportStatus(row.Status) == ImportCancelling {
			b.row.Status = string(ImportCancelled)
		} else if err := b.apply(ctx, limit); err != nil {
			return err
		}
		ended = ImportStatus(b.row.Status).ended()
		return b.finish(ctx)
	})
	return ended, err
}

// importBatch is one batch of an import.
type importBatch struct {
	tx  pgx.Tx
	q   *dbsqlc.Queries
	row dbsqlc.Import
	// uploader is the name of who uploaded it.
	uploader string
	by       Actor
	entries  []AuditEntry
	errors   []ImportError
}

func (b *importBatch) apply(ctx context.Context, limit int) error {
	rows, err := b.q.NextImportRows(ctx, dbsqlc.NextImportRowsParams{ImportID: b.row.ID, AfterRow: b.row.Done, MaxRows: int32(limit)}) //nolint:gosec // the caller's batch size
	if err != nil {
		return fmt.Errorf("read the rows of an import: %w", err)
	}
	b.row.Status = string(ImportRunning)
	for _, r := range rows {
		var p ImportedProduct
		if err := json.Unmarshal(r.Content, &p); err != nil {
			return fmt.Errorf("read row %d of an import: %w", r.RowNo, err)
		}
		p.Line = r.Line
		if err := b.try(ctx, p); err != nil {
			return err
		}
		b.row.Done = r.RowNo
	}
	if b.row.Done == b.row.Readable {
		b.row.Status = string(ImportDone)
	}
	return nil
}

// errTrial undoes what a trial has done.
var errTrial = errors.New("this was a trial")

// try applies a row in a transaction of its own within the batch's.
func (b *importBatch) try(ctx context.Context, p ImportedProduct) error {
	var entries []AuditEntry
	var count *int32
	err := pgx.BeginFunc(ctx, b.tx, func(tx pgx.Tx) error {
		var err error
		entries, count, err = b.product(ctx, b.q.WithTx(tx), p)
		if err == nil && b.row.DryRun {
			return errTrial
		}
		return err
	})
	switch {
	case err == nil:
		b.entries = append(b.entries, entries...)
		*count++
	case errors.Is(err, errTrial):
		*count++
	case lostRace(err):
		return err
	default:
		refusal, err := rowRefusal(err)
		if err != nil {
			return err
		}
		b.errors = append(b.errors, ImportError{
			Line: p.Line, Column: refusal.Field, Subject: p.SKU, Code: string(refusal.Code), Message: refusal.Detail,
		})
		b.row.Errors++
	}
	return nil
}

// rowRefusal is why a row was refused; an error that isn't the row's fault stays one.
func rowRefusal(err error) (*inventory.Error, error) {
	var refusal *inventory.Error
	switch {
	case errors.As(err, &refusal):
		return refusal, nil
	case isDataError(err):
		return inventory.Refusef(inventory.CodeInvalid, "the database does not take this row"), nil
	}
	return nil, err
}

// product adds the product of a row, or brings it up to the row, and says
// which figure counts it.
func (b *importBatch) product(ctx context.Context, q *dbsqlc.Queries, p ImportedProduct) ([]AuditEntry, *int32, error) {
	id, err := q.ProductIDBySKU(ctx, p.SKU)
	if isNoRow(err) {
		made, entries, err := createProduct(ctx, q, b.by, p.product())
		if err != nil || p.Retired == nil || !*p.Retired {
			return entries, &b.row.Created, err
		}
		_, _, more, err := updateProduct(ctx, q, b.by, made.ID, ProductChange{Status: new("retired")})
		return append(entries, more...), &b.row.Created, err
	}
	if err != nil {
		return nil, nil, fmt.Errorf("look for a product: %w", err)
	}
	before, after, entries, err := updateProduct(ctx, q, b.by, id, p.change())
	if err != nil {
		return nil, nil, err
	}
	if reflect.DeepEqual(before, after) {
		return nil, &b.row.Unchanged, nil
	}
	return entries, &b.row.Changed, nil
}

// product is the product that a row adds.
func (p ImportedProduct) product() Product {
	n := Product{
		SKU: p.SKU, Name: p.Name, Description: deref(p.Description), Category: deref(p.Category), BaseUnit: "each",
		TracksLots: deref(p.TracksLots), TracksExpiry: deref(p.TracksExpiry), ExpiryWarningDays: p.ExpiryWarningDays,
		ReorderLevel: p.ReorderLevel, PackagingUnits: p.PackagingUnits, Barcodes: p.Barcodes,
	}
	set(&n.BaseUnit, p.BaseUnit)
	return n
}

// change is what a row changes of a product that is there. A list of products
// to retire doesn't ask what is left of them.
func (p ImportedProduct) change() ProductChange {
	c := ProductChange{
		Name: &p.Name, Description: p.Description, BaseUnit: p.BaseUnit, Category: p.Category, TracksLots: p.TracksLots,
		TracksExpiry: p.TracksExpiry, ExpiryWarningDays: p.ExpiryWarningDays, ReorderLevel: p.ReorderLevel,
	}
	if p.Retired != nil {
		c.Status, c.RunDown = new("active"), true
		if *p.Retired {
			c.Status = new("retired")
		}
	}
	if len(p.PackagingUnits) > 0 {
		c.PackagingUnits = &p.PackagingUnits
	}
	if len(p.Barcodes) > 0 {
		c.Barcodes = &p.Barcodes
	}
	return c
}

// finish writes what the batch has found, and records it.
func (b *importBatch) finish(ctx context.Context) error {
	if err := addImportErrors(ctx, b.q, b.row.ID, b.errors); err != nil {
		return err
	}
	row, err := saveImport(ctx, b.q, b.row)
	if err != nil {
		return err
	}
	state := importOf(row, b.uploader)
	announceImport(ctx, state)
	if state.Status.ended() {
		if err := b.q.DeleteImportRows(ctx, row.ID); err != nil {
			return fmt.Errorf("forget the rows of an import: %w", err)
		}
		b.entries = append(b.entries, importEntry(b.by, "finish_import", state))
	}
	if len(b.entries) == 0 {
		return nil
	}
	return recordProducts(ctx, b.q, b.entries)
}
