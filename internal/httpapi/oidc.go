package httpapi

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/mux"

	"stockflow/internal/auth"
	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
)

// attemptCookie keeps a sign-in through a provider while the browser is there.
const attemptCookie = "stockflow_oidc"

// attemptLife is how long somebody may take at the provider, in seconds.
const attemptLife = 600

// ListProviders implements oas.StrictServerInterface.
func (h *handlers) ListProviders(context.Context, oas.ListProvidersRequestObject) (oas.ListProvidersResponseObject, error) {
	items := []oas.Provider{}
	if h.OIDC != nil {
		items = append(items, oas.Provider{Name: h.OIDC.Name(), URL: auth.OIDCPath})
	}
	return oas.ListProviders200JSONResponse{Items: items}, nil
}

// serveOIDC serves the pages of the sign-in through a provider. They are no
// part of the contract: browsers are led through them, with what parameters the
// provider pleases.
func (h *handlers) serveOIDC(r *mux.Router) {
	if h.OIDC == nil {
		return
	}
	r.Path(auth.OIDCPath).Methods(http.MethodGet).HandlerFunc(h.beginOIDC)
	r.Path(auth.OIDCCallbackPath).Methods(http.MethodGet).HandlerFunc(h.finishOIDC)
}

func (h *handlers) beginOIDC(w http.ResponseWriter, r *http.Request) {
	address, keep, err := h.OIDC.Begin(r.Context(), ownPath(r.URL.Query().Get("next")))
	if err != nil {
		h.backToLogin(w, r, err)
		return
	}
	http.SetCookie(w, attemptOf(r, keep, attemptLife))
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, address, http.StatusFound)
}

// ownPath lets only a path of ours through: neither another site nor what a
// browser takes for one.
func ownPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" || len(next) > 1000 ||
		!strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\t\r\n") {
		return "/"
	}
	return next
}

func attemptOf(r *http.Request, keep string, life int) *http.Cookie {
	return &http.Cookie{
		Name: attemptCookie, Value: keep, Path: auth.OIDCPath, MaxAge: life, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	}
}

func (h *handlers) finishOIDC(w http.ResponseWriter, r *http.Request) {
	keep := ""
	if c, err := r.Cookie(attemptCookie); err == nil {
		keep = c.Value
	}
	http.SetCookie(w, attemptOf(r, "", -1)) // good once
	w.Header().Set("Cache-Control", "no-store")
	ctx, err := h.Sessions.Load(r, infoOf(r.Context()).address)
	if err != nil {
		h.backToLogin(w, r, err)
		return
	}
	id, err := h.OIDC.Finish(ctx, keep, r.URL.Query())
	if err != nil {
		h.backToLogin(w, r, err)
		return
	}
	p, err := h.Accounts.SignInAs(ctx, actor(ctx), id)
	if err != nil {
		h.backToLogin(w, r, err)
		return
	}
	infoOf(ctx).userID = p.ID
	cookie, err := h.Sessions.Begin(ctx, p)
	if err != nil {
		h.backToLogin(w, r, err)
		return
	}
	http.SetCookie(w, cookie)
	http.Redirect(w, r, ownPath(id.Next), http.StatusFound)
}

// backToLogin leads a browser to the sign-in, which words the problem.
func (h *handlers) backToLogin(w http.ResponseWriter, r *http.Request, err error) {
	code := inventory.CodeInternal
	var refusal *inventory.Error
	if errors.As(err, &refusal) {
		code = refusal.Code
	}
	h.Logger.WarnContext(r.Context(), "a sign-in through the provider failed", "request_id", infoOf(r.Context()).id,
		"code", code, "error", err, "cause", errors.Unwrap(err))
	http.Redirect(w, r, "/login?problem="+url.QueryEscape(string(code)), http.StatusFound)
}
