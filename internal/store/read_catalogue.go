package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"stockflow/internal/gs1"
	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// ListWarehouses lists warehouses by code: those of the scope, or, with all,
// every active one, since goods may be sent anywhere.
func (s *Store) ListWarehouses(ctx context.Context, scope Scope, all bool, page Page) ([]Warehouse, string, error) {
	key, err := page.key("")
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.ListWarehouses(ctx, dbsqlc.ListWarehousesParams{
		Everything: all || scope.Everywhere, Ids: scope.Warehouses, ActiveOnly: all, AfterCode: key[0], MaxRows: page.rows(),
	})
	if err != nil {
		return nil, "", fmt.Errorf("list warehouses: %w", err)
	}
	items := make([]Warehouse, len(rows))
	for i, r := range rows {
		items[i] = warehouseOf(r, scope)
	}
	items, next := cut(items, page, func(w Warehouse) []string { return []string{w.Code} })
	return items, next, nil
}

func warehouseOf(r dbsqlc.Warehouse, scope Scope) Warehouse {
	return Warehouse{
		ID: r.ID, Code: r.Code, Name: r.Name, Address: r.Address, TimeZone: r.TimeZone, Status: r.Status,
		OverReceiptTolerancePercent: r.OverReceiptTolerancePercent, TransferApprovalQuantity: deref(r.TransferApprovalQuantity),
		AdjustmentStaffQuantity: r.AdjustmentStaffQuantity, AdjustmentApprovalQuantity: deref(r.AdjustmentApprovalQuantity),
		CountTolerancePercent: noTolerance(r.CountTolerancePercent), CountApprovalQuantity: deref(r.CountApprovalQuantity),
		Member: scope.Sees(r.ID),
	}
}

// WarehouseRefs names the warehouses of a scope; of all, only the active ones.
func (s *Store) WarehouseRefs(ctx context.Context, scope Scope) ([]WarehouseRef, error) {
	rows, err := s.q.WarehouseRefs(ctx, dbsqlc.WarehouseRefsParams{Everything: scope.Everywhere, Ids: scope.Warehouses})
	if err != nil {
		return nil, fmt.Errorf("name warehouses: %w", err)
	}
	refs := make([]WarehouseRef, len(rows))
	for i, r := range rows {
		refs[i] = WarehouseRef(r)
	}
	return refs, nil
}

// ListLocations lists a warehouse's bins by code.
func (s *Store) ListLocations(ctx context.Context, warehouseID int64, kind, search string, page Page) ([]Location, string, error) {
	key, err := page.key("")
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.ListLocations(ctx, dbsqlc.ListLocationsParams{
		WarehouseID: warehouseID, Prefix: likePrefix(search), Kind: kind, AfterCode: key[0], MaxRows: page.rows(),
	})
	if err != nil {
		return nil, "", fmt.Errorf("list locations: %w", err)
	}
	items := make([]Location, len(rows))
	for i, r := range rows {
		items[i] = locationOf(r)
	}
	items, next := cut(items, page, func(l Location) []string { return []string{l.Code} })
	if len(items) == 0 {
		// An empty list of a warehouse that isn't there would be a lie.
		exists, err := s.q.WarehouseExists(ctx, warehouseID)
		if err != nil {
			return nil, "", fmt.Errorf("look for a warehouse: %w", err)
		}
		if !exists {
			return nil, "", inventory.Refusef(inventory.CodeNotFound, "there is no such warehouse")
		}
	}
	return items, next, nil
}

func locationOf(r dbsqlc.Location) Location {
	return Location{ID: r.ID, WarehouseID: r.WarehouseID, Code: r.Code, Kind: r.Kind, Status: r.Status}
}

// ProductFilter says which products are listed.
type ProductFilter struct {
	// Search is a part of the name, the beginning of the SKU, or a barcode.
	Search string
	Status string
	// CategoryID is a category with all below it; 0: any, and none. It is not
	// given together with a search.
	CategoryID int64
}

// ListProducts lists products by name.
func (s *Store) ListProducts(ctx context.Context, f ProductFilter, page Page) ([]Product, string, error) {
	name, id, err := page.nameKey()
	if err != nil {
		return nil, "", err
	}
	var rows []dbsqlc.Product
	if f.CategoryID != 0 {
		rows, err = s.productsOf(ctx, f, name, id, page.rows())
	} else {
		rows, err = s.findProducts(ctx, f.Search, f.Status, name, id, page.rows())
	}
	if err != nil {
		return nil, "", fmt.Errorf("list products: %w", err)
	}
	rows, next := cut(rows, page, func(p dbsqlc.Product) []string { return []string{p.Name, strconv.FormatInt(p.ID, 10)} })
	items, err := withUnits(ctx, s.q, rows)
	return items, next, err
}

// productsOf lists the products of a category and of all below it.
func (s *Store) productsOf(ctx context.Context, f ProductFilter, name string, id int64, limit int32) ([]dbsqlc.Product, error) {
	categories, err := subtree(ctx, s.q, f.CategoryID)
	if err != nil {
		return nil, err
	}
	return s.q.ListProductsOf(ctx, dbsqlc.ListProductsOfParams{
		Categories: categories, Status: f.Status, AfterName: name, AfterID: id, MaxRows: limit,
	})
}

func (s *Store) findProducts(ctx context.Context, search, status, name string, id int64, limit int32) ([]dbsqlc.Product, error) {
	if search == "" {
		return s.q.ListProducts(ctx, dbsqlc.ListProductsParams{Status: status, AfterName: name, AfterID: id, MaxRows: limit})
	}
	found, few, err := s.productsFound(ctx, search)
	switch {
	case err != nil:
		return nil, err
	case few:
		return s.q.ProductsAmong(ctx, dbsqlc.ProductsAmongParams{Ids: found, Status: status, AfterName: name, AfterID: id, MaxRows: limit})
	}
	return s.q.SearchProducts(ctx, dbsqlc.SearchProductsParams{
		Part: likePart(search), Prefix: likePrefix(search), Barcode: search, Status: status, AfterName: name, AfterID: id, MaxRows: limit,
	})
}

const (
	// fewFound is up to how many things are few: they are found first and then
	// ordered. Of more, every part of the order has some, so it is read until
	// a page is full.
	fewFound = 1000
	// trigram is the length of text from which its index can help.
	trigram = 3
)

// productsFound finds the products of a search if they are few.
func (s *Store) productsFound(ctx context.Context, search string) (ids []int64, few bool, err error) {
	if utf8.RuneCountInString(search) < trigram {
		return nil, false, nil
	}
	ids, err = s.q.ProductsFound(ctx, dbsqlc.ProductsFoundParams{
		Part: likePart(search), Prefix: likePrefix(search), Barcode: search, MaxRows: fewFound + 1,
	})
	return ids, len(ids) <= fewFound, err
}

// nameKey is the cursor of lists that are ordered by name and id.
func (p Page) nameKey() (name string, id int64, err error) {
	key, err := p.key("", "0")
	if err != nil {
		return "", 0, err
	}
	id, err = keyID(key[1])
	return key[0], id, err
}

// Product reads a product with its units and codes.
func (s *Store) Product(ctx context.Context, id int64) (Product, error) {
	row, err := s.q.ProductByID(ctx, id)
	if err != nil {
		return Product{}, notFound(err, "product")
	}
	items, err := withUnits(ctx, s.q, []dbsqlc.Product{row})
	if err != nil {
		return Product{}, err
	}
	return items[0], nil
}

// withUnits adds the categories, packaging units and barcodes of products.
func withUnits(ctx context.Context, q *dbsqlc.Queries, rows []dbsqlc.Product) ([]Product, error) {
	items := make([]Product, len(rows))
	ids := make([]int64, len(rows))
	at := make(map[int64]*Product, len(rows))
	for i, r := range rows {
		ids[i], at[r.ID] = r.ID, &items[i]
		items[i] = Product{
			ID: r.ID, SKU: r.Sku, Name: r.Name, Description: r.Description, CategoryID: r.CategoryID, BaseUnit: r.BaseUnit,
			Status: r.Status, TracksLots: r.TracksLots, TracksExpiry: r.TracksExpiry, ExpiryWarningDays: r.ExpiryWarningDays,
			ReorderLevel: r.ReorderLevel, PackagingUnits: []PackagingUnit{}, Barcodes: []Barcode{},
		}
	}
	if len(ids) == 0 {
		return items, nil
	}
	if err := withCategories(ctx, q, items); err != nil {
		return nil, err
	}
	units, err := q.PackagingUnitsOf(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read packaging units: %w", err)
	}
	for _, u := range units {
		p := at[u.ProductID]
		p.PackagingUnits = append(p.PackagingUnits, PackagingUnit{Name: u.Name, Factor: u.Factor})
	}
	codes, err := q.BarcodesOf(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read barcodes: %w", err)
	}
	for _, c := range codes {
		p := at[c.ProductID]
		p.Barcodes = append(p.Barcodes, Barcode{Barcode: c.Barcode, PackagingUnit: c.Unit, Type: barcodeType(c.Barcode)})
	}
	return items, nil
}

func withCategories(ctx context.Context, q *dbsqlc.Queries, items []Product) error {
	named := map[int64]string{}
	for _, p := range items {
		if p.CategoryID != nil {
			named[*p.CategoryID] = ""
		}
	}
	if len(named) == 0 {
		return nil
	}
	rows, err := q.CategoryPaths(ctx, slices.Collect(maps.Keys(named)))
	if err != nil {
		return fmt.Errorf("name categories: %w", err)
	}
	for _, r := range rows {
		named[r.ID] = r.Path
	}
	for i, p := range items {
		if p.CategoryID != nil {
			items[i].Category = named[*p.CategoryID]
		}
	}
	return nil
}

func barcodeType(code string) string {
	if _, ok := gs1.GTIN14(code); ok {
		return "gtin"
	}
	return "other"
}

// ListProductLots lists a product's lots by code.
func (s *Store) ListProductLots(ctx context.Context, productID int64, search string, page Page) ([]Lot, string, error) {
	key, err := page.key("")
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.ListLots(ctx, dbsqlc.ListLotsParams{
		ProductID: productID, Prefix: likePrefix(search), AfterCode: key[0], MaxRows: page.rows(),
	})
	if err != nil {
		return nil, "", fmt.Errorf("list lots: %w", err)
	}
	items := make([]Lot, len(rows))
	for i, r := range rows {
		items[i] = Lot{ID: r.ID, ProductID: r.ProductID, Code: r.Code, ExpiresOn: dateText(r.ExpiresOn), Status: r.Status}
	}
	items, next := cut(items, page, func(l Lot) []string { return []string{l.Code} })
	if len(items) == 0 {
		if _, err := s.q.ProductByID(ctx, productID); err != nil {
			return nil, "", notFound(err, "product")
		}
	}
	return items, next, nil
}

// noTolerance reads null as -1.
func noTolerance(p *int32) int32 {
	if p == nil {
		return -1
	}
	return *p
}
