package httpapi

import (
	"context"

	"stockflow/internal/auth"
	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// ListUsers implements oas.StrictServerInterface.
func (h *handlers) ListUsers(ctx context.Context, r oas.ListUsersRequestObject) (oas.ListUsersResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	statuses := []string{"active", "inactive"}
	if r.Params.Status != nil {
		statuses = []string{string(*r.Params.Status)}
	}
	items, next, err := h.Store.ListUsers(ctx, statuses, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListUsers200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// CreateUser implements oas.StrictServerInterface.
func (h *handlers) CreateUser(ctx context.Context, r oas.CreateUserRequestObject) (oas.CreateUserResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	email, err := auth.Email(r.Body.Email)
	if err != nil {
		return nil, err
	}
	hash, err := h.Accounts.NewPassword(ctx, r.Body.Password, r.Body.Name, email)
	if err != nil {
		return nil, err
	}
	u, err := h.Store.CreateUser(ctx, actor(ctx), store.NewUser{
		Email: email, Name: r.Body.Name, Role: inventory.Role(r.Body.Role), PasswordHash: hash, Warehouses: value(r.Body.WarehouseIds),
	})
	if err != nil {
		return nil, err
	}
	return oas.CreateUser201JSONResponse(u), nil
}

// UpdateUser implements oas.StrictServerInterface.
func (h *handlers) UpdateUser(ctx context.Context, r oas.UpdateUserRequestObject) (oas.UpdateUserResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	c := store.UserChange{Name: r.Body.Name, Role: (*inventory.Role)(r.Body.Role), Warehouses: r.Body.WarehouseIds}
	if r.Body.Status != nil {
		active := *r.Body.Status == oas.AccountStatusActive
		c.Active = &active
	}
	if r.Body.Password != nil {
		user, err := h.Store.User(ctx, r.UserID)
		if err != nil {
			return nil, err
		}
		hash, err := h.Accounts.NewPassword(ctx, *r.Body.Password, user.Name, user.Email)
		if err != nil {
			return nil, err
		}
		c.PasswordHash = &hash
	}
	u, err := h.Store.UpdateUser(ctx, actor(ctx), r.UserID, c)
	if err != nil {
		return nil, err
	}
	return oas.UpdateUser200JSONResponse(u), nil
}
