package httpapi

import (
	"context"
	"time"

	"stockflow/internal/httpapi/oas"
)

// ScanCode implements oas.StrictServerInterface.
func (h *handlers) ScanCode(ctx context.Context, r oas.ScanCodeRequestObject) (oas.ScanCodeResponseObject, error) {
	scope := principal(ctx).Scope()
	if id := r.Params.WarehouseID; id != nil {
		if err := needWarehouse(ctx, *id); err != nil {
			return nil, err
		}
		scope.Everywhere, scope.Warehouses = false, []int64{*id}
	}
	scan, err := h.Store.Scan(ctx, scope, r.Params.Code, time.Now().UTC())
	if err != nil {
		return nil, err
	}
	return oas.ScanCode200JSONResponse(scan), nil
}

// SearchProducts implements oas.StrictServerInterface.
func (h *handlers) SearchProducts(ctx context.Context, r oas.SearchProductsRequestObject) (oas.SearchProductsResponseObject, error) {
	limit := 20
	if r.Params.Limit != nil {
		limit = int(*r.Params.Limit)
	}
	items, err := h.Store.SearchProducts(ctx, r.Params.Q, string(value(r.Params.Status)), limit)
	if err != nil {
		return nil, err
	}
	return oas.SearchProducts200JSONResponse{Items: items}, nil
}
