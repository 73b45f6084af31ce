package importer

import (
	"context"
	"fmt"
	"strings"

	"stockflow/internal/apiclient"
)

// pageSize is the longest page that the API gives.
const pageSize int32 = 200

// directory knows what the documents of a file may name.
type directory struct {
	session    *apiclient.Session
	warehouses map[string]apiclient.Warehouse
	products   map[string]apiclient.Product
	// bins are the locations of the warehouses that were asked for.
	bins map[string]map[string]apiclient.Location
	lots map[[2]string]bool
}

// loadDirectory reads the warehouses and the products.
func loadDirectory(ctx context.Context, s *apiclient.Session) (*directory, error) {
	d := &directory{
		session: s, warehouses: map[string]apiclient.Warehouse{}, products: map[string]apiclient.Product{},
		bins: map[string]map[string]apiclient.Location{}, lots: map[[2]string]bool{},
	}
	limit, all := pageSize, true
	for w, err := range apiclient.Pages(func(cursor *string) ([]apiclient.Warehouse, *string, error) {
		page, err := apiclient.Answer[apiclient.WarehousePage](s.ListWarehousesWithResponse(ctx,
			&apiclient.ListWarehousesParams{All: &all, Cursor: cursor, Limit: &limit}))
		return page.Items, page.NextCursor, err
	}) {
		if err != nil {
			return nil, fmt.Errorf("list the warehouses: %w", err)
		}
		d.warehouses[w.Code] = w
	}
	for p, err := range apiclient.Pages(func(cursor *string) ([]apiclient.Product, *string, error) {
		page, err := apiclient.Answer[apiclient.ProductPage](s.ListProductsWithResponse(ctx,
			&apiclient.ListProductsParams{Cursor: cursor, Limit: &limit}))
		return page.Items, page.NextCursor, err
	}) {
		if err != nil {
			return nil, fmt.Errorf("list the products: %w", err)
		}
		d.products[p.Sku] = p
	}
	return d, nil
}

// warehouse finds a warehouse by its code, however that is written.
func (d *directory) warehouse(code string) (apiclient.Warehouse, bool) {
	w, ok := d.warehouses[code]
	if !ok {
		w, ok = d.warehouses[strings.ToUpper(code)]
	}
	return w, ok
}

// bin finds a location of a warehouse by its code.
func (d *directory) bin(ctx context.Context, w apiclient.Warehouse, code string) (apiclient.Location, bool, error) {
	if d.bins[w.Code] == nil {
		bins := map[string]apiclient.Location{}
		limit := pageSize
		for l, err := range apiclient.Pages(func(cursor *string) ([]apiclient.Location, *string, error) {
			page, err := apiclient.Answer[apiclient.LocationPage](d.session.ListLocationsWithResponse(ctx, w.ID,
				&apiclient.ListLocationsParams{Cursor: cursor, Limit: &limit}))
			return page.Items, page.NextCursor, err
		}) {
			if err != nil {
				return apiclient.Location{}, false, fmt.Errorf("list the bins of %s: %w", w.Code, err)
			}
			bins[l.Code] = l
		}
		d.bins[w.Code] = bins
	}
	l, ok := d.bins[w.Code][code]
	return l, ok, nil
}

// knowsLot tells whether a lot of a product has been received before.
func (d *directory) knowsLot(ctx context.Context, p apiclient.Product, code string) (bool, error) {
	key := [2]string{p.Sku, code}
	if known, asked := d.lots[key]; asked {
		return known, nil
	}
	limit := pageSize
	page, err := apiclient.Answer[apiclient.LotPage](d.session.ListProductLotsWithResponse(ctx, p.ID,
		&apiclient.ListProductLotsParams{Search: &code, Limit: &limit}))
	if err != nil {
		return false, fmt.Errorf("list the lots of %s: %w", p.Sku, err)
	}
	known := false
	for _, l := range page.Items {
		known = known || l.Code == code
	}
	d.lots[key] = known
	return known, nil
}
