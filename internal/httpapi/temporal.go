package httpapi

import (
	"context"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"github.com/gorilla/mux"

	"stockflow/internal/auth"
	"stockflow/internal/inventory"
)

// temporalPath is the prefix under which the Temporal UI serves itself.
const temporalPath = "/temporal"

// serveTemporal leads admins to the Temporal UI, under their own sign-in.
func (h *handlers) serveTemporal(r *mux.Router) {
	if h.TemporalUI == nil {
		return
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(&url.URL{Scheme: h.TemporalUI.Scheme, Host: h.TemporalUI.Host})
			p.SetXForwarded()
			keepCookies(p.Out)
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			if r.Context().Err() == nil {
				err = inventory.Refusef(inventory.CodeUnavailable, "the Temporal UI can't be reached").WithCause(err)
			}
			h.refuse(w, r, err)
		},
	}
	r.MatcherFunc(func(r *http.Request, _ *mux.RouteMatch) bool {
		return r.URL.Path == temporalPath || strings.HasPrefix(r.URL.Path, temporalPath+"/")
	}).Handler(h.adminsOnly(proxy))
}

// keepCookies passes on the UI's own cookies, but never the session's.
func keepCookies(r *http.Request) {
	cookies := r.Cookies()
	r.Header.Del("Cookie")
	r.Header.Del("Authorization")
	for _, c := range cookies {
		if c.Name != auth.CookieName {
			r.AddCookie(c)
		}
	}
}

// adminsOnly lets nobody else in: a browser that isn't signed in is led to the
// sign-in, everybody else is refused.
func (h *handlers) adminsOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		infoOf(r.Context()).route = temporalPath
		ctx, err := h.Sessions.Load(r, infoOf(r.Context()).address)
		if err != nil {
			h.refuse(w, r, err)
			return
		}
		p, err := h.Sessions.Principal(ctx)
		if err != nil {
			if r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html") {
				http.Redirect(w, r, "/login?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
				return
			}
			h.refuse(w, r, err)
			return
		}
		infoOf(ctx).userID = p.ID
		ctx = context.WithValue(ctx, principalKey{}, p)
		if err := need(ctx, inventory.ViewWorkflows); err != nil {
			h.refuse(w, r.WithContext(ctx), err)
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
