package httpapi

import (
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// ListApprovals implements oas.StrictServerInterface.
func (h *handlers) ListApprovals(ctx context.Context, r oas.ListApprovalsRequestObject) (oas.ListApprovalsResponseObject, error) {
	items, next, err := h.Store.ListApprovals(ctx, principal(ctx).Scope(), string(value(r.Params.Status)), page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListApprovals200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// Approve implements oas.StrictServerInterface.
func (h *handlers) Approve(ctx context.Context, r oas.ApproveRequestObject) (oas.ApproveResponseObject, error) {
	op, site, err := h.openApproval(ctx, inventory.Approve, r.ApprovalID)
	if err != nil {
		return nil, err
	}
	return h.decideApproval(ctx, inventory.Approve, op, site, r.ApprovalID, r.Params.IdempotencyKey, r.Params.Prefer, value(r.Body))
}

// Refuse implements oas.StrictServerInterface.
func (h *handlers) Refuse(ctx context.Context, r oas.RefuseRequestObject) (oas.RefuseResponseObject, error) {
	op, site, err := h.openApproval(ctx, inventory.Refuse, r.ApprovalID)
	if err != nil {
		return nil, err
	}
	return h.decideApproval(ctx, inventory.Refuse, op, site, r.ApprovalID, r.Params.IdempotencyKey, r.Params.Prefer, value(r.Body))
}

func (h *handlers) openApproval(ctx context.Context, kind inventory.CommandKind, id string) (op store.OperationHead, site int64, err error) {
	op, err = h.Store.ApprovalOperation(ctx, id)
	if err != nil {
		return op, 0, err
	}
	if !visible(ctx, op) {
		return op, 0, inventory.Refusef(inventory.CodeNotFound, "there is no such approval")
	}
	site, err = mayAct(ctx, kind, op, source)
	return op, site, err
}

func (h *handlers) decideApproval(
	ctx context.Context, kind inventory.CommandKind, op store.OperationHead, site int64, id, key string, prefer *oas.Prefer, note oas.Note,
) (answer, error) {
	body := inventory.Body{ApprovalID: id, Note: value(note.Note)}
	return h.decide(ctx, call{kind: kind, operation: op.ID, warehouse: site, key: key, prefer: prefer, meaning: body, body: body})
}
