package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// Threshold is a threshold as it is listed.
type Threshold struct {
	Product   ProductRef   `json:"product"`
	Warehouse WarehouseRef `json:"warehouse"`
	inventory.Threshold
	UpdatedBy UserRef   `json:"updated_by"`
	UpdatedAt time.Time `json:"updated_at"`
}

// ThresholdFilter narrows the list of thresholds.
type ThresholdFilter struct {
	WarehouseID, ProductID int64
	Search                 string
}

// ListThresholds lists the thresholds of the scope by product and warehouse.
func (s *Store) ListThresholds(ctx context.Context, scope Scope, f ThresholdFilter, page Page) ([]Threshold, string, error) {
	key, err := page.key("0", "0")
	if err != nil {
		return nil, "", err
	}
	product, err := keyID(key[0])
	if err != nil {
		return nil, "", err
	}
	warehouse, err := keyID(key[1])
	if err != nil {
		return nil, "", err
	}
	sites, err := s.sites(ctx, scope.narrowed(f.WarehouseID))
	if err != nil {
		return nil, "", err
	}
	rows, err := s.thresholdRows(ctx, f, sites, product, warehouse, page.rows())
	if err != nil {
		return nil, "", fmt.Errorf("list thresholds: %w", err)
	}
	named, err := s.warehouseNames(ctx, sites)
	if err != nil {
		return nil, "", err
	}
	items := make([]Threshold, len(rows))
	for i, r := range rows {
		items[i] = Threshold{
			Product: ProductRef{ID: r.ProductID, SKU: r.Sku, Name: r.Name, BaseUnit: r.BaseUnit}, Warehouse: named[r.WarehouseID],
			Threshold: inventory.Threshold{Minimum: r.Minimum, Maximum: r.Maximum, Target: r.Target, ReorderQuantity: r.ReorderQuantity},
			UpdatedBy: UserRef{ID: r.UpdatedBy, Name: r.UserName}, UpdatedAt: r.UpdatedAt.Time,
		}
	}
	items, next := cut(items, page, func(t Threshold) []string {
		return []string{strconv.FormatInt(t.Product.ID, 10), strconv.FormatInt(t.Warehouse.ID, 10)}
	})
	return items, next, nil
}

func (s *Store) thresholdRows(ctx context.Context, f ThresholdFilter, sites []int64, product, warehouse int64, limit int32) ([]dbsqlc.ListThresholdsRow, error) {
	among := []int64{f.ProductID}
	if f.ProductID == 0 && f.Search != "" {
		var err error
		if among, err = s.firstFound(ctx, f.Search, mostSearched); err != nil {
			return nil, err
		}
	}
	if f.ProductID == 0 && f.Search == "" {
		return s.q.ListThresholds(ctx, dbsqlc.ListThresholdsParams{Sites: sites, AfterProduct: product, AfterWarehouse: warehouse, MaxRows: limit})
	}
	rows, err := s.q.ListThresholdsAmong(ctx, dbsqlc.ListThresholdsAmongParams{
		ProductIds: among, Sites: sites, AfterProduct: product, AfterWarehouse: warehouse, MaxRows: limit,
	})
	found := make([]dbsqlc.ListThresholdsRow, len(rows))
	for i, r := range rows {
		found[i] = dbsqlc.ListThresholdsRow(r)
	}
	return found, err
}

// firstFound are the first products by name that a search finds: whoever looks
// for another says more.
func (s *Store) firstFound(ctx context.Context, search string, most int32) ([]int64, error) {
	rows, err := s.findProducts(ctx, search, "", "", 0, most)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids, nil
}
