package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"stockflow/internal/telemetry"
)

// readyTimeout bounds each look at a service.
const readyTimeout = 2 * time.Second

func (h *handlers) serveHealth(r *mux.Router) {
	r.Path("/healthz").Methods(http.MethodGet, http.MethodHead).HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = writeJSON(w, http.StatusOK, map[string]string{"status": "ok"}) // a map of strings always encodes
	})
	r.Path("/readyz").Methods(http.MethodGet, http.MethodHead).HandlerFunc(h.ready)
	r.Path("/metrics").Methods(http.MethodGet).Handler(telemetry.Handler(h.Registry))
}

// ready answers 200 when requests can be served. That takes the database;
// without Redis, Temporal or the replica the API is degraded, but serves.
func (h *handlers) ready(w http.ResponseWriter, r *http.Request) {
	look := func(ask func(context.Context) error) string {
		if ask == nil {
			return "none"
		}
		ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
		defer cancel()
		if err := ask(ctx); err != nil {
			return "unreachable"
		}
		return "ok"
	}
	state := map[string]string{
		"status": "ok", "database": look(h.Store.Ping), "redis": look(h.RedisReady), "temporal": look(h.Workflows.Ready),
	}
	if state["database"] == "ok" {
		h.lookAtReplica(r.Context(), state)
	}
	status := http.StatusOK
	switch {
	case state["database"] != "ok":
		state["status"], status = "unavailable", http.StatusServiceUnavailable
	case state["redis"] == "unreachable" || state["temporal"] == "unreachable" || state["replica"] == "unreachable":
		state["status"] = "degraded"
	}
	select {
	case <-h.Stopping:
		// Whoever balances the load sends no more requests here.
		state["status"], status = "stopping", http.StatusServiceUnavailable
	default:
	}
	_ = writeJSON(w, status, state) // a map of strings always encodes
}

// lookAtReplica says how the replica is doing and for how long the oldest
// change that it lacks has been waiting.
func (h *handlers) lookAtReplica(ctx context.Context, state map[string]string) {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	replica, known, err := h.Store.Replica(ctx)
	switch {
	case !known:
		state["replica"] = "none"
	case err != nil:
		state["replica"] = "unreachable"
	default:
		state["replica"], state["replica_behind"] = "ok", replica.Behind.Round(time.Millisecond).String()
	}
}
