package store

import (
	"context"
	"fmt"
	"strconv"

	"stockflow/internal/store/dbsqlc"
)

// StockFilter narrows the list of stock levels.
type StockFilter struct {
	Search      string
	ProductID   int64
	WarehouseID int64 // 0: all of the scope
}

// ListStock lists products by name with their stock in the warehouses of the
// scope; with a warehouse, those that it has ever held or is about to get.
func (s *Store) ListStock(ctx context.Context, scope Scope, f StockFilter, page Page) ([]StockItem, string, error) {
	name, id, err := page.nameKey()
	if err != nil {
		return nil, "", err
	}
	products, err := s.stockProducts(ctx, f, name, id, page.rows())
	if err != nil {
		return nil, "", fmt.Errorf("list stock: %w", err)
	}
	products, next := cut(products, page, func(p ProductRef) []string { return []string{p.Name, strconv.FormatInt(p.ID, 10)} })
	items, err := s.levels(ctx, scope.narrowed(f.WarehouseID), products)
	return items, next, err
}

func (s *Store) stockProducts(ctx context.Context, f StockFilter, name string, id int64, limit int32) ([]ProductRef, error) {
	rows, err := s.stockRows(ctx, f, name, id, limit)
	if err != nil {
		return nil, err
	}
	refs := make([]ProductRef, len(rows))
	for i, r := range rows {
		refs[i] = ProductRef{ID: r.ID, SKU: r.Sku, Name: r.Name, BaseUnit: r.BaseUnit}
	}
	return refs, nil
}

func (s *Store) stockRows(ctx context.Context, f StockFilter, name string, id int64, limit int32) ([]dbsqlc.Product, error) {
	found, few := []int64{f.ProductID}, f.ProductID != 0
	if f.Search != "" && !few {
		var err error
		if found, few, err = s.productsFound(ctx, f.Search); err != nil {
			return nil, err
		}
	}
	switch {
	case f.WarehouseID != 0 && few:
		return s.q.WarehouseStockProductsAmong(ctx, dbsqlc.WarehouseStockProductsAmongParams{
			Ids: found, WarehouseID: f.WarehouseID, AfterName: name, AfterID: id, MaxRows: limit,
		})
	case f.WarehouseID != 0:
		return s.q.WarehouseStockProducts(ctx, dbsqlc.WarehouseStockProductsParams{
			Part: likePart(f.Search), Prefix: likePrefix(f.Search), Barcode: f.Search, WarehouseID: f.WarehouseID,
			AfterName: name, AfterID: id, MaxRows: limit,
		})
	case few:
		return s.q.ProductsAmong(ctx, dbsqlc.ProductsAmongParams{Ids: found, AfterName: name, AfterID: id, MaxRows: limit})
	}
	return s.findProducts(ctx, f.Search, "", name, id, limit)
}

// levels adds to products their stock by warehouse.
func (s *Store) levels(ctx context.Context, scope Scope, products []ProductRef) ([]StockItem, error) {
	items := make([]StockItem, len(products))
	at := make(map[int64]*StockItem, len(products))
	ids := make([]int64, len(products))
	for i, p := range products {
		items[i] = StockItem{Product: p, Warehouses: []StockLevel{}}
		at[p.ID], ids[i] = &items[i], p.ID
	}
	if len(ids) == 0 {
		return items, nil
	}
	sites, err := s.sites(ctx, scope)
	if err != nil {
		return nil, err
	}
	named, err := s.warehouseNames(ctx, sites)
	if err != nil {
		return nil, err
	}
	rows, err := s.q.StockLevels(ctx, dbsqlc.StockLevelsParams{ProductIds: ids, WarehouseIds: sites})
	if err != nil {
		return nil, fmt.Errorf("read stock levels: %w", err)
	}
	for _, r := range rows {
		x := at[r.ProductID].level(named[r.WarehouseID])
		x.OnHand, x.Reserved, x.Available = r.OnHand, r.Reserved, r.Available
	}
	coming, err := s.q.IncomingTransit(ctx, dbsqlc.IncomingTransitParams{ProductIds: ids, WarehouseIds: sites})
	if err != nil {
		return nil, fmt.Errorf("read goods on the road: %w", err)
	}
	for _, r := range coming {
		at[r.ProductID].level(named[r.WarehouseID]).InTransit = r.Quantity
	}
	for i := range items {
		items[i].Sum()
	}
	return items, nil
}

// level finds or makes the level of a warehouse.
func (x *StockItem) level(w WarehouseRef) *StockLevel {
	for i := range x.Warehouses {
		if x.Warehouses[i].Warehouse.ID == w.ID {
			return &x.Warehouses[i]
		}
	}
	x.Warehouses = append(x.Warehouses, StockLevel{Warehouse: w})
	return &x.Warehouses[len(x.Warehouses)-1]
}

// Sum makes the totals those of the warehouses.
func (x *StockItem) Sum() {
	x.OnHand, x.Reserved, x.Available, x.InTransit = 0, 0, 0, 0
	for _, w := range x.Warehouses {
		x.OnHand += w.OnHand
		x.Reserved += w.Reserved
		x.Available += w.Available
		x.InTransit += w.InTransit
	}
}

// maxBalances bounds how many balances of a product are listed.
const maxBalances = 1000

// ProductStock reads a product's stock down to the bin and the lot.
func (s *Store) ProductStock(ctx context.Context, scope Scope, productID int64) (ProductStock, error) {
	p, err := s.q.ProductByID(ctx, productID)
	if err != nil {
		return ProductStock{}, notFound(err, "product")
	}
	items, err := s.levels(ctx, scope, []ProductRef{{ID: p.ID, SKU: p.Sku, Name: p.Name, BaseUnit: p.BaseUnit}})
	if err != nil {
		return ProductStock{}, err
	}
	sites, err := s.sites(ctx, scope)
	if err != nil {
		return ProductStock{}, err
	}
	rows, err := s.q.BalancesOfProduct(ctx, dbsqlc.BalancesOfProductParams{ProductID: productID, WarehouseIds: sites, MaxRows: maxBalances})
	if err != nil {
		return ProductStock{}, fmt.Errorf("read balances: %w", err)
	}
	stock := ProductStock{StockItem: items[0], Balances: make([]Balance, len(rows))}
	for i, r := range rows {
		b := Balance{
			WarehouseID: r.WarehouseID, OnHand: r.OnHand, Reserved: r.Reserved,
			Location: LocationRef{ID: r.LocationID, Code: r.LocationCode, Kind: r.LocationKind, WarehouseID: r.WarehouseID},
		}
		if r.Promisable {
			b.Available = r.OnHand - r.Reserved
		}
		if r.LotID != nil {
			b.Lot = &Lot{ID: *r.LotID, ProductID: productID, Code: r.LotCode, ExpiresOn: dateText(r.ExpiresOn), Status: r.LotStatus}
		}
		stock.Balances[i] = b
	}
	return stock, nil
}
