package importer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"stockflow/internal/apiclient"
)

// Products enters the products of a file: those that don't exist are added,
// the others are brought up to what the file says of them.
func (r *Run) Products(ctx context.Context, c *Catalogue) (*Report, error) {
	e := &entry{Run: r, report: c.report}
	r.expect(len(c.Products))
	d, err := loadDirectory(ctx, r.Session)
	if err == nil {
		group, within := errgroup.WithContext(ctx)
		group.SetLimit(r.parallel())
		for _, p := range c.Products {
			existing, exists := d.products[p.SKU]
			group.Go(func() error {
				if within.Err() != nil {
					return context.Cause(within)
				}
				defer e.done()
				return e.product(within, p, existing, exists)
			})
		}
		err = group.Wait()
	}
	e.report.sort()
	return &e.report, err
}

// product adds or changes one product.
func (e *entry) product(ctx context.Context, p *Product, existing apiclient.Product, exists bool) error {
	added := false
	if !exists {
		product, err := apiclient.Answer[apiclient.Product](e.Session.CreateProductWithResponse(ctx, p.create()))
		if err != nil {
			return e.productRefused(p, err)
		}
		existing, added = product, true
	}
	change, changed, err := p.change(existing)
	if err == nil && changed {
		_, err = apiclient.Answer[apiclient.Product](e.Session.UpdateProductWithResponse(ctx, existing.ID, change))
	}
	if err != nil {
		return e.productRefused(p, err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case added:
		e.report.Entered++
	case changed:
		e.report.Changed++
	default:
		e.report.Repeated++
	}
	return nil
}

// errUnchangeable is what a product can't become.
var errUnchangeable = errors.New("this can't be changed")

func (e *entry) productRefused(p *Product, err error) error {
	var refusal *apiclient.Refusal
	problem := Problem{Line: p.Row, Document: p.SKU}
	switch {
	case errors.Is(err, errUnchangeable):
		problem.Column, problem.Reason = "base_unit", err.Error()
	case errors.As(err, &refusal) && !refusal.Failed() && refusal.Status != 401 && refusal.Status != 403 && refusal.Status != 429:
		problem.Reason = refusal.Error()
	default:
		return fmt.Errorf("product %s: %w", p.SKU, err)
	}
	e.problem(problem)
	return nil
}

// create is the request that adds the product.
func (p *Product) create() apiclient.NewProduct {
	return apiclient.NewProduct{
		Sku: p.SKU, Name: p.Name, Description: p.Description, Category: p.Category, BaseUnit: p.BaseUnit,
		TracksLots: p.TracksLots, TracksExpiry: p.TracksExpiry, ExpiryWarningDays: days(p.ExpiryWarningDays),
		ReorderLevel: p.ReorderLevel, PackagingUnits: packaging(p.Packaging), Barcodes: barcodes(p.Barcodes),
	}
}

// change is the request that brings an existing product up to the file, and
// whether there is anything to change.
func (p *Product) change(x apiclient.Product) (change apiclient.ProductChange, changed bool, err error) {
	if p.BaseUnit != nil && *p.BaseUnit != x.BaseUnit {
		return change, false, fmt.Errorf("%w: the product is counted in %q", errUnchangeable, x.BaseUnit)
	}
	if p.Name != x.Name {
		change.Name, changed = &p.Name, true
	}
	changed = differs(&change.Description, p.Description, &x.Description) || changed
	changed = differs(&change.Category, p.Category, &x.Category) || changed
	changed = differs(&change.TracksLots, p.TracksLots, &x.TracksLots) || changed
	changed = differs(&change.TracksExpiry, p.TracksExpiry, &x.TracksExpiry) || changed
	changed = differs(&change.ReorderLevel, p.ReorderLevel, x.ReorderLevel) || changed
	changed = differs(&change.ExpiryWarningDays, days(p.ExpiryWarningDays), x.ExpiryWarningDays) || changed
	if p.Retired != nil {
		status := apiclient.ProductStatusActive
		if *p.Retired {
			status = apiclient.ProductStatusRetired
		}
		changed = differs(&change.Status, &status, &x.Status) || changed
		if change.Status != nil && status == apiclient.ProductStatusRetired {
			// A list of products to retire doesn't ask what is left of them.
			runDown := true
			change.RunDown = &runDown
		}
	}
	if units := packaging(p.Packaging); units != nil && !slices.Equal(sorted(*units, unitKey), sorted(x.PackagingUnits, unitKey)) {
		change.PackagingUnits, changed = units, true
	}
	if codes := barcodes(p.Barcodes); codes != nil && !slices.Equal(sorted(*codes, barcodeKey), sorted(x.Barcodes, barcodeKey)) {
		change.Barcodes, changed = codes, true
	}
	return change, changed, nil
}

// differs sets a field of a change to what the file wants, if the product has
// something else.
func differs[T comparable](field **T, want, has *T) bool {
	if want == nil || has != nil && *has == *want {
		return false
	}
	*field = want
	return true
}

func days(n *int64) *int32 {
	if n == nil {
		return nil
	}
	d := int32(*n) // At most 3,650: the parser has seen to it.
	return &d
}

func packaging(units []Packaging) *[]apiclient.PackagingUnit {
	if len(units) == 0 {
		return nil
	}
	list := make([]apiclient.PackagingUnit, len(units))
	for i, u := range units {
		list[i] = apiclient.PackagingUnit{Name: u.Name, Factor: u.Factor}
	}
	return &list
}

func barcodes(codes []Barcode) *[]apiclient.Barcode {
	if len(codes) == 0 {
		return nil
	}
	list := make([]apiclient.Barcode, len(codes))
	for i, b := range codes {
		list[i] = apiclient.Barcode{Barcode: b.Code, PackagingUnit: given(b.Packaging)}
	}
	return &list
}

func unitKey(u apiclient.PackagingUnit) string { return fmt.Sprintf("%s=%d", u.Name, u.Factor) }

func barcodeKey(b apiclient.Barcode) string { return text(b.PackagingUnit) + "=" + b.Barcode }

// sorted gives the keys of a list in order, so that lists compare as sets.
func sorted[T any](list []T, key func(T) string) []string {
	keys := make([]string, len(list))
	for i, x := range list {
		keys[i] = key(x)
	}
	slices.Sort(keys)
	return keys
}
