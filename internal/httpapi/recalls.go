package httpapi

import (
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// ListRecalls implements oas.StrictServerInterface.
func (h *handlers) ListRecalls(ctx context.Context, r oas.ListRecallsRequestObject) (oas.ListRecallsResponseObject, error) {
	items, next, err := h.Store.ListRecalls(ctx, principal(ctx).Scope(), string(value(r.Params.Status)), page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListRecalls200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// GetRecall implements oas.StrictServerInterface.
func (h *handlers) GetRecall(ctx context.Context, r oas.GetRecallRequestObject) (oas.GetRecallResponseObject, error) {
	recall, err := h.Store.Recall(ctx, principal(ctx).Scope(), r.RecallID)
	if err != nil {
		return nil, err
	}
	return oas.GetRecall200JSONResponse(recall), nil
}

// StartRecall implements oas.StrictServerInterface.
func (h *handlers) StartRecall(ctx context.Context, r oas.StartRecallRequestObject) (oas.StartRecallResponseObject, error) {
	if err := need(ctx, inventory.StartRecalls); err != nil {
		return nil, err
	}
	hash, err := inventory.RequestHash(r.Body)
	if err != nil {
		return nil, err
	}
	p := principal(ctx)
	id := inventory.CommandID("start_recall", p.ID, r.Params.IdempotencyKey)
	err = h.Store.StartRecall(ctx, actor(ctx), p.Scope(), store.NewRecall{
		ID: id, RequestHash: hash, LotIDs: r.Body.LotIds, Reason: r.Body.Reason, Instructions: value(r.Body.Instructions),
	})
	if err != nil {
		return nil, err
	}
	recall, err := h.Store.Recall(ctx, p.Scope(), id)
	if err != nil {
		return nil, err
	}
	return oas.StartRecall201JSONResponse(recall), nil
}

// ConfirmRecall implements oas.StrictServerInterface.
func (h *handlers) ConfirmRecall(ctx context.Context, r oas.ConfirmRecallRequestObject) (oas.ConfirmRecallResponseObject, error) {
	if err := needWarehouse(ctx, r.WarehouseID); err != nil {
		return nil, err
	}
	if err := need(ctx, inventory.ConfirmRecalls); err != nil {
		return nil, err
	}
	scope := principal(ctx).Scope()
	err := h.Store.ConfirmRecall(ctx, actor(ctx), scope, r.RecallID, r.WarehouseID, store.ConfirmedSite{
		Found: r.Body.Found, Quarantined: r.Body.Quarantined, Note: value(r.Body.Note),
	})
	if err != nil {
		return nil, err
	}
	recall, err := h.Store.Recall(ctx, scope, r.RecallID)
	if err != nil {
		return nil, err
	}
	return oas.ConfirmRecall200JSONResponse(recall), nil
}

// LiftRecall implements oas.StrictServerInterface.
func (h *handlers) LiftRecall(ctx context.Context, r oas.LiftRecallRequestObject) (oas.LiftRecallResponseObject, error) {
	if err := need(ctx, inventory.LiftRecalls); err != nil {
		return nil, err
	}
	if err := h.Store.LiftRecall(ctx, actor(ctx), r.RecallID, r.Body.Note); err != nil {
		return nil, err
	}
	recall, err := h.Store.Recall(ctx, principal(ctx).Scope(), r.RecallID)
	if err != nil {
		return nil, err
	}
	return oas.LiftRecall200JSONResponse(recall), nil
}
