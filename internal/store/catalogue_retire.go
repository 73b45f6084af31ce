package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

const retired = "retired"

// checkRetirement refuses to retire what is still there or expected, unless
// that may run down.
func checkRetirement(ctx context.Context, q *dbsqlc.Queries, before Product, c ProductChange) error {
	if c.Status == nil || *c.Status != retired || before.Status == retired || c.RunDown {
		return nil
	}
	use, err := q.ProductInUse(ctx, before.ID)
	switch {
	case err != nil:
		return fmt.Errorf("look for a product's stock: %w", err)
	case use.OnHand > 0:
		return inUse("%d of product %s are on hand; retire it with run_down to use them up", use.OnHand, before.SKU)
	case use.Operation != "":
		return inUse("product %s is part of %s, which is open; retire it with run_down to finish that", before.SKU, use.Operation)
	}
	return nil
}

func inUse(format string, args ...any) error {
	return inventory.Refusef(inventory.CodeInUse, format, args...).At("status")
}

// DeleteProduct removes a product to which nothing has ever happened, together
// with its units and codes. One with history stays, and can be retired.
func (s *Store) DeleteProduct(ctx context.Context, by Actor, id int64) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		// The deletion locks the lines of documents before it locks the
		// product, as whoever posts does; so it isn't locked here.
		row, err := q.ProductByID(ctx, id)
		if err != nil {
			return notFound(err, "product")
		}
		items, err := withUnits(ctx, q, []dbsqlc.Product{row})
		if err != nil {
			return err
		}
		n, err := q.DeleteProduct(ctx, id)
		if err != nil {
			return fmt.Errorf("delete a product: %w", undeletable(err, row.Sku))
		}
		if n == 0 {
			return inventory.Refusef(inventory.CodeNotFound, "there is no such product")
		}
		return appendAudit(ctx, q, auditTime(), []AuditEntry{productEntry(by, "delete_product", id, items[0], nil)})
	})
}

// undeletable words why a product stays: something names it, or the documents
// are too busy to be looked through.
func undeletable(err error, sku string) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "23503":
			return inventory.Refusef(inventory.CodeInUse, "product %s has history and stays; it can be retired", sku)
		case "55P03":
			return inventory.Refusef(inventory.CodeUnavailable, "documents are being written; try again in a moment").WithCause(err)
		}
	}
	return err
}
