package httpapi

import (
	"context"
	"slices"
	"time"

	"stockflow/internal/auth"
	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// ListTokens implements oas.StrictServerInterface.
func (h *handlers) ListTokens(ctx context.Context, r oas.ListTokensRequestObject) (oas.ListTokensResponseObject, error) {
	items, next, err := h.Store.ListTokens(ctx, principal(ctx).ID, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListTokens200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// defaultTokenDays is how long a token is good that doesn't say.
const defaultTokenDays = 90

// CreateToken implements oas.StrictServerInterface.
func (h *handlers) CreateToken(ctx context.Context, r oas.CreateTokenRequestObject) (oas.CreateTokenResponseObject, error) {
	for i, scope := range r.Body.Scopes {
		if !principal(ctx).May(inventory.Permission(scope)) {
			return nil, inventory.Refusef(inventory.CodeInvalid, "%s is no permission of yours", scope).At("scopes[%d]", i)
		}
	}
	days := int32(defaultTokenDays)
	if r.Body.ExpiresInDays != nil {
		days = *r.Body.ExpiresInDays
	}
	slices.Sort(r.Body.Scopes)
	text, prefix, hash := auth.NewToken()
	t, err := h.Store.CreateToken(ctx, actor(ctx), store.NewToken{
		Name: r.Body.Name, Prefix: prefix, Hash: hash, Scopes: r.Body.Scopes, Expires: time.Now().Add(time.Duration(days) * 24 * time.Hour),
	})
	if err != nil {
		return nil, err
	}
	return oas.CreateToken201JSONResponse{
		Token: text, ID: t.ID, Name: t.Name, Prefix: t.Prefix, Scopes: t.Scopes, CreatedAt: t.CreatedAt, ExpiresAt: t.ExpiresAt,
	}, nil
}

// RevokeToken implements oas.StrictServerInterface.
func (h *handlers) RevokeToken(ctx context.Context, r oas.RevokeTokenRequestObject) (oas.RevokeTokenResponseObject, error) {
	if err := h.Store.RevokeToken(ctx, actor(ctx), principal(ctx).ID, r.TokenID); err != nil {
		return nil, err
	}
	return oas.RevokeToken204Response{}, nil
}

// ListUserTokens implements oas.StrictServerInterface.
func (h *handlers) ListUserTokens(ctx context.Context, r oas.ListUserTokensRequestObject) (oas.ListUserTokensResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	if _, err := h.Store.User(ctx, r.UserID); err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListTokens(ctx, r.UserID, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListUserTokens200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// RevokeUserToken implements oas.StrictServerInterface.
func (h *handlers) RevokeUserToken(ctx context.Context, r oas.RevokeUserTokenRequestObject) (oas.RevokeUserTokenResponseObject, error) {
	if err := need(ctx, inventory.ManageUsers); err != nil {
		return nil, err
	}
	if err := h.Store.RevokeToken(ctx, actor(ctx), r.UserID, r.TokenID); err != nil {
		return nil, err
	}
	return oas.RevokeUserToken204Response{}, nil
}
