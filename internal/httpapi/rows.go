package httpapi

import (
	"context"
	"fmt"

	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// bulkRows is the size from which a command with many rows goes through the
// workflow of its document: at the desk, all that came with it would wait for it.
const bulkRows = 500

// stockRow is a row that names a product and a bin, and how many. What it
// names is filled in where to, bin and quantity point.
type stockRow struct {
	productID, locationID *int64
	sku, location         *string
	unit                  *string
	product, bin          *int64
	quantity              *int64
	// anywhere says that the row may leave the bin out, anything that it may
	// leave both out.
	anywhere, anything bool
}

// resolveRows fills in what rows name by code, with one query a kind of code.
// What can't be found is returned and left at zero: the command goes on its
// way with it, so that it is told together with all else that is wrong.
func (h *handlers) resolveRows(ctx context.Context, site int64, rows []stockRow) ([]inventory.LineError, error) {
	var wrong inventory.Problems
	bad := map[int]bool{}
	problem := func(i int, code inventory.Code, field, format string, args ...any) {
		if !bad[i] {
			wrong.Add(i, inventory.Refusef(code, format, args...).At("lines[%d].%s", i, field))
		}
		bad[i] = true
	}
	var skus, bins []string
	for i, r := range rows {
		switch {
		case r.sku != nil && r.productID == nil:
			skus = append(skus, *r.sku)
		case r.productID != nil && r.sku == nil:
			*r.product = *r.productID
		case r.sku != nil || !r.anything:
			problem(i, inventory.CodeInvalid, "sku", "name the product by product_id or by sku")
		}
		switch {
		case r.location != nil && r.locationID == nil:
			bins = append(bins, *r.location)
		case r.locationID != nil && r.location == nil:
			*r.bin = *r.locationID
		case r.location != nil || (!r.anywhere && !r.anything):
			problem(i, inventory.CodeInvalid, "location", "name the bin by location_id or by location")
		}
	}
	products, places, err := h.lookUp(ctx, site, skus, bins)
	if err != nil {
		return nil, err
	}
	units := packaging{h: h, path: "lines"}
	for i, r := range rows {
		if r.sku != nil && r.productID == nil {
			if *r.product = products[*r.sku]; *r.product == 0 {
				problem(i, inventory.CodeNotFound, "sku", "there is no product %q", *r.sku)
			}
		}
		if r.location != nil && r.locationID == nil {
			if *r.bin = places[*r.location]; *r.bin == 0 {
				problem(i, inventory.CodeNotFound, "location", "the warehouse has no bin %q", *r.location)
			}
		}
		units.add(i, *r.product, r.unit, r.quantity)
	}
	if err := units.each(ctx, func(i int, e *inventory.Error) {
		if !bad[i] {
			wrong.Add(i, e)
		}
		bad[i] = true
	}); err != nil {
		return nil, err
	}
	if e := wrong.Refusal(); e != nil {
		return e.Lines, nil
	}
	return nil, nil
}

// lookUp finds products by their SKUs and bins of a warehouse by their codes.
func (h *handlers) lookUp(ctx context.Context, site int64, skus, bins []string) (products, places map[string]int64, err error) {
	if skus != nil {
		if products, err = h.Store.ProductsBySKU(ctx, skus); err != nil {
			return nil, nil, err
		}
	}
	if bins != nil {
		if places, err = h.Store.LocationsByCode(ctx, site, bins); err != nil {
			return nil, nil, err
		}
	}
	return products, places, nil
}

// each multiplies all quantities that it can, and tells about the others.
func (p *packaging) each(ctx context.Context, wrong func(row int, e *inventory.Error)) error {
	if p.rows == nil {
		return nil
	}
	factors, err := p.h.Store.PackagingFactors(ctx, p.products, p.names)
	if err != nil {
		return err
	}
	for _, r := range p.rows {
		if e := r.multiply(factors, p.path); e != nil {
			wrong(r.row, e)
		}
	}
	return nil
}

func (r packed) multiply(factors map[store.NameOf]int64, path string) *inventory.Error {
	factor, ok := factors[r.unit]
	if !ok {
		return inventory.Refusef(inventory.CodeNotFound, "the product has no packaging unit %q", r.unit.Name).At("%s[%d].packaging_unit", path, r.row)
	}
	if *r.quantity > maxQuantity/factor || *r.quantity < -maxQuantity/factor {
		return &inventory.Error{
			Code: inventory.CodeInvalid, Detail: fmt.Sprintf("this is more than %d base units", int64(maxQuantity)),
			Field: fmt.Sprintf("%s[%d].quantity", path, r.row),
		}
	}
	*r.quantity *= factor
	return nil
}
