package httpapi

import (
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"stockflow/internal/inventory"
)

// admission bounds how many requests that change something are in hand. What
// the intake could not serve in time anyway is turned away here, before it
// costs a look at the session, the contract and the database: otherwise the
// work of refusing eats the capacity of serving. Reads are always let in.
type admission struct {
	limit  int64
	inHand atomic.Int64
	turned prometheus.Counter
}

func newAdmission(limit int, reg prometheus.Registerer) (*admission, error) {
	a := &admission{limit: int64(limit), turned: prometheus.NewCounter(prometheus.CounterOpts{
		Name: "stockflow_http_turned_away_total", Help: "Requests that were refused unread because too many were in hand.",
	})}
	return a, reg.Register(a.turned)
}

// admitted lets a request in, or refuses it at once.
func (h *handlers) admitted(next http.Handler, a *admission) http.Handler {
	refusal := inventory.Refusef(inventory.CodeOverCapacity, "too many requests are in hand; try again in 1 s")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.limit <= 0 || r.Method == http.MethodGet || r.Method == http.MethodHead || !strings.HasPrefix(r.URL.Path, basePath) {
			next.ServeHTTP(w, r)
			return
		}
		defer a.inHand.Add(-1)
		if a.inHand.Add(1) > a.limit {
			a.turned.Inc()
			w.Header().Set("Retry-After", "1")
			if err := writeProblem(w, problemOf(r.Context(), refusal, http.StatusServiceUnavailable)); err != nil {
				h.Logger.DebugContext(r.Context(), "a problem could not be written", "error", err)
			}
			return
		}
		next.ServeHTTP(w, r)
	})
}
