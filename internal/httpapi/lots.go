package httpapi

import (
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// ListLots implements oas.StrictServerInterface.
func (h *handlers) ListLots(ctx context.Context, r oas.ListLotsRequestObject) (oas.ListLotsResponseObject, error) {
	f := store.LotFilter{
		Search: value(r.Params.Search), ProductID: value(r.Params.ProductID), Status: string(value(r.Params.Status)),
		ExpiresBefore: value(r.Params.ExpiresBefore), WarehouseID: value(r.Params.WarehouseID),
	}
	if err := mayFilter(ctx, f.WarehouseID); err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListLots(ctx, principal(ctx).Scope(), f, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListLots200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// GetLot implements oas.StrictServerInterface.
func (h *handlers) GetLot(ctx context.Context, r oas.GetLotRequestObject) (oas.GetLotResponseObject, error) {
	lot, err := h.Store.Lot(ctx, principal(ctx).Scope(), r.LotID)
	if err != nil {
		return nil, err
	}
	return oas.GetLot200JSONResponse(lot), nil
}

// HoldLot implements oas.StrictServerInterface.
func (h *handlers) HoldLot(ctx context.Context, r oas.HoldLotRequestObject) (oas.HoldLotResponseObject, error) {
	lot, err := h.changeLot(ctx, h.Store.HoldLot, r.LotID, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return oas.HoldLot200JSONResponse(lot), nil
}

// ReleaseLot implements oas.StrictServerInterface.
func (h *handlers) ReleaseLot(ctx context.Context, r oas.ReleaseLotRequestObject) (oas.ReleaseLotResponseObject, error) {
	lot, err := h.changeLot(ctx, h.Store.ReleaseLot, r.LotID, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return oas.ReleaseLot200JSONResponse(lot), nil
}

func (h *handlers) changeLot(
	ctx context.Context, change func(context.Context, store.Actor, store.Scope, int64, string) error, id int64, reason string,
) (store.LotDetail, error) {
	if err := need(ctx, inventory.HoldLots); err != nil {
		return store.LotDetail{}, err
	}
	scope := principal(ctx).Scope()
	if err := change(ctx, actor(ctx), scope, id, reason); err != nil {
		return store.LotDetail{}, err
	}
	return h.Store.Lot(ctx, scope, id)
}
