package httpapi

import (
	"context"
	"net/http"
	"slices"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// SignIn implements oas.StrictServerInterface.
func (h *handlers) SignIn(ctx context.Context, r oas.SignInRequestObject) (oas.SignInResponseObject, error) {
	p, err := h.SignIns.Check(ctx, r.Body.Email, r.Body.Password, actor(ctx))
	if err != nil {
		return nil, err
	}
	infoOf(ctx).userID = p.ID
	cookie, err := h.Sessions.Begin(ctx, p)
	if err != nil {
		return nil, err
	}
	user, err := h.sessionUser(ctx, p)
	if err != nil {
		return nil, err
	}
	return signedIn{cookie, user}, nil
}

// signedIn is the answer to a sign-in.
type signedIn struct {
	cookie *http.Cookie
	user   oas.SessionUser
}

// VisitSignInResponse implements oas.SignInResponseObject.
func (s signedIn) VisitSignInResponse(w http.ResponseWriter) error {
	http.SetCookie(w, s.cookie)
	return writeJSON(w, http.StatusOK, s.user)
}

// GetSession implements oas.StrictServerInterface.
func (h *handlers) GetSession(ctx context.Context, _ oas.GetSessionRequestObject) (oas.GetSessionResponseObject, error) {
	user, err := h.sessionUser(ctx, principal(ctx))
	if err != nil {
		return nil, err
	}
	return oas.GetSession200JSONResponse(user), nil
}

func (h *handlers) sessionUser(ctx context.Context, p store.Principal) (oas.SessionUser, error) {
	warehouses, err := h.Store.WarehouseRefs(ctx, p.Scope())
	if err != nil {
		return oas.SessionUser{}, err
	}
	return oas.SessionUser{
		ID: p.ID, Name: p.Name, Email: p.Email, Role: oas.Role(p.Role), Warehouses: warehouses, Permissions: permissions(p),
	}, nil
}

// permissions are what somebody may do, by name.
func permissions(p store.Principal) []string {
	may := []string{}
	for _, g := range inventory.Grants() {
		if p.May(g.Permission) {
			may = append(may, string(g.Permission))
		}
	}
	slices.Sort(may)
	return may
}

// SignOut implements oas.StrictServerInterface.
func (h *handlers) SignOut(ctx context.Context, _ oas.SignOutRequestObject) (oas.SignOutResponseObject, error) {
	cookie, err := h.Sessions.End(ctx)
	if err != nil {
		return nil, err
	}
	return signedOut{cookie}, nil
}

// signedOut is the answer that takes the cookie away.
type signedOut struct{ cookie *http.Cookie }

// VisitSignOutResponse implements oas.SignOutResponseObject.
func (s signedOut) VisitSignOutResponse(w http.ResponseWriter) error {
	http.SetCookie(w, s.cookie)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// VisitEndSessionsResponse implements oas.EndSessionsResponseObject.
func (s signedOut) VisitEndSessionsResponse(w http.ResponseWriter) error {
	return s.VisitSignOutResponse(w)
}

// ChangePassword implements oas.StrictServerInterface. The other sessions of
// the user end, since they carry the former password's stamp.
func (h *handlers) ChangePassword(ctx context.Context, r oas.ChangePasswordRequestObject) (oas.ChangePasswordResponseObject, error) {
	p := principal(ctx)
	if err := h.SignIns.CheckPassword(ctx, p, r.Body.CurrentPassword, actor(ctx)); err != nil {
		return nil, err
	}
	hash, err := h.Accounts.NewPassword(ctx, r.Body.NewPassword, p.Name, p.Email)
	if err != nil {
		return nil, at(err, "new_password")
	}
	if _, err := h.Store.UpdateUser(ctx, actor(ctx), p.ID, store.UserChange{PasswordHash: &hash}); err != nil {
		return nil, err
	}
	p.PasswordHash = hash
	cookie, err := h.Sessions.Begin(ctx, p)
	if err != nil {
		return nil, err
	}
	return passwordChanged{cookie}, nil
}

// passwordChanged is the answer that renews the cookie.
type passwordChanged struct{ cookie *http.Cookie }

// VisitChangePasswordResponse implements oas.ChangePasswordResponseObject.
func (p passwordChanged) VisitChangePasswordResponse(w http.ResponseWriter) error {
	http.SetCookie(w, p.cookie)
	w.WriteHeader(http.StatusNoContent)
	return nil
}
