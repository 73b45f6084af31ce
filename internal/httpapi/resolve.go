package httpapi

import (
	"cmp"
	"context"
	"fmt"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// maxQuantity is the contract's bound, which a packaging unit must not lift.
const maxQuantity = 1_000_000_000_000

func notFoundAt(field, format string, args ...any) error {
	return &inventory.Error{Code: inventory.CodeNotFound, Detail: fmt.Sprintf(format, args...), Field: field}
}

// documentLines resolves the lines of a new document: SKUs and packaging units
// by one query each, however many lines there are.
func (h *handlers) documentLines(ctx context.Context, lines []oas.NewLine) ([]inventory.DocumentLine, error) {
	out := make([]inventory.DocumentLine, len(lines))
	var skus []string
	for i, l := range lines {
		switch {
		case (l.ProductID == nil) == (l.Sku == nil):
			return nil, invalid(fmt.Sprintf("lines[%d]", i), "name the product by product_id or by sku")
		case l.Sku != nil:
			skus = append(skus, *l.Sku)
		default:
			out[i].ProductID = *l.ProductID
		}
		out[i].Quantity = l.Quantity
	}
	if skus != nil {
		ids, err := h.Store.ProductsBySKU(ctx, skus)
		if err != nil {
			return nil, err
		}
		for i, l := range lines {
			if l.Sku == nil {
				continue
			}
			id, ok := ids[*l.Sku]
			if !ok {
				return nil, notFoundAt(fmt.Sprintf("lines[%d].sku", i), "there is no product %q", *l.Sku)
			}
			out[i].ProductID = id
		}
	}
	units := packaging{h: h, path: "lines"}
	for i, l := range lines {
		units.add(i, out[i].ProductID, l.PackagingUnit, &out[i].Quantity)
	}
	return out, units.multiply(ctx)
}

// packaging turns quantities that count a packaging unit into base units.
type packaging struct {
	h        *handlers
	path     string
	products []int64
	names    []string
	rows     []packed
}

type packed struct {
	row      int
	unit     store.NameOf
	quantity *int64
}

func (p *packaging) add(row int, product int64, unit *string, quantity *int64) {
	if unit == nil || product == 0 {
		return
	}
	p.products, p.names = append(p.products, product), append(p.names, *unit)
	p.rows = append(p.rows, packed{row, store.NameOf{ProductID: product, Name: *unit}, quantity})
}

func (p *packaging) multiply(ctx context.Context) error {
	var first error
	err := p.each(ctx, func(_ int, e *inventory.Error) {
		if first == nil {
			first = e
		}
	})
	return cmp.Or(err, first)
}

// stepRow is what the rows of steps have in common, whatever they are called:
// references that have to be resolved in the warehouse where the step is taken.
type stepRow struct {
	line      int
	quantity  *int64
	unit      *string
	lotID     *int64
	lotCode   *string
	lot       *int64 // where the lot's id goes; nil: codes stay codes
	locations []binRef
}

type binRef struct {
	name string
	id   *int64
	code *string
	to   *int64
}

// resolve fills in what the rows of a step name by code.
func (h *handlers) resolve(ctx context.Context, op store.OperationHead, site int64, path string, rows []stepRow) error {
	if err := h.resolveBins(ctx, site, path, rows); err != nil {
		return err
	}
	var lines []int32
	for _, r := range rows {
		if r.unit != nil || (r.lot != nil && r.lotCode != nil) {
			lines = append(lines, int32(r.line)) //nolint:gosec // the contract bounds it
		}
	}
	if lines == nil {
		return takeLotIDs(path, rows)
	}
	products, err := h.Store.LineProducts(ctx, op.ID, lines)
	if err != nil {
		return err
	}
	units := packaging{h: h, path: path}
	for i, r := range rows {
		units.add(i, products[r.line], r.unit, r.quantity)
	}
	if err := units.multiply(ctx); err != nil {
		return err
	}
	return h.resolveLots(ctx, path, rows, products)
}

func (h *handlers) resolveBins(ctx context.Context, site int64, path string, rows []stepRow) error {
	var codes []string
	for i, r := range rows {
		for _, b := range r.locations {
			if b.id != nil && b.code != nil {
				return invalid(fmt.Sprintf("%s[%d].%s", path, i, b.name), "name the bin by its id or by its code")
			}
			if b.id != nil {
				*b.to = *b.id
			}
			if b.code != nil {
				codes = append(codes, *b.code)
			}
		}
	}
	if codes == nil {
		return nil
	}
	ids, err := h.Store.LocationsByCode(ctx, site, codes)
	if err != nil {
		return err
	}
	for i, r := range rows {
		for _, b := range r.locations {
			if b.code == nil {
				continue
			}
			id, ok := ids[*b.code]
			if !ok {
				return notFoundAt(fmt.Sprintf("%s[%d].%s", path, i, b.name), "the warehouse has no bin %q", *b.code)
			}
			*b.to = id
		}
	}
	return nil
}

func takeLotIDs(path string, rows []stepRow) error {
	for i, r := range rows {
		if r.lot == nil {
			continue
		}
		if r.lotID != nil && r.lotCode != nil {
			return invalid(fmt.Sprintf("%s[%d].lot_code", path, i), "name the lot by its id or by its code")
		}
		if r.lotID != nil {
			*r.lot = *r.lotID
		}
	}
	return nil
}

func (h *handlers) resolveLots(ctx context.Context, path string, rows []stepRow, products map[int]int64) error {
	if err := takeLotIDs(path, rows); err != nil {
		return err
	}
	var of []int64
	var codes []string
	for _, r := range rows {
		if r.lot != nil && r.lotCode != nil {
			of, codes = append(of, products[r.line]), append(codes, *r.lotCode)
		}
	}
	if codes == nil {
		return nil
	}
	ids, err := h.Store.LotsByCode(ctx, of, codes)
	if err != nil {
		return err
	}
	for i, r := range rows {
		// A line that doesn't exist is the step's to refuse.
		if r.lot == nil || r.lotCode == nil || products[r.line] == 0 {
			continue
		}
		id, ok := ids[store.NameOf{ProductID: products[r.line], Name: *r.lotCode}]
		if !ok {
			return notFoundAt(fmt.Sprintf("%s[%d].lot_code", path, i), "the product has no lot %q", *r.lotCode)
		}
		*r.lot = id
	}
	return nil
}
