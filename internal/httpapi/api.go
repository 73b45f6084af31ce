// Package httpapi serves Stockflow's HTTP API, its documentation, and beside
// them the dashboard and the way into the Temporal UI. The contract is
// api/openapi.yaml; every request is checked against it before a handler sees
// it. Handlers read alike: authorise, resolve, act, answer; a refusal is an
// error that problem.go writes.
package httpapi

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"

	"stockflow/api"
	"stockflow/internal/auth"
	"stockflow/internal/events"
	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/notify"
	"stockflow/internal/schedules"
	"stockflow/internal/store"
)

// Commands brings commands to the workflows.
type Commands interface {
	// Submit brings a command to its warehouse's desk.
	Submit(ctx context.Context, cmd inventory.Command) (inventory.Outcome, error)
	// Decide brings a command to the workflow of its document.
	Decide(ctx context.Context, cmd inventory.Command) (inventory.Outcome, error)
}

// Workflows asks running workflows about themselves.
type Workflows interface {
	// Live is what the workflow of an operation says of itself; found is false
	// when it has not started.
	Live(ctx context.Context, kind inventory.Kind, operationID string) (state map[string]any, found bool, err error)
	// Ready tells whether Temporal can be reached.
	Ready(ctx context.Context) error
}

// StockCache keeps copies of products' stock; see cache.Stock.
type StockCache interface {
	Get(ctx context.Context, productID int64, load func(context.Context) (store.ProductStock, error)) (store.ProductStock, error)
}

// Deps are what the API runs on.
type Deps struct {
	Store     *store.Store
	Commands  Commands
	Workflows Workflows
	Sessions  *auth.Sessions
	SignIns   *auth.SignIns
	Accounts  *auth.Accounts
	// OIDC is a further way to sign in; nil: there is none.
	OIDC   *auth.OIDC
	Events *events.Stream
	// Notify tries channels out; nil: a service of which nothing is configured.
	Notify *notify.Service
	// Stock may be nil.
	Stock StockCache
	// Refusals takes down what is refused; nil: nothing does.
	Refusals *Refusals
	// Schedules are what runs by the clock; nil: what the program defines.
	Schedules []schedules.Definition
	// RedisReady tells whether Redis answers; nil when there is none.
	RedisReady func(context.Context) error
	// TemporalUI is where /temporal leads; nil: nowhere.
	TemporalUI *url.URL
	Namespace  string
	Dashboard  fs.FS
	Registry   *prometheus.Registry
	Logger     *slog.Logger
	TrustProxy bool
	// RequestTimeout bounds a request but for the time that it asks to wait.
	RequestTimeout time.Duration
	// MaxCommands bounds how many requests that change something are in hand;
	// 0: nothing bounds them.
	MaxCommands int
	// Stopping is closed when the server begins to stop; streams end then.
	Stopping <-chan struct{}
}

// handlers implement the contract.
type handlers struct {
	Deps
	// routes are the operations of the contract, by method and path.
	routes map[string]*operationRoute
}

var _ oas.StrictServerInterface = (*handlers)(nil)

// basePath is where the contract's paths begin.
const basePath = "/api/v1"

// New makes the handler of everything that is served.
func New(d Deps) (http.Handler, error) {
	spec, err := api.Spec()
	if err != nil {
		return nil, err
	}
	if d.Notify == nil {
		if d.Notify, err = notify.New(notify.Options{}); err != nil {
			return nil, fmt.Errorf("set up the notifications: %w", err)
		}
	}
	meters, err := newMeters(d.Registry)
	if err != nil {
		return nil, err
	}
	door, err := newAdmission(d.MaxCommands, d.Registry)
	if err != nil {
		return nil, fmt.Errorf("register the admission's metrics: %w", err)
	}
	if d.Schedules == nil {
		d.Schedules = schedules.Defined()
	}
	h := &handlers{Deps: d, routes: routesOf(spec)}
	r := mux.NewRouter()
	r.UseEncodedPath()
	strict := oas.NewStrictHandlerWithOptions(h, nil, oas.StrictHTTPServerOptions{
		RequestErrorHandlerFunc:  h.badRequest,
		ResponseErrorHandlerFunc: h.refuse,
	})
	guarded := r.NewRoute().Subrouter()
	guarded.Use(h.named, h.authenticated, h.permitted, h.validated)
	contract := mux.NewRouter()
	oas.HandlerWithOptions(strict, oas.GorillaServerOptions{BaseURL: basePath, BaseRouter: contract, ErrorHandlerFunc: h.badRequest})
	if err := literalFirst(guarded, contract); err != nil {
		return nil, err
	}

	open := r.NewRoute().Subrouter()
	open.Use(h.named)
	h.serveHealth(open)
	h.serveDocs(open)
	h.serveTemporal(open)
	h.serveOIDC(open)
	// What is no route is a page of the dashboard. A route for it would take the
	// requests that only have the wrong method.
	app := h.dashboard()
	r.NotFoundHandler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.noSuchPath(w, r)
			return
		}
		app.ServeHTTP(w, r)
	})
	r.MethodNotAllowedHandler = http.HandlerFunc(h.wrongMethod)
	return h.admitted(h.outer(r, meters), door), nil
}

// literalFirst takes over the routes of a router so that /alerts/summary comes
// before /alerts/{alert_id}: the first that fits is taken.
func literalFirst(to, from *mux.Router) error {
	paths := map[*mux.Route]string{}
	var routes []*mux.Route
	err := from.Walk(func(r *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		path, err := r.GetPathTemplate()
		if err != nil {
			return fmt.Errorf("read a route: %w", err)
		}
		paths[r] = strings.ReplaceAll(path, "{", "\x7f")
		routes = append(routes, r)
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(routes, func(a, b *mux.Route) int { return strings.Compare(paths[a], paths[b]) })
	for _, r := range routes {
		path, _ := r.GetPathTemplate() // it has one, see above
		methods, err := r.GetMethods()
		if err != nil {
			return fmt.Errorf("read the methods of %s: %w", path, err)
		}
		to.Handle(path, r.GetHandler()).Methods(methods...)
	}
	return nil
}

// outer is what every request passes, from the outside in.
func (h *handlers) outer(next http.Handler, meters *meters) http.Handler {
	crossOrigin := http.NewCrossOriginProtection()
	crossOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.refuse(w, r, inventory.Refusef(inventory.CodeForbidden, "this request comes from another site"))
	}))
	next = h.bounded(next)
	next = withoutTokens(crossOrigin.Handler(next), next)
	next = h.recovered(next)
	return h.observed(next, meters)
}

// withoutTokens takes requests with a token past the protection against other
// sites: these can make a browser send its cookies, but no token.
func withoutTokens(protected, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if auth.HasToken(r) {
			next.ServeHTTP(w, r)
			return
		}
		protected.ServeHTTP(w, r)
	})
}

// page makes a page from the parameters that all lists share.
func page(cursor *oas.Cursor, limit *oas.Limit) store.Page {
	p := store.Page{Limit: 50}
	if cursor != nil {
		p.Cursor = *cursor
	}
	if limit != nil {
		p.Limit = int(*limit)
	}
	return p
}

// optional is nil for the zero value, for what the contract leaves out then.
func optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// value is what a pointer leads to, or the zero value.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// actor is who the request's changes are recorded for.
func actor(ctx context.Context) store.Actor {
	info := infoOf(ctx)
	return store.Actor{UserID: principal(ctx).ID, RemoteAddress: info.address, RequestID: info.id}
}
