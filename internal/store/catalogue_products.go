package store

import (
	"context"
	"fmt"
	"slices"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// CreateProduct adds a product; its id and status are given by the store.
func (s *Store) CreateProduct(ctx context.Context, by Actor, n Product) (Product, error) {
	var p Product
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := q.InsertProduct(ctx, dbsqlc.InsertProductParams{
			Sku: n.SKU, Name: n.Name, Description: n.Description, Category: n.Category, BaseUnit: n.BaseUnit, TracksLots: n.TracksLots,
			TracksExpiry: n.TracksExpiry, ExpiryWarningDays: n.ExpiryWarningDays, ReorderLevel: n.ReorderLevel,
		})
		if err != nil {
			return fmt.Errorf("add a product: %w", taken(err))
		}
		if err := addUnits(ctx, q, row.ID, n.PackagingUnits); err != nil {
			return err
		}
		if err := addBarcodes(ctx, q, row.ID, n.Barcodes, n.PackagingUnits); err != nil {
			return err
		}
		items, err := withUnits(ctx, q, []dbsqlc.Product{row})
		if err != nil {
			return err
		}
		p = items[0]
		return catalogueAudit(ctx, q, by, CatalogueStream, "create_product", "product", p.ID, nil, p)
	})
	return p, err
}

func addUnits(ctx context.Context, q *dbsqlc.Queries, productID int64, units []PackagingUnit) error {
	var arg dbsqlc.InsertPackagingUnitsParams
	for _, u := range units {
		arg.ProductIds = append(arg.ProductIds, productID)
		arg.Names = append(arg.Names, u.Name)
		arg.Factors = append(arg.Factors, u.Factor)
	}
	if err := q.InsertPackagingUnits(ctx, arg); err != nil {
		return fmt.Errorf("add packaging units: %w", taken(err))
	}
	return nil
}

func addBarcodes(ctx context.Context, q *dbsqlc.Queries, productID int64, codes []Barcode, units []PackagingUnit) error {
	var arg dbsqlc.InsertBarcodesParams
	for i, c := range codes {
		if c.PackagingUnit != "" && !slices.ContainsFunc(units, func(u PackagingUnit) bool { return u.Name == c.PackagingUnit }) {
			return inventory.Refusef(inventory.CodeInvalid, "the product has no packaging unit %q", c.PackagingUnit).
				At("barcodes[%d].packaging_unit", i)
		}
		arg.ProductIds = append(arg.ProductIds, productID)
		arg.Barcodes = append(arg.Barcodes, c.Barcode)
		arg.Units = append(arg.Units, c.PackagingUnit)
	}
	if err := q.InsertBarcodes(ctx, arg); err != nil {
		return fmt.Errorf("add barcodes: %w", taken(err))
	}
	return nil
}

// ProductChange is what changes of a product; nil leaves as it is.
type ProductChange struct {
	Name, Description, Category, Status *string
	TracksLots, TracksExpiry            *bool
	ExpiryWarningDays                   *int32
	ReorderLevel                        *int64
	PackagingUnits                      *[]PackagingUnit
	Barcodes                            *[]Barcode
}

// UpdateProduct changes a product. Once it has moved, how it is tracked is
// part of its history and stays.
func (s *Store) UpdateProduct(ctx context.Context, by Actor, id int64, c ProductChange) (Product, error) {
	var p Product
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := q.LockProduct(ctx, id)
		if err != nil {
			return notFound(err, "product")
		}
		items, err := withUnits(ctx, q, []dbsqlc.Product{row})
		if err != nil {
			return err
		}
		before := items[0]
		if err := checkTracking(ctx, q, before, c); err != nil {
			return err
		}
		row, err = writeProduct(ctx, q, row, c)
		if err != nil {
			return err
		}
		if err := replaceUnits(ctx, q, before, c); err != nil {
			return err
		}
		if items, err = withUnits(ctx, q, []dbsqlc.Product{row}); err != nil {
			return err
		}
		p = items[0]
		return catalogueAudit(ctx, q, by, CatalogueStream, "update_product", "product", id, before, p)
	})
	return p, err
}

func checkTracking(ctx context.Context, q *dbsqlc.Queries, before Product, c ProductChange) error {
	lots, expiry := before.TracksLots, before.TracksExpiry
	set(&lots, c.TracksLots)
	set(&expiry, c.TracksExpiry)
	if lots == before.TracksLots && expiry == before.TracksExpiry {
		return nil
	}
	known, err := q.ProductHasHistory(ctx, before.ID)
	if err != nil {
		return fmt.Errorf("look for a product's history: %w", err)
	}
	if known {
		return inventory.Refusef(inventory.CodeConflict, "product %s has moved; how it is tracked can't change any more", before.SKU).
			At("tracks_lots")
	}
	return nil
}

func writeProduct(ctx context.Context, q *dbsqlc.Queries, row dbsqlc.Product, c ProductChange) (dbsqlc.Product, error) {
	set(&row.Name, c.Name)
	set(&row.Description, c.Description)
	set(&row.Category, c.Category)
	set(&row.Status, c.Status)
	set(&row.TracksLots, c.TracksLots)
	set(&row.TracksExpiry, c.TracksExpiry)
	if c.ExpiryWarningDays != nil {
		row.ExpiryWarningDays = c.ExpiryWarningDays
	}
	if c.ReorderLevel != nil {
		row.ReorderLevel = c.ReorderLevel
	}
	row, err := q.UpdateProduct(ctx, dbsqlc.UpdateProductParams{
		ID: row.ID, Name: row.Name, Description: row.Description, Category: row.Category, Status: row.Status, TracksLots: row.TracksLots,
		TracksExpiry: row.TracksExpiry, ExpiryWarningDays: row.ExpiryWarningDays, ReorderLevel: row.ReorderLevel,
	})
	if err != nil {
		return row, fmt.Errorf("change a product: %w", taken(err))
	}
	return row, nil
}

// replaceUnits replaces packaging units and barcodes where they are given.
// Barcodes hang on units, so they go first and come back last.
func replaceUnits(ctx context.Context, q *dbsqlc.Queries, before Product, c ProductChange) error {
	if c.PackagingUnits == nil && c.Barcodes == nil {
		return nil
	}
	units, codes := before.PackagingUnits, before.Barcodes
	set(&units, c.PackagingUnits)
	set(&codes, c.Barcodes)
	if err := q.DeleteBarcodes(ctx, before.ID); err != nil {
		return fmt.Errorf("take off barcodes: %w", err)
	}
	if c.PackagingUnits != nil {
		if err := q.DeletePackagingUnits(ctx, before.ID); err != nil {
			return fmt.Errorf("take off packaging units: %w", err)
		}
		if err := addUnits(ctx, q, before.ID, units); err != nil {
			return err
		}
	}
	return addBarcodes(ctx, q, before.ID, codes, units)
}
