package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// CreateProduct adds a product; its id and status are given by the store. Its
// category is named by id, or by path and then made if it isn't there.
func (s *Store) CreateProduct(ctx context.Context, by Actor, n Product) (Product, error) {
	var p Product
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		made, entries, err := createProduct(ctx, q, by, n)
		if err != nil {
			return err
		}
		p = made
		return appendAudit(ctx, q, auditTime(), entries)
	})
	return p, err
}

// createProduct adds a product, and says what is to be recorded of it.
func createProduct(ctx context.Context, q *dbsqlc.Queries, by Actor, n Product) (Product, []AuditEntry, error) {
	category, entries, err := placeProduct(ctx, q, by, n.CategoryID, n.Category)
	if err != nil {
		return Product{}, nil, err
	}
	row, err := q.InsertProduct(ctx, dbsqlc.InsertProductParams{
		Sku: n.SKU, Name: n.Name, Description: n.Description, CategoryID: category, BaseUnit: n.BaseUnit, TracksLots: n.TracksLots,
		TracksExpiry: n.TracksExpiry, ExpiryWarningDays: n.ExpiryWarningDays, ReorderLevel: n.ReorderLevel,
	})
	if err != nil {
		return Product{}, nil, fmt.Errorf("add a product: %w", taken(err))
	}
	if err := setUnits(ctx, q, row.ID, n.PackagingUnits); err != nil {
		return Product{}, nil, err
	}
	if err := addBarcodes(ctx, q, row.ID, n.Barcodes, n.PackagingUnits); err != nil {
		return Product{}, nil, err
	}
	items, err := withUnits(ctx, q, []dbsqlc.Product{row})
	if err != nil {
		return Product{}, nil, err
	}
	return items[0], append(entries, productEntry(by, "create_product", row.ID, nil, items[0])), nil
}

// placeProduct finds the category that a product is put into.
func placeProduct(ctx context.Context, q *dbsqlc.Queries, by Actor, id *int64, path string) (*int64, []AuditEntry, error) {
	if id == nil {
		return categoryAt(ctx, q, by, path)
	}
	found, err := categoryByID(ctx, q, *id)
	return found, nil, err
}

func productEntry(by Actor, action string, id int64, before, after any) AuditEntry {
	return AuditEntry{
		Actor: by, Stream: CatalogueStream, Action: action, SubjectKind: "product", SubjectID: strconv.FormatInt(id, 10),
		Before: before, After: after,
	}
}

// ProductChange is what changes of a product; nil leaves as it is.
type ProductChange struct {
	Name, Description, BaseUnit, Status *string
	// Category is a path, made if it isn't there; empty: none.
	Category *string
	// CategoryID is a category; 0: none.
	CategoryID               *int64
	TracksLots, TracksExpiry *bool
	// ExpiryWarningDays is how long before a lot expires people are told; negative: they aren't.
	ExpiryWarningDays *int32
	ReorderLevel      *int64
	PackagingUnits    *[]PackagingUnit
	Barcodes          *[]Barcode
	// RunDown lets a product be retired that is still there: what is there may
	// run down.
	RunDown bool
}

// UpdateProduct changes a product. Once it has moved, how it is counted and
// tracked is part of its history and stays.
func (s *Store) UpdateProduct(ctx context.Context, by Actor, id int64, c ProductChange) (Product, error) {
	var p Product
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		_, after, entries, err := updateProduct(ctx, q, by, id, c)
		if err != nil {
			return err
		}
		p = after
		return recordProducts(ctx, q, entries)
	})
	return p, err
}

// recordProducts records changes of products, and brings the alerts in line
// that are measured by what has changed.
func recordProducts(ctx context.Context, q *dbsqlc.Queries, entries []AuditEntry) error {
	if err := appendAudit(ctx, q, auditTime(), entries); err != nil {
		return err
	}
	watched := map[int64]bool{}
	for _, e := range entries {
		before, _ := e.Before.(Product)
		after, changed := e.After.(Product)
		if changed && before.ID != 0 && (before.Status != after.Status || deref(before.ReorderLevel) != deref(after.ReorderLevel) ||
			deref(before.ExpiryWarningDays) != deref(after.ExpiryWarningDays)) {
			watched[after.ID] = true
		}
	}
	if len(watched) == 0 {
		return nil
	}
	return recheckProducts(ctx, q, keys(watched))
}

// updateProduct changes a product, and says what is to be recorded of it.
func updateProduct(ctx context.Context, q *dbsqlc.Queries, by Actor, id int64, c ProductChange) (before, after Product, entries []AuditEntry, err error) {
	row, err := q.LockProduct(ctx, id)
	if err != nil {
		return before, after, nil, notFound(err, "product")
	}
	items, err := withUnits(ctx, q, []dbsqlc.Product{row})
	if err != nil {
		return before, after, nil, err
	}
	before = items[0]
	if err := checkHistory(ctx, q, before, c); err != nil {
		return before, after, nil, err
	}
	if err := checkRetirement(ctx, q, before, c); err != nil {
		return before, after, nil, err
	}
	if entries, err = recategorise(ctx, q, by, &row, before, c); err != nil {
		return before, after, nil, err
	}
	if row, err = writeProduct(ctx, q, row, c); err != nil {
		return before, after, nil, err
	}
	if err := replaceUnits(ctx, q, before, c); err != nil {
		return before, after, nil, err
	}
	if items, err = withUnits(ctx, q, []dbsqlc.Product{row}); err != nil {
		return before, after, nil, err
	}
	return before, items[0], append(entries, productEntry(by, "update_product", id, before, items[0])), nil
}

// checkHistory refuses to change what the product's movements are counted by.
func checkHistory(ctx context.Context, q *dbsqlc.Queries, before Product, c ProductChange) error {
	lots, expiry, unit := before.TracksLots, before.TracksExpiry, before.BaseUnit
	set(&lots, c.TracksLots)
	set(&expiry, c.TracksExpiry)
	set(&unit, c.BaseUnit)
	field := "tracks_lots"
	switch {
	case unit != before.BaseUnit:
		field = "base_unit"
	case lots == before.TracksLots && expiry == before.TracksExpiry:
		return nil
	}
	known, err := q.ProductHasHistory(ctx, before.ID)
	if err != nil {
		return fmt.Errorf("look for a product's history: %w", err)
	}
	if known {
		return moved(before.SKU, field)
	}
	return nil
}

// moved refuses to change how a product with history is counted or tracked.
func moved(sku, field string) error {
	what := "how it is tracked"
	if field == "base_unit" {
		what = "the unit in which it is counted"
	}
	return inventory.Refusef(inventory.CodeConflict, "product %s has moved; %s can't change any more", sku, what).At("%s", field)
}

// recategorise puts a product into another category. Where it is already is
// not looked at again: that may have been retired since.
func recategorise(ctx context.Context, q *dbsqlc.Queries, by Actor, row *dbsqlc.Product, before Product, c ProductChange) (entries []AuditEntry, err error) {
	path := before.Category
	set(&path, c.Category)
	switch {
	case c.CategoryID != nil && *c.CategoryID == 0:
		row.CategoryID = nil
	case c.CategoryID != nil && row.CategoryID != nil && *row.CategoryID == *c.CategoryID:
	case c.CategoryID == nil && strings.EqualFold(strings.Join(cleanPath(path), categorySeparator), before.Category):
	default:
		row.CategoryID, entries, err = placeProduct(ctx, q, by, c.CategoryID, path)
	}
	return entries, err
}

func writeProduct(ctx context.Context, q *dbsqlc.Queries, row dbsqlc.Product, c ProductChange) (dbsqlc.Product, error) {
	set(&row.Name, c.Name)
	set(&row.Description, c.Description)
	set(&row.BaseUnit, c.BaseUnit)
	set(&row.Status, c.Status)
	set(&row.TracksLots, c.TracksLots)
	set(&row.TracksExpiry, c.TracksExpiry)
	if c.ExpiryWarningDays != nil {
		row.ExpiryWarningDays = c.ExpiryWarningDays
		if *c.ExpiryWarningDays < 0 {
			row.ExpiryWarningDays = nil
		}
	}
	if c.ReorderLevel != nil {
		row.ReorderLevel = c.ReorderLevel
	}
	row, err := q.UpdateProduct(ctx, dbsqlc.UpdateProductParams{
		ID: row.ID, Name: row.Name, Description: row.Description, CategoryID: row.CategoryID, BaseUnit: row.BaseUnit, Status: row.Status,
		TracksLots: row.TracksLots, TracksExpiry: row.TracksExpiry, ExpiryWarningDays: row.ExpiryWarningDays, ReorderLevel: row.ReorderLevel,
	})
	if err != nil {
		return row, fmt.Errorf("change a product: %w", taken(err))
	}
	return row, nil
}
