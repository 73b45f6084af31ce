package httpapi

import (
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// RequestPasswordReset implements oas.StrictServerInterface.
func (h *handlers) RequestPasswordReset(
	ctx context.Context, r oas.RequestPasswordResetRequestObject,
) (oas.RequestPasswordResetResponseObject, error) {
	if err := h.Accounts.RequestReset(ctx, actor(ctx), r.Body.Email); err != nil {
		return nil, err
	}
	return oas.RequestPasswordReset202Response{}, nil
}

// ResetPassword implements oas.StrictServerInterface.
func (h *handlers) ResetPassword(ctx context.Context, r oas.ResetPasswordRequestObject) (oas.ResetPasswordResponseObject, error) {
	if err := h.Accounts.ResetPassword(ctx, actor(ctx), r.Body.Token, r.Body.Password); err != nil {
		return nil, err
	}
	return oas.ResetPassword204Response{}, nil
}

// RequestAccess implements oas.StrictServerInterface.
func (h *handlers) RequestAccess(ctx context.Context, r oas.RequestAccessRequestObject) (oas.RequestAccessResponseObject, error) {
	err := h.Accounts.Apply(ctx, actor(ctx), store.Application{
		Email: r.Body.Email, Name: r.Body.Name, Note: value(r.Body.Note), Warehouses: value(r.Body.Warehouses),
	})
	if err != nil {
		return nil, err
	}
	return oas.RequestAccess202Response{}, nil
}

// ConfirmEmail implements oas.StrictServerInterface.
func (h *handlers) ConfirmEmail(ctx context.Context, r oas.ConfirmEmailRequestObject) (oas.ConfirmEmailResponseObject, error) {
	if err := h.Accounts.ConfirmEmail(ctx, actor(ctx), r.Body.Token); err != nil {
		return nil, err
	}
	return oas.ConfirmEmail204Response{}, nil
}

// AcceptInvitation implements oas.StrictServerInterface.
func (h *handlers) AcceptInvitation(ctx context.Context, r oas.AcceptInvitationRequestObject) (oas.AcceptInvitationResponseObject, error) {
	if err := h.Accounts.AcceptInvitation(ctx, actor(ctx), r.Body.Token, r.Body.Password); err != nil {
		return nil, err
	}
	return oas.AcceptInvitation204Response{}, nil
}

// ListAccessRequests implements oas.StrictServerInterface.
func (h *handlers) ListAccessRequests(
	ctx context.Context, r oas.ListAccessRequestsRequestObject,
) (oas.ListAccessRequestsResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	status := oas.AccessRequestStatusPending
	if r.Params.Status != nil {
		status = *r.Params.Status
	}
	items, next, err := h.Store.ListAccessRequests(ctx, string(status), page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListAccessRequests200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// ApproveAccess implements oas.StrictServerInterface.
func (h *handlers) ApproveAccess(ctx context.Context, r oas.ApproveAccessRequestObject) (oas.ApproveAccessResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	user, err := h.Accounts.Approve(ctx, actor(ctx), r.RequestID, inventory.Role(r.Body.Role), value(r.Body.WarehouseIds))
	if err != nil {
		return nil, err
	}
	return oas.ApproveAccess200JSONResponse(user), nil
}

// RefuseAccess implements oas.StrictServerInterface.
func (h *handlers) RefuseAccess(ctx context.Context, r oas.RefuseAccessRequestObject) (oas.RefuseAccessResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	if err := h.Accounts.Refuse(ctx, actor(ctx), r.RequestID, r.Body.Reason); err != nil {
		return nil, err
	}
	return oas.RefuseAccess204Response{}, nil
}

// InviteUser implements oas.StrictServerInterface.
func (h *handlers) InviteUser(ctx context.Context, r oas.InviteUserRequestObject) (oas.InviteUserResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	user, err := h.Accounts.Invite(ctx, actor(ctx), store.NewUser{
		Email: r.Body.Email, Name: r.Body.Name, Role: inventory.Role(r.Body.Role), Warehouses: value(r.Body.WarehouseIds),
	})
	if err != nil {
		return nil, err
	}
	return oas.InviteUser201JSONResponse(user), nil
}

// InviteAgain implements oas.StrictServerInterface.
func (h *handlers) InviteAgain(ctx context.Context, r oas.InviteAgainRequestObject) (oas.InviteAgainResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	if err := h.Accounts.InviteAgain(ctx, actor(ctx), r.UserID); err != nil {
		return nil, err
	}
	return oas.InviteAgain204Response{}, nil
}

// WithdrawInvitation implements oas.StrictServerInterface.
func (h *handlers) WithdrawInvitation(
	ctx context.Context, r oas.WithdrawInvitationRequestObject,
) (oas.WithdrawInvitationResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	if err := h.Store.WithdrawInvitation(ctx, actor(ctx), r.UserID); err != nil {
		return nil, err
	}
	return oas.WithdrawInvitation204Response{}, nil
}
