package httpapi

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/store"
)

// RefusalBook is where refusals are written down; *store.Store is one.
type RefusalBook interface {
	RecordRefusals(ctx context.Context, entries []store.AuditEntry) error
}

// How much is written down of what is refused. Somebody who tries on and on
// costs a record a second, and a count of the rest each minute.
const (
	refusalBurst   = 60 // of each user
	refusalRate    = 1  // a second, of each user
	refusalBacklog = 10_000
	refusalBatch   = 500
	refusalPause   = time.Second
	countPause     = time.Minute
	// lastTries is how long an orderly stop tries to write what is left.
	lastTries = 5 * time.Second
)

// Refusals writes down, beside the requests and in batches, what was refused
// to whom. What is in hand when the process is killed is lost: a second's
// worth. An orderly stop writes it.
type Refusals struct {
	book   RefusalBook
	logger *slog.Logger
	count  *prometheus.CounterVec

	mu      sync.Mutex
	backlog []store.AuditEntry
	limits  map[int64]*rate.Limiter
	dropped map[int64]int
}

// NewRefusals makes a book of refusals; Run has to write it.
func NewRefusals(book RefusalBook, registry prometheus.Registerer, logger *slog.Logger) (*Refusals, error) {
	r := &Refusals{
		book: book, logger: logger, limits: map[int64]*rate.Limiter{}, dropped: map[int64]int{},
		count: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "stockflow_refusals_total", Help: "Refused attempts, by what became of their record.",
		}, []string{"record"}),
	}
	return r, registry.Register(r.count)
}

// note takes a refusal down, unless its user has had too many of late.
func (r *Refusals) note(e store.AuditEntry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	limit := r.limits[e.UserID]
	if limit == nil {
		limit = rate.NewLimiter(refusalRate, refusalBurst)
		r.limits[e.UserID] = limit
	}
	if len(r.backlog) >= refusalBacklog || !limit.Allow() {
		r.dropped[e.UserID]++
		r.count.WithLabelValues("dropped").Inc()
		return
	}
	r.backlog = append(r.backlog, e)
}

// Run writes what was taken down until ctx ends, and then what is left.
func (r *Refusals) Run(ctx context.Context) {
	ticker := time.NewTicker(refusalPause)
	defer ticker.Stop()
	counted := time.Now()
	for {
		select {
		case <-ctx.Done():
			r.finish(context.WithoutCancel(ctx))
			return
		case <-ticker.C:
		}
		if time.Since(counted) >= countPause {
			counted = time.Now()
			r.countDropped()
		}
		for r.write(ctx) {
		}
	}
}

// finish writes what is left.
func (r *Refusals) finish(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, lastTries)
	defer cancel()
	r.countDropped()
	for r.write(ctx) && ctx.Err() == nil {
	}
}

// write writes one batch; more says that another may follow.
func (r *Refusals) write(ctx context.Context) (more bool) {
	r.mu.Lock()
	batch := r.backlog[:min(len(r.backlog), refusalBatch)]
	r.mu.Unlock()
	if len(batch) == 0 {
		return false
	}
	if err := r.book.RecordRefusals(ctx, batch); err != nil {
		// The entries stay for the next try; a full backlog counts what comes.
		r.logger.WarnContext(ctx, "refusals are not on record yet", "count", len(batch), "error", err)
		return false
	}
	r.count.WithLabelValues("written").Add(float64(len(batch)))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.backlog = slices.Clone(r.backlog[len(batch):])
	return true
}

// countDropped takes down how many refusals of each user were not, and forgets
// users who have kept still.
func (r *Refusals) countDropped() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, user := range slices.Sorted(maps.Keys(r.dropped)) {
		r.backlog = append(r.backlog, store.AuditEntry{
			Actor: store.Actor{UserID: user}, Stream: store.RefusalStream(0), Action: "refusals_dropped", SubjectKind: "user",
			SubjectID: strconv.FormatInt(user, 10), After: map[string]any{"count": r.dropped[user]},
		})
	}
	clear(r.dropped)
	maps.DeleteFunc(r.limits, func(_ int64, l *rate.Limiter) bool { return l.Tokens() >= refusalBurst })
}

// noteRefusal takes down that a request was refused: everything that a user
// may not do, a thing that isn't there for the user, whoever else's it may be,
// and what was to be changed and couldn't. What can't be read, has no user or
// failed is no attempt at anything.
func (h *handlers) noteRefusal(r *http.Request, p oas.Problem) {
	info := infoOf(r.Context())
	if h.Refusals == nil || info.userID == 0 {
		return
	}
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch p.Status {
	case http.StatusForbidden:
	case http.StatusNotFound:
		if reads && !info.foreign && len(mux.Vars(r)) == 0 {
			return
		}
	case http.StatusConflict, http.StatusGone, http.StatusUnprocessableEntity:
		if reads {
			return
		}
	default:
		return
	}
	e := store.AuditEntry{
		Actor:  store.Actor{UserID: info.userID, RemoteAddress: info.address, RequestID: info.id},
		Stream: store.RefusalStream(info.warehouse),
		After: map[string]any{
			"code": p.Code, "detail": p.Detail, "method": r.Method, "path": cut(r.URL.Path, 200),
			"at": time.Now().UTC().Format(time.RFC3339Nano),
		},
	}
	e.Action, e.SubjectKind, e.SubjectID = h.attempt(r)
	h.Refusals.note(e)
}

// attempt names what a request asked for: the operation of the contract, and
// the thing that is named last in its address.
func (h *handlers) attempt(r *http.Request) (action, kind, id string) {
	route := h.route(r)
	if route == nil {
		return "request", "", ""
	}
	for part := range strings.SplitSeq(route.Path, "/") {
		if name, ok := strings.CutSuffix(part, "}"); ok {
			name = strings.TrimPrefix(name, "{")
			kind, id = cut(strings.TrimSuffix(name, "_id"), 40), cut(mux.Vars(r)[name], 64)
		}
	}
	return cut(snake(route.Operation.OperationID), 64), kind, id
}

// snake writes createReceipt as create_receipt, as commands are named.
func snake(name string) string {
	var b strings.Builder
	for _, c := range name {
		if unicode.IsUpper(c) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

// cut shortens a text to so many characters.
func cut(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n])
	}
	return s
}
