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
		ctx, err := h.Sessions.Load(r, infoOf(r.Context()).address)
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

// need refuses those whose role, or token, lacks a permission.
func need(ctx context.Context, permission inventory.Permission) error {
	p := principal(ctx)
	switch {
	case p.May(permission):
		return nil
	case p.Role.Grants(permission):
		return inventory.Refusef(inventory.CodeForbidden, "this token's scopes don't include %s", permission)
	default:
		return inventory.Refusef(inventory.CodeForbidden, "this takes the role %s", inventory.RoleFor(permission))
	}
}

// self marks the operations of the contract that people do to their own
// account: they take a session, not a permission.
const self inventory.Permission = "self"

// permitted refuses whom the contract doesn't permit an operation. What a
// token may do is decided here alone; of people the handlers ask it again,
// once they know the document, so that commands are left to them.
func (h *handlers) permitted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route := h.route(r)
		if route == nil || route.public {
			next.ServeHTTP(w, r)
			return
		}
		if err := permits(r.Context(), route.permission); err != nil {
			h.refuse(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func permits(ctx context.Context, permission inventory.Permission) error {
	token := principal(ctx).TokenID != 0
	_, command := inventory.RequiredRole(inventory.CommandKind(permission))
	switch {
	case token && (permission == self || permission == ""):
		return inventory.Refusef(inventory.CodeForbidden, "this takes somebody who is signed in, not a token")
	case permission == self || permission == "" || (command && !token):
		return nil
	default:
		return need(ctx, permission)
	}
}

// needWarehouse refuses a warehouse that isn't the user's as if it didn't
// exist: its existence is nobody else's business.
func needWarehouse(ctx context.Context, id int64) error {
	info := infoOf(ctx)
	info.warehouse = id
	if !principal(ctx).Scope().Sees(id) {
		info.foreign = true
		return inventory.Refusef(inventory.CodeNotFound, "there is no such warehouse among yours")
	}
	return nil
}

// mayFilter refuses a filter by a warehouse that isn't the user's; 0 names none.
func mayFilter(ctx context.Context, warehouseID int64) error {
	if warehouseID == 0 {
		return nil
	}
	return needWarehouse(ctx, warehouseID)
}
