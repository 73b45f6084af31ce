package httpapi

import (
	"context"

	"stockflow/internal/auth"
	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
)

// ListSessions implements oas.StrictServerInterface.
func (h *handlers) ListSessions(ctx context.Context, r oas.ListSessionsRequestObject) (oas.ListSessionsResponseObject, error) {
	items, next, err := h.Store.ListSessions(ctx, principal(ctx).ID, h.Sessions.Token(ctx), page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListSessions200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// EndSessions implements oas.StrictServerInterface.
func (h *handlers) EndSessions(ctx context.Context, _ oas.EndSessionsRequestObject) (oas.EndSessionsResponseObject, error) {
	if err := h.Store.EndSessions(ctx, actor(ctx), principal(ctx).ID, 0); err != nil {
		return nil, err
	}
	cookie, err := h.Sessions.End(ctx)
	if err != nil {
		return nil, err
	}
	return signedOut{cookie}, nil
}

// EndSession implements oas.StrictServerInterface.
func (h *handlers) EndSession(ctx context.Context, r oas.EndSessionRequestObject) (oas.EndSessionResponseObject, error) {
	if err := h.Store.EndSessions(ctx, actor(ctx), principal(ctx).ID, r.SessionID); err != nil {
		return nil, err
	}
	return oas.EndSession204Response{}, nil
}

// ListUserSessions implements oas.StrictServerInterface.
func (h *handlers) ListUserSessions(ctx context.Context, r oas.ListUserSessionsRequestObject) (oas.ListUserSessionsResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	if _, err := h.Store.User(ctx, r.UserID); err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListSessions(ctx, r.UserID, h.Sessions.Token(ctx), page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListUserSessions200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// EndUserSessions implements oas.StrictServerInterface.
func (h *handlers) EndUserSessions(ctx context.Context, r oas.EndUserSessionsRequestObject) (oas.EndUserSessionsResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	if _, err := h.Store.User(ctx, r.UserID); err != nil {
		return nil, err
	}
	if err := h.Store.EndSessions(ctx, actor(ctx), r.UserID, 0); err != nil {
		return nil, err
	}
	return oas.EndUserSessions204Response{}, nil
}

// EndUserSession implements oas.StrictServerInterface.
func (h *handlers) EndUserSession(ctx context.Context, r oas.EndUserSessionRequestObject) (oas.EndUserSessionResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	if err := h.Store.EndSessions(ctx, actor(ctx), r.UserID, r.SessionID); err != nil {
		return nil, err
	}
	return oas.EndUserSession204Response{}, nil
}

// UnlockUser implements oas.StrictServerInterface.
func (h *handlers) UnlockUser(ctx context.Context, r oas.UnlockUserRequestObject) (oas.UnlockUserResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	if err := h.Store.Unlock(ctx, actor(ctx), r.UserID, auth.AccountKey); err != nil {
		return nil, err
	}
	return oas.UnlockUser204Response{}, nil
}
