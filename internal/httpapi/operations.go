package httpapi

import (
	"context"
	"net/url"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
	"stockflow/workflows"
)

// ListOperations implements oas.StrictServerInterface.
func (h *handlers) ListOperations(ctx context.Context, r oas.ListOperationsRequestObject) (oas.ListOperationsResponseObject, error) {
	f := store.OperationFilter{
		Kind: string(value(r.Params.Kind)), Status: string(value(r.Params.Status)), Search: value(r.Params.Search),
		WarehouseID: value(r.Params.WarehouseID), Open: r.Params.Open, Attention: value(r.Params.Attention),
	}
	if err := mayFilter(ctx, f.WarehouseID); err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListOperations(ctx, principal(ctx).Scope(), f, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListOperations200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// GetOperation implements oas.StrictServerInterface.
func (h *handlers) GetOperation(ctx context.Context, r oas.GetOperationRequestObject) (oas.GetOperationResponseObject, error) {
	p := principal(ctx)
	op, err := h.Store.OperationDetail(ctx, p.Scope(), r.OperationID)
	if err != nil {
		return nil, err
	}
	if op.Count != nil && blindness(ctx, op.Ended).UserID != 0 {
		op.Count.Hide()
	}
	if p.May(inventory.ViewWorkflows) && inventory.Kind(op.Kind).Driven() {
		id := workflows.ProcessID(inventory.Kind(op.Kind), op.ID)
		op.Workflow = &store.WorkflowRef{
			ID: id, UIPath: h.workflowPath(id),
		}
	}
	return oas.GetOperation200JSONResponse(op), nil
}

// workflowPath is where the Temporal UI shows a workflow.
func (h *handlers) workflowPath(id string) string {
	return temporalPath + "/namespaces/" + url.PathEscape(h.Namespace) + "/workflows/" + url.PathEscape(id)
}

// GetOperationLive implements oas.StrictServerInterface.
func (h *handlers) GetOperationLive(ctx context.Context, r oas.GetOperationLiveRequestObject) (oas.GetOperationLiveResponseObject, error) {
	op, err := h.Store.OperationHead(ctx, r.OperationID)
	if err != nil {
		return nil, err
	}
	if !visible(ctx, op) {
		return nil, inventory.Refusef(inventory.CodeNotFound, "there is no such operation")
	}
	state, found, err := h.Workflows.Live(ctx, op.Kind, op.ID)
	if err != nil {
		return nil, err
	}
	live := oas.GetOperationLive200JSONResponse{OperationID: op.ID, WorkflowID: workflows.ProcessID(op.Kind, op.ID), Running: found}
	if found {
		live.State = &state
	}
	return live, nil
}
