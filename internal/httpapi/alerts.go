package httpapi

import (
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// ListAlerts implements oas.StrictServerInterface.
func (h *handlers) ListAlerts(ctx context.Context, r oas.ListAlertsRequestObject) (oas.ListAlertsResponseObject, error) {
	f := store.AlertFilter{
		Status: store.AlertStatus(value(r.Params.Status)), Type: inventory.AlertType(value(r.Params.Type)),
		Severity: store.Severity(value(r.Params.Severity)), WarehouseID: value(r.Params.WarehouseID), ProductID: value(r.Params.ProductID),
		Search: value(r.Params.Search),
	}
	if r.Params.AssignedTo != nil {
		f.AssignedTo = principal(ctx).ID
	}
	if err := mayFilter(ctx, f.WarehouseID); err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListAlerts(ctx, principal(ctx).Scope(), f, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListAlerts200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// GetAlertSummary implements oas.StrictServerInterface.
func (h *handlers) GetAlertSummary(ctx context.Context, _ oas.GetAlertSummaryRequestObject) (oas.GetAlertSummaryResponseObject, error) {
	p := principal(ctx)
	sum, err := h.Store.SummariseAlerts(ctx, p.Scope(), p.ID)
	if err != nil {
		return nil, err
	}
	return oas.GetAlertSummary200JSONResponse(sum), nil
}

// GetAlert implements oas.StrictServerInterface.
func (h *handlers) GetAlert(ctx context.Context, r oas.GetAlertRequestObject) (oas.GetAlertResponseObject, error) {
	a, err := h.Store.Alert(ctx, principal(ctx).Scope(), r.AlertID)
	if err != nil {
		return nil, err
	}
	return oas.GetAlert200JSONResponse(a), nil
}

// changed gives the alert as it is after an action.
func (h *handlers) changed(ctx context.Context, id int64, err error) (store.Alert, error) {
	if err != nil {
		return store.Alert{}, err
	}
	a, err := h.Store.Alert(ctx, principal(ctx).Scope(), id)
	return a.Alert, err
}

// AcknowledgeAlert implements oas.StrictServerInterface.
func (h *handlers) AcknowledgeAlert(ctx context.Context, r oas.AcknowledgeAlertRequestObject) (oas.AcknowledgeAlertResponseObject, error) {
	if err := need(ctx, inventory.HandleAlerts); err != nil {
		return nil, err
	}
	err := h.Store.AcknowledgeAlert(ctx, actor(ctx), principal(ctx).Scope(), r.AlertID, value(value(r.Body).Note))
	a, err := h.changed(ctx, r.AlertID, err)
	return oas.AcknowledgeAlert200JSONResponse(a), err
}

// SnoozeAlert implements oas.StrictServerInterface.
func (h *handlers) SnoozeAlert(ctx context.Context, r oas.SnoozeAlertRequestObject) (oas.SnoozeAlertResponseObject, error) {
	if err := need(ctx, inventory.HandleAlerts); err != nil {
		return nil, err
	}
	err := h.Store.SnoozeAlert(ctx, actor(ctx), principal(ctx).Scope(), r.AlertID, r.Body.Until, value(r.Body.Note))
	a, err := h.changed(ctx, r.AlertID, err)
	return oas.SnoozeAlert200JSONResponse(a), err
}

// AssignAlert implements oas.StrictServerInterface. Everybody may take an
// alert; to give it to somebody else, or to take it from somebody, takes more.
func (h *handlers) AssignAlert(ctx context.Context, r oas.AssignAlertRequestObject) (oas.AssignAlertResponseObject, error) {
	permission := inventory.AssignAlerts
	if value(r.Body.UserID) == principal(ctx).ID {
		permission = inventory.HandleAlerts
	}
	if err := need(ctx, permission); err != nil {
		return nil, err
	}
	err := h.Store.AssignAlert(ctx, actor(ctx), principal(ctx).Scope(), r.AlertID, value(r.Body.UserID), value(r.Body.Note))
	a, err := h.changed(ctx, r.AlertID, err)
	return oas.AssignAlert200JSONResponse(a), err
}

// ResolveAlert implements oas.StrictServerInterface.
func (h *handlers) ResolveAlert(ctx context.Context, r oas.ResolveAlertRequestObject) (oas.ResolveAlertResponseObject, error) {
	if err := need(ctx, inventory.ResolveAlerts); err != nil {
		return nil, err
	}
	err := h.Store.ResolveAlert(ctx, actor(ctx), principal(ctx).Scope(), r.AlertID, r.Body.Note)
	a, err := h.changed(ctx, r.AlertID, err)
	return oas.ResolveAlert200JSONResponse(a), err
}

// ReopenAlert implements oas.StrictServerInterface.
func (h *handlers) ReopenAlert(ctx context.Context, r oas.ReopenAlertRequestObject) (oas.ReopenAlertResponseObject, error) {
	if err := need(ctx, inventory.HandleAlerts); err != nil {
		return nil, err
	}
	err := h.Store.ReopenAlert(ctx, actor(ctx), principal(ctx).Scope(), r.AlertID, value(value(r.Body).Note))
	a, err := h.changed(ctx, r.AlertID, err)
	return oas.ReopenAlert200JSONResponse(a), err
}
