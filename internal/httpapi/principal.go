package httpapi

import (
	"context"
	"net/http"

	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

type principalKey struct{}

// authenticated finds out who asks. Only what the contract declares free of
// security is open to everybody.
func (h *handlers) authenticated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		ctx, err := h.Sessions.Load(r)
		if err != nil {
			h.refuse(w, r, err)
			return
		}
		if route := h.route(r); route == nil || !route.public {
			p, err := h.Sessions.Principal(ctx)
			if err != nil {
				h.refuse(w, r, err)
				return
			}
			infoOf(ctx).userID = p.ID
			ctx = context.WithValue(ctx, principalKey{}, p)
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// principal is who asks; the zero value on open routes.
func principal(ctx context.Context) store.Principal {
	p, _ := ctx.Value(principalKey{}).(store.Principal)
	return p
}

// needRole refuses those who are trusted with less.
func needRole(ctx context.Context, role inventory.Role) error {
	if principal(ctx).Role.Rank() < role.Rank() {
		return inventory.Refusef(inventory.CodeForbidden, "this takes the role %s", role)
	}
	return nil
}

// need refuses those whose role lacks a permission.
func need(ctx context.Context, p inventory.Permission) error {
	return needRole(ctx, inventory.RoleFor(p))
}

// needWarehouse refuses a warehouse that isn't the user's as if it didn't
// exist: its existence is nobody else's business.
func needWarehouse(ctx context.Context, id int64) error {
	if !principal(ctx).Scope().Sees(id) {
		return inventory.Refusef(inventory.CodeNotFound, "there is no such warehouse among yours")
	}
	return nil
}
