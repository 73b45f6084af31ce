package store

import (
	"context"
	"fmt"
	"slices"

	"stockflow/internal/gs1"
	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// setUnits adds packaging units, or changes how much they hold.
func setUnits(ctx context.Context, q *dbsqlc.Queries, productID int64, units []PackagingUnit) error {
	var arg dbsqlc.SetPackagingFactorsParams
	for _, u := range units {
		if slices.Contains(arg.Names, u.Name) {
			return inventory.Refusef(inventory.CodeConflict, "packaging unit %q is given twice", u.Name).At("packaging_units")
		}
		arg.ProductIds = append(arg.ProductIds, productID)
		arg.Names = append(arg.Names, u.Name)
		arg.Factors = append(arg.Factors, u.Factor)
	}
	if err := q.SetPackagingFactors(ctx, arg); err != nil {
		return fmt.Errorf("add packaging units: %w", taken(err))
	}
	return nil
}

func hasUnit(units []PackagingUnit, name string) bool {
	return slices.ContainsFunc(units, func(u PackagingUnit) bool { return u.Name == name })
}

// checkBarcodes looks at what the database can't: that the packaging units are
// there, and that what is called a GTIN is one.
func checkBarcodes(codes []Barcode, units []PackagingUnit) error {
	for i, c := range codes {
		if c.PackagingUnit != "" && !hasUnit(units, c.PackagingUnit) {
			return inventory.Refusef(inventory.CodeInvalid, "the product has no packaging unit %q", c.PackagingUnit).
				At("barcodes[%d].packaging_unit", i)
		}
		if _, ok := gs1.GTIN14(c.Barcode); c.Type == "gtin" && !ok {
			if !gs1.LooksLikeGTIN(c.Barcode) {
				return inventory.Refusef(inventory.CodeBadGTIN, "a GTIN has 8, 12, 13 or 14 digits").At("barcodes[%d].barcode", i)
			}
			last := len(c.Barcode) - 1
			return inventory.Refusef(inventory.CodeBadGTIN, "the check digit of %s is wrong; of these digits it is %c", c.Barcode,
				gs1.CheckDigit(c.Barcode[:last])).At("barcodes[%d].barcode", i)
		}
	}
	return nil
}

func addBarcodes(ctx context.Context, q *dbsqlc.Queries, productID int64, codes []Barcode, units []PackagingUnit) error {
	if err := checkBarcodes(codes, units); err != nil {
		return err
	}
	var arg dbsqlc.InsertBarcodesParams
	for _, c := range codes {
		arg.ProductIds = append(arg.ProductIds, productID)
		arg.Barcodes = append(arg.Barcodes, c.Barcode)
		arg.Units = append(arg.Units, c.PackagingUnit)
	}
	if err := q.InsertBarcodes(ctx, arg); err != nil {
		return fmt.Errorf("add barcodes: %w", taken(err))
	}
	return nil
}

// replaceUnits replaces packaging units and barcodes where they are given.
// Barcodes hang on units, so they go first and come back last; a unit that
// stays is the same one as before.
func replaceUnits(ctx context.Context, q *dbsqlc.Queries, before Product, c ProductChange) error {
	if c.PackagingUnits == nil && c.Barcodes == nil {
		return nil
	}
	units, codes := before.PackagingUnits, before.Barcodes
	set(&units, c.PackagingUnits)
	set(&codes, c.Barcodes)
	if c.Barcodes == nil {
		for _, b := range codes {
			if b.PackagingUnit != "" && !hasUnit(units, b.PackagingUnit) {
				return inventory.Refusef(inventory.CodeInUse, "barcode %s is one of packaging unit %q; take it off first", b.Barcode, b.PackagingUnit).
					At("packaging_units")
			}
		}
	}
	if err := q.DeleteBarcodes(ctx, before.ID); err != nil {
		return fmt.Errorf("take off barcodes: %w", err)
	}
	if c.PackagingUnits != nil {
		names := make([]string, len(units))
		for i, u := range units {
			names[i] = u.Name
		}
		if err := q.KeepPackagingUnits(ctx, dbsqlc.KeepPackagingUnitsParams{ProductID: before.ID, Names: names}); err != nil {
			return fmt.Errorf("take off packaging units: %w", err)
		}
		if err := setUnits(ctx, q, before.ID, units); err != nil {
			return err
		}
	}
	return addBarcodes(ctx, q, before.ID, codes, units)
}
