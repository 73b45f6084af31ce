package httpapi

import (
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// ListAuditRecords implements oas.StrictServerInterface.
func (h *handlers) ListAuditRecords(ctx context.Context, r oas.ListAuditRecordsRequestObject) (oas.ListAuditRecordsResponseObject, error) {
	if err := need(ctx, inventory.ViewAudit); err != nil {
		return nil, err
	}
	f := store.AuditFilter{
		WarehouseID: value(r.Params.WarehouseID), UserID: value(r.Params.UserID), SubjectKind: value(r.Params.SubjectKind),
		SubjectID: value(r.Params.SubjectID), From: value(r.Params.From), To: value(r.Params.To),
	}
	if f.WarehouseID != 0 {
		if err := needWarehouse(ctx, f.WarehouseID); err != nil {
			return nil, err
		}
	}
	items, next, err := h.Store.ListAudit(ctx, principal(ctx).Scope(), f, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListAuditRecords200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}
