package httpapi

import (
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// ListWarehouses implements oas.StrictServerInterface.
func (h *handlers) ListWarehouses(ctx context.Context, r oas.ListWarehousesRequestObject) (oas.ListWarehousesResponseObject, error) {
	items, next, err := h.Store.ListWarehouses(ctx, principal(ctx).Scope(), value(r.Params.All), page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListWarehouses200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// CreateWarehouse implements oas.StrictServerInterface.
func (h *handlers) CreateWarehouse(ctx context.Context, r oas.CreateWarehouseRequestObject) (oas.CreateWarehouseResponseObject, error) {
	if err := need(ctx, inventory.ManageWarehouses); err != nil {
		return nil, err
	}
	n := store.NewWarehouse{
		Code: r.Body.Code, Name: r.Body.Name, Address: value(r.Body.Address), TimeZone: "UTC",
		TolerancePercent: value(r.Body.OverReceiptTolerancePercent), ApprovalQuantity: value(r.Body.TransferApprovalQuantity),
		CorrectionLimits: store.CorrectionLimits{
			StaffAdjusts: value(r.Body.AdjustmentStaffQuantity), AdjustmentApproval: value(r.Body.AdjustmentApprovalQuantity),
			CountTolerancePercent: -1, CountApproval: value(r.Body.CountApprovalQuantity),
		},
	}
	if r.Body.CountTolerancePercent != nil {
		n.CountTolerancePercent = *r.Body.CountTolerancePercent
	}
	if r.Body.TimeZone != nil {
		n.TimeZone = *r.Body.TimeZone
	}
	w, err := h.Store.CreateWarehouse(ctx, actor(ctx), n)
	if err != nil {
		return nil, err
	}
	return oas.CreateWarehouse201JSONResponse(w), nil
}

// UpdateWarehouse implements oas.StrictServerInterface.
func (h *handlers) UpdateWarehouse(ctx context.Context, r oas.UpdateWarehouseRequestObject) (oas.UpdateWarehouseResponseObject, error) {
	if err := needWarehouse(ctx, r.WarehouseID); err != nil {
		return nil, err
	}
	if err := need(ctx, inventory.ManageWarehouses); err != nil {
		return nil, err
	}
	w, err := h.Store.UpdateWarehouse(ctx, actor(ctx), r.WarehouseID, store.WarehouseChange{
		Name: r.Body.Name, Address: r.Body.Address, TimeZone: r.Body.TimeZone, Status: (*string)(r.Body.Status),
		TolerancePercent: r.Body.OverReceiptTolerancePercent, ApprovalQuantity: r.Body.TransferApprovalQuantity,
		StaffAdjusts: r.Body.AdjustmentStaffQuantity, AdjustmentApproval: r.Body.AdjustmentApprovalQuantity,
		CountTolerancePercent: r.Body.CountTolerancePercent, CountApproval: r.Body.CountApprovalQuantity,
	})
	if err != nil {
		return nil, err
	}
	return oas.UpdateWarehouse200JSONResponse(w), nil
}

// ListLocations implements oas.StrictServerInterface.
func (h *handlers) ListLocations(ctx context.Context, r oas.ListLocationsRequestObject) (oas.ListLocationsResponseObject, error) {
	if err := needWarehouse(ctx, r.WarehouseID); err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListLocations(ctx, r.WarehouseID, string(value(r.Params.Kind)), value(r.Params.Search),
		page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListLocations200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// CreateLocation implements oas.StrictServerInterface.
func (h *handlers) CreateLocation(ctx context.Context, r oas.CreateLocationRequestObject) (oas.CreateLocationResponseObject, error) {
	if err := needWarehouse(ctx, r.WarehouseID); err != nil {
		return nil, err
	}
	if err := need(ctx, inventory.ManageLocations); err != nil {
		return nil, err
	}
	l, err := h.Store.CreateLocation(ctx, actor(ctx), r.WarehouseID, r.Body.Code, string(r.Body.Kind))
	if err != nil {
		return nil, err
	}
	return oas.CreateLocation201JSONResponse(l), nil
}

// UpdateLocation implements oas.StrictServerInterface.
func (h *handlers) UpdateLocation(ctx context.Context, r oas.UpdateLocationRequestObject) (oas.UpdateLocationResponseObject, error) {
	if err := needWarehouse(ctx, r.WarehouseID); err != nil {
		return nil, err
	}
	if err := need(ctx, inventory.ManageLocations); err != nil {
		return nil, err
	}
	l, err := h.Store.UpdateLocation(ctx, actor(ctx), r.WarehouseID, r.LocationID, string(r.Body.Status))
	if err != nil {
		return nil, err
	}
	return oas.UpdateLocation200JSONResponse(l), nil
}

// SuggestPutAway implements oas.StrictServerInterface.
func (h *handlers) SuggestPutAway(ctx context.Context, r oas.SuggestPutAwayRequestObject) (oas.SuggestPutAwayResponseObject, error) {
	if err := needWarehouse(ctx, r.WarehouseID); err != nil {
		return nil, err
	}
	limit := int32(10)
	if r.Params.Limit != nil {
		limit = *r.Params.Limit
	}
	items, err := h.Store.SuggestPutAway(ctx, r.WarehouseID, r.Params.ProductID, value(r.Params.LotID), limit)
	if err != nil {
		return nil, err
	}
	return oas.SuggestPutAway200JSONResponse{Items: items}, nil
}
