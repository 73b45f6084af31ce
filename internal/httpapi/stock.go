package httpapi

import (
	"context"
	"slices"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/store"
)

// ListStock implements oas.StrictServerInterface.
func (h *handlers) ListStock(ctx context.Context, r oas.ListStockRequestObject) (oas.ListStockResponseObject, error) {
	f := store.StockFilter{Search: value(r.Params.Search), ProductID: value(r.Params.ProductID), WarehouseID: value(r.Params.WarehouseID)}
	if err := mayFilter(ctx, f.WarehouseID); err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListStock(ctx, principal(ctx).Scope(), f, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListStock200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// GetProductStock implements oas.StrictServerInterface. The copy in the cache
// is of all warehouses; each reader gets what it may see of it.
func (h *handlers) GetProductStock(ctx context.Context, r oas.GetProductStockRequestObject) (oas.GetProductStockResponseObject, error) {
	scope := principal(ctx).Scope()
	if h.Stock == nil {
		stock, err := h.Store.ProductStock(ctx, scope, r.ProductID)
		if err != nil {
			return nil, err
		}
		return oas.GetProductStock200JSONResponse(stock), nil
	}
	stock, err := h.Stock.Get(ctx, r.ProductID, func(ctx context.Context) (store.ProductStock, error) {
		return h.Store.ProductStock(ctx, store.Scope{Everywhere: true}, r.ProductID)
	})
	if err != nil {
		return nil, err
	}
	stock.Warehouses = slices.DeleteFunc(stock.Warehouses, func(l store.StockLevel) bool { return !scope.Sees(l.Warehouse.ID) })
	stock.Balances = slices.DeleteFunc(stock.Balances, func(b store.Balance) bool { return !scope.Sees(b.WarehouseID) })
	stock.Sum()
	return oas.GetProductStock200JSONResponse(stock), nil
}

// ListMovements implements oas.StrictServerInterface.
func (h *handlers) ListMovements(ctx context.Context, r oas.ListMovementsRequestObject) (oas.ListMovementsResponseObject, error) {
	f := store.MovementFilter{
		ProductID: value(r.Params.ProductID), WarehouseID: value(r.Params.WarehouseID), OperationID: value(r.Params.OperationID),
	}
	if err := mayFilter(ctx, f.WarehouseID); err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListMovements(ctx, principal(ctx).Scope(), f, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListMovements200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}
