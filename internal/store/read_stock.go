package store

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/store/dbsqlc"
)

// StockFilter narrows the list of stock levels.
type StockFilter struct {
	Search      string
	ProductID   int64
	WarehouseID int64 // 0: all of the scope
}

// ListStock lists products by name with their stock in the warehouses of the
// scope; with a warehouse, those that it has ever held.
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
	if f.WarehouseID != 0 {
		scope = Scope{Warehouses: []int64{f.WarehouseID}}
	}
	items, err := s.levels(ctx, scope, products)
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
	refs, err := s.WarehouseRefs(ctx, Scope{Warehouses: sites})
	if err != nil {
		return nil, err
	}
	named := make(map[int64]WarehouseRef, len(refs))
	for _, r := range refs {
		named[r.ID] = r
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

// MovementFilter narrows the ledger.
type MovementFilter struct {
	ProductID, WarehouseID int64
	OperationID            string
}

const (
	// ledgerWindow is how much of the ledger is looked through at a time, and
	// ledgerWindows how often for one page: what is sought of a quiet warehouse
	// may lie far back, and no request may read the whole ledger for it.
	ledgerWindow  = 20_000
	ledgerWindows = 10
)

// ListMovements reads the ledger, newest first. A page may be short although
// more follows.
func (s *Store) ListMovements(ctx context.Context, scope Scope, f MovementFilter, page Page) ([]Movement, string, error) {
	key, err := page.key("")
	if err != nil {
		return nil, "", err
	}
	if f.OperationID != "" || f.ProductID != 0 || (scope.Everywhere && f.WarehouseID == 0) {
		// These have an index, or take whatever comes.
		return s.movementPage(ctx, scope, f, page, key[0])
	}
	before, err := s.movementsFrom(ctx, key[0])
	if err != nil {
		return nil, "", err
	}
	var items []Movement
	for range ledgerWindows {
		from := max(before-ledgerWindow, 1)
		rows, err := s.movements(ctx, scope, f, from, before, page.rows()-int32(len(items))) //nolint:gosec // less than a page
		if err != nil {
			return nil, "", err
		}
		items = append(items, rows...)
		before = from
		if len(items) > page.Limit || from == 1 {
			items, next := cut(items, page, movementKey)
			return items, next, nil
		}
	}
	next := cursorOf(strconv.FormatInt(before, 10))
	if items == nil {
		items = []Movement{}
	}
	return items, next, nil
}

func movementKey(m Movement) []string { return []string{strconv.FormatInt(m.ID, 10)} }

// movementsFrom is the id before which a page begins.
func (s *Store) movementsFrom(ctx context.Context, key string) (int64, error) {
	if key != "" {
		return keyID(key)
	}
	newest, err := s.q.NewestMovement(ctx)
	if err != nil {
		return 0, fmt.Errorf("find the newest movement: %w", err)
	}
	return newest + 1, nil
}

func (s *Store) movementPage(ctx context.Context, scope Scope, f MovementFilter, page Page, key string) ([]Movement, string, error) {
	before := int64(math.MaxInt64)
	if key != "" {
		var err error
		if before, err = keyID(key); err != nil {
			return nil, "", err
		}
	}
	items, err := s.movements(ctx, scope, f, 0, before, page.rows())
	if err != nil {
		return nil, "", err
	}
	items, next := cut(items, page, movementKey)
	return items, next, nil
}

func (s *Store) movements(ctx context.Context, scope Scope, f MovementFilter, from, before int64, limit int32) ([]Movement, error) {
	var rows []dbsqlc.ListMovementsRow
	var err error
	if f.OperationID == "" {
		rows, err = s.q.ListMovements(ctx, dbsqlc.ListMovementsParams{
			FromID: from, BeforeID: before, ProductID: f.ProductID, Everywhere: scope.Everywhere, WarehouseIds: scope.Warehouses,
			WarehouseID: f.WarehouseID, MaxRows: limit,
		})
	} else {
		var same []dbsqlc.ListMovementsOfOperationRow
		same, err = s.q.ListMovementsOfOperation(ctx, dbsqlc.ListMovementsOfOperationParams{
			OperationID: f.OperationID, BeforeID: before, ProductID: f.ProductID, Everywhere: scope.Everywhere,
			WarehouseIds: scope.Warehouses, WarehouseID: f.WarehouseID, MaxRows: limit,
		})
		for _, r := range same {
			rows = append(rows, dbsqlc.ListMovementsRow(r))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("list movements: %w", err)
	}
	items := make([]Movement, len(rows))
	for i, r := range rows {
		items[i] = movementOf(r)
	}
	return items, nil
}

func movementOf(r dbsqlc.ListMovementsRow) Movement {
	return Movement{
		ID: r.ID, MovedAt: r.MovedAt.Time, StepNo: r.StepNo, LineNo: r.LineNo, Quantity: r.Quantity, Kind: r.Kind,
		Operation: OperationRef{ID: r.OperationID, Number: r.Number, Kind: r.OperationKind},
		Product:   ProductRef{ID: r.ProductID, SKU: r.Sku, Name: r.ProductName, BaseUnit: r.BaseUnit},
		Lot:       lotRef(r.LotID, r.LotCode, r.ExpiresOn),
		From:      MovementSide{Account: r.FromAccount, Location: locationRef(r.FromLocationID, r.FromCode, r.FromKind, r.FromWarehouseID)},
		To:        MovementSide{Account: r.ToAccount, Location: locationRef(r.ToLocationID, r.ToCode, r.ToKind, r.ToWarehouseID)},
		User:      UserRef{ID: r.UserID, Name: r.UserName},
	}
}

func lotRef(id *int64, code string, expires pgtype.Date) *LotRef {
	if id == nil {
		return nil
	}
	return &LotRef{ID: *id, Code: code, ExpiresOn: dateText(expires)}
}

func locationRef(id *int64, code, kind string, warehouseID int64) *LocationRef {
	if id == nil {
		return nil
	}
	return &LocationRef{ID: *id, Code: code, Kind: kind, WarehouseID: warehouseID}
}
