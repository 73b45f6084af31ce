package httpapi

import (
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// CreateAdjustment implements oas.StrictServerInterface.
func (h *handlers) CreateAdjustment(ctx context.Context, r oas.CreateAdjustmentRequestObject) (oas.CreateAdjustmentResponseObject, error) {
	if err := needWarehouse(ctx, r.Body.WarehouseID); err != nil {
		return nil, err
	}
	lines := make([]inventory.Correction, len(r.Body.Lines))
	rows := make([]stockRow, len(lines))
	for i, l := range r.Body.Lines {
		x := &lines[i]
		*x = inventory.Correction{
			LotID: value(l.LotID), LotCode: value(l.LotCode), ExpiresOn: value(l.ExpiresOn), Change: l.Change,
			Reason: value(r.Body.Reason),
		}
		if l.Reason != nil {
			x.Reason = *l.Reason
		}
		rows[i] = stockRow{
			productID: l.ProductID, sku: l.Sku, product: &x.ProductID, locationID: l.LocationID, location: l.Location, bin: &x.LocationID,
			unit: l.PackagingUnit, quantity: &x.Change,
		}
	}
	unresolved, err := h.resolveRows(ctx, r.Body.WarehouseID, rows)
	if err != nil {
		return nil, err
	}
	c := call{
		kind: inventory.CreateAdjustment, warehouse: r.Body.WarehouseID, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer, meaning: r.Body,
		body: inventory.Body{
			Reason: value(r.Body.Reason), Reference: value(r.Body.Reference), Note: value(r.Body.Note), Corrections: lines, Unresolved: unresolved,
		},
	}
	return h.bySize(ctx, c, len(lines))
}

// bySize gives a command to the desk, or to the workflow of its document where
// it has so many rows that the desk's other callers would feel it.
func (h *handlers) bySize(ctx context.Context, c call, rows int) (answer, error) {
	if rows > bulkRows {
		return h.decide(ctx, c)
	}
	return h.atDesk(ctx, c)
}

// CancelAdjustment implements oas.StrictServerInterface.
func (h *handlers) CancelAdjustment(ctx context.Context, r oas.CancelAdjustmentRequestObject) (oas.CancelAdjustmentResponseObject, error) {
	op, site, err := h.open(ctx, inventory.CancelAdjustment, inventory.Adjustment, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	return h.cancel(ctx, call{
		kind: inventory.CancelAdjustment, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: body, body: inventory.Body{Reason: value(body.Reason)},
	})
}

// ListAdjustmentReasons implements oas.StrictServerInterface.
func (h *handlers) ListAdjustmentReasons(
	ctx context.Context, r oas.ListAdjustmentReasonsRequestObject,
) (oas.ListAdjustmentReasonsResponseObject, error) {
	items, next, err := h.Store.ListReasons(ctx, value(r.Params.Active), page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListAdjustmentReasons200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// CreateAdjustmentReason implements oas.StrictServerInterface.
func (h *handlers) CreateAdjustmentReason(
	ctx context.Context, r oas.CreateAdjustmentReasonRequestObject,
) (oas.CreateAdjustmentReasonResponseObject, error) {
	if err := need(ctx, inventory.ManageReasons); err != nil {
		return nil, err
	}
	if value(r.Body.Scraps) && r.Body.Direction != oas.Decrease {
		return nil, invalid("scraps", "only a reason for less stock can scrap it")
	}
	reason, err := h.Store.CreateReason(ctx, actor(ctx), store.AdjustmentReason{
		Code: r.Body.Code, Name: r.Body.Name, Direction: string(r.Body.Direction), Scraps: value(r.Body.Scraps),
	})
	if err != nil {
		return nil, err
	}
	return oas.CreateAdjustmentReason201JSONResponse(reason), nil
}

// UpdateAdjustmentReason implements oas.StrictServerInterface.
func (h *handlers) UpdateAdjustmentReason(
	ctx context.Context, r oas.UpdateAdjustmentReasonRequestObject,
) (oas.UpdateAdjustmentReasonResponseObject, error) {
	if err := need(ctx, inventory.ManageReasons); err != nil {
		return nil, err
	}
	reason, err := h.Store.UpdateReason(ctx, actor(ctx), r.Code, store.ReasonChange{Name: r.Body.Name, Active: r.Body.Active})
	if err != nil {
		return nil, err
	}
	return oas.UpdateAdjustmentReason200JSONResponse(reason), nil
}
