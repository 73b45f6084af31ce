package northwind

import (
	"context"
	"fmt"
	"io"

	"stockflow/internal/apiclient"
)

// pageSize is the longest page that the API gives.
const pageSize int32 = 200

// Check asks the API for the figures, prints them beside those that have to
// come out, and counts the differences.
func (h *History) Check(ctx context.Context, s *apiclient.Session, out io.Writer) (differences int, err error) {
	warehouse, err := findWarehouse(ctx, s)
	if err != nil {
		return 0, err
	}
	levels, got, err := stockLevels(ctx, s, warehouse)
	if err != nil {
		return 0, err
	}
	if got.Low, err = h.countLow(ctx, s, levels); err != nil {
		return 0, err
	}
	if got.Dispatched, err = dispatched(ctx, s, warehouse); err != nil {
		return 0, err
	}
	want := h.Figures()
	for _, f := range []struct {
		name      string
		got, want int64
	}{
		{"available", got.Available, want.Available},
		{"reserved", got.Reserved, want.Reserved},
		{"dispatched", got.Dispatched, want.Dispatched},
		{"live products at or under their reorder level", int64(got.Low), int64(want.Low)},
	} {
		verdict := "as it should be"
		if f.got != f.want {
			verdict = fmt.Sprintf("DIFFERS: it should be %d", f.want)
			differences++
		}
		fmt.Fprintf(out, "%-46s %7d  %s\n", f.name, f.got, verdict)
	}
	same := 0
	for _, p := range h.products {
		if l := levels[p.sku]; l.OnHand-l.Reserved != p.left {
			differences++
			fmt.Fprintf(out, "%s: on hand %d less reserved %d DIFFERS: it should be %d\n", p.sku, l.OnHand, l.Reserved, p.left)
		} else {
			same++
		}
	}
	fmt.Fprintf(out, "on hand less reserved is units_in_stock for %d of %d products\n", same, len(h.products))
	return differences, nil
}

func findWarehouse(ctx context.Context, s *apiclient.Session) (apiclient.Warehouse, error) {
	limit := pageSize
	for w, err := range apiclient.Pages(func(cursor *string) ([]apiclient.Warehouse, *string, error) {
		page, err := apiclient.Answer[apiclient.WarehousePage](s.ListWarehousesWithResponse(ctx, &apiclient.ListWarehousesParams{Cursor: cursor, Limit: &limit}))
		return page.Items, page.NextCursor, err
	}) {
		if err != nil || w.Code == warehouseCode {
			return w, err
		}
	}
	return apiclient.Warehouse{}, fmt.Errorf("there is no warehouse %s", warehouseCode)
}

// stockLevels gives the stock in the warehouse by SKU, and its sums.
func stockLevels(ctx context.Context, s *apiclient.Session, w apiclient.Warehouse) (map[string]apiclient.StockItem, Figures, error) {
	levels := map[string]apiclient.StockItem{}
	var sums Figures
	limit := pageSize
	for item, err := range apiclient.Pages(func(cursor *string) ([]apiclient.StockItem, *string, error) {
		page, err := apiclient.Answer[apiclient.StockPage](s.ListStockWithResponse(ctx, &apiclient.ListStockParams{WarehouseID: &w.ID, Cursor: cursor, Limit: &limit}))
		return page.Items, page.NextCursor, err
	}) {
		if err != nil {
			return nil, sums, fmt.Errorf("list the stock: %w", err)
		}
		levels[item.Product.Sku] = item
		sums.Available += item.Available
		sums.Reserved += item.Reserved
	}
	return levels, sums, nil
}

// countLow counts the live products of the history at or under their reorder level.
func (h *History) countLow(ctx context.Context, s *apiclient.Session, levels map[string]apiclient.StockItem) (int, error) {
	low, ours := 0, map[string]bool{}
	for _, p := range h.products {
		ours[p.sku] = true
	}
	limit, status := pageSize, apiclient.ProductStatusActive
	for p, err := range apiclient.Pages(func(cursor *string) ([]apiclient.Product, *string, error) {
		page, err := apiclient.Answer[apiclient.ProductPage](s.ListProductsWithResponse(ctx,
			&apiclient.ListProductsParams{Status: &status, Cursor: cursor, Limit: &limit}))
		return page.Items, page.NextCursor, err
	}) {
		if err != nil {
			return 0, fmt.Errorf("list the products: %w", err)
		}
		if ours[p.Sku] && p.ReorderLevel != nil && levels[p.Sku].Available <= *p.ReorderLevel {
			low++
		}
	}
	return low, nil
}

// dispatched sums what has left by shipments.
func dispatched(ctx context.Context, s *apiclient.Session, w apiclient.Warehouse) (int64, error) {
	var sum int64
	limit, kind := pageSize, apiclient.OperationKindShipment
	for o, err := range apiclient.Pages(func(cursor *string) ([]apiclient.OperationSummary, *string, error) {
		page, err := apiclient.Answer[apiclient.OperationPage](s.ListOperationsWithResponse(ctx,
			&apiclient.ListOperationsParams{Kind: &kind, WarehouseID: &w.ID, Cursor: cursor, Limit: &limit}))
		return page.Items, page.NextCursor, err
	}) {
		if err != nil {
			return 0, fmt.Errorf("list the shipments: %w", err)
		}
		sum += o.Totals.Dispatched
	}
	return sum, nil
}
