package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"stockflow/internal/auth"
	"stockflow/internal/httpapi/oas"
	"stockflow/internal/intake"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// The refusals that only HTTP knows.
const (
	codeTooLarge     inventory.Code = "payload_too_large"
	codeUnprintable  inventory.Code = "unprintable_label"
	codeUnreadable   inventory.Code = "unreadable_file"
	codeMediaType    inventory.Code = "unsupported_media_type"
	codeWrongMethod  inventory.Code = "method_not_allowed"
	codeTimeout      inventory.Code = "timeout"
	codeClientClosed inventory.Code = "client_closed_request"
)

// statuses says how each refusal is answered; what is missing is a conflict
// with the state that things are in.
var statuses = map[inventory.Code]int{
	inventory.CodeInvalid: http.StatusBadRequest, inventory.CodeNotFound: http.StatusNotFound,
	inventory.CodeForbidden: http.StatusForbidden, auth.CodeUnauthenticated: http.StatusUnauthorized,
	auth.CodeBadCredentials: http.StatusUnauthorized, auth.CodeRateLimited: http.StatusTooManyRequests,
	auth.CodeLocked: http.StatusTooManyRequests, auth.CodeWeakPassword: http.StatusUnprocessableEntity,
	store.CodeLinkInvalid:   http.StatusGone,
	inventory.CodeKeyReused: http.StatusUnprocessableEntity, inventory.CodeKeyExpired: http.StatusUnprocessableEntity,
	inventory.CodeLotRequired: http.StatusUnprocessableEntity, inventory.CodeLotNotTracked: http.StatusUnprocessableEntity,
	inventory.CodeExpiryRequired: http.StatusUnprocessableEntity, inventory.CodeWrongItem: http.StatusUnprocessableEntity,
	codeUnprintable:        http.StatusUnprocessableEntity,
	inventory.CodeBadGTIN:  http.StatusUnprocessableEntity,
	inventory.CodeInternal: http.StatusInternalServerError, inventory.CodeUnavailable: http.StatusServiceUnavailable,
	inventory.CodeWrongReason: http.StatusUnprocessableEntity, inventory.CodeSecondPerson: http.StatusForbidden,
	inventory.CodeOverCapacity: http.StatusServiceUnavailable,
	codeUnreadable:             http.StatusUnprocessableEntity,
	codeTooLarge:               http.StatusRequestEntityTooLarge, codeMediaType: http.StatusUnsupportedMediaType,
	codeWrongMethod: http.StatusMethodNotAllowed, codeTimeout: http.StatusGatewayTimeout, codeClientClosed: 499,
}

// refused is a refusal by the rules of stock: the request was well formed, so
// what is invalid about it is its meaning.
type refused struct{ refusal *inventory.Error }

// Error gives the refusal's text.
func (r refused) Error() string { return r.refusal.Error() }

// Unwrap gives the refusal.
func (r refused) Unwrap() error { return r.refusal }

// problem turns an error into what the caller may know of it.
func (h *handlers) problem(ctx context.Context, err error) (p oas.Problem, retryAfter time.Duration) {
	refusal, status, retryAfter := explain(err)
	if status >= http.StatusInternalServerError {
		h.Logger.ErrorContext(ctx, "request failed", "request_id", infoOf(ctx).id, "code", refusal.Code, "error", err)
	}
	return problemOf(ctx, refusal, status), retryAfter
}

// explain finds the refusal in an error. Whatever is not a refusal is a
// failure, of which the caller learns nothing but that it happened.
func explain(err error) (refusal *inventory.Error, status int, retryAfter time.Duration) {
	var tooMany *auth.TooMany
	var domain refused
	switch {
	case errors.As(err, &tooMany):
		return inventory.Refusef(tooMany.Code, "%s", tooMany.Error()), http.StatusTooManyRequests, tooMany.After
	case errors.As(err, &domain) && domain.refusal.Code == inventory.CodeInvalid:
		return domain.refusal, http.StatusUnprocessableEntity, 0
	case errors.As(err, &refusal):
	case errors.Is(err, context.Canceled):
		refusal = inventory.Refusef(codeClientClosed, "the caller went away")
	case isUnavailable(err):
		refusal = inventory.Refusef(inventory.CodeUnavailable, "a service that this needs can't be reached; try again in a moment")
	case errors.Is(err, context.DeadlineExceeded):
		refusal = inventory.Refusef(codeTimeout, "this took too long")
	default:
		refusal = inventory.Refusef(inventory.CodeInternal, "something went wrong; the request id tells us where to look")
	}
	if refusal.Code == inventory.CodeInternal {
		refusal = inventory.Refusef(inventory.CodeInternal, "something went wrong; the request id tells us where to look")
	}
	status, ok := statuses[refusal.Code]
	if !ok {
		status = http.StatusConflict
	}
	if strings.HasPrefix(string(refusal.Code), "gs1_") {
		status = http.StatusUnprocessableEntity
	}
	if status == http.StatusServiceUnavailable {
		retryAfter = 2 * time.Second
		if after, ok := intake.RetryAfter(err); ok {
			retryAfter = after
		}
	}
	return refusal, status, retryAfter
}

// isUnavailable tells failures of PostgreSQL, Redis and Temporal to answer from
// failures of this program.
func isUnavailable(err error) bool {
	if errors.Is(err, intake.ErrUnavailable) {
		return true
	}
	var connect *pgconn.ConnectError
	var network *net.OpError
	if errors.As(err, &connect) || errors.As(err, &network) {
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		// Connection exceptions, insufficient resources, operator intervention.
		switch pg.Code[:2] {
		case "08", "53", "57":
			return true
		}
		return false
	}
	return pgconn.SafeToRetry(err)
}

func problemOf(ctx context.Context, e *inventory.Error, status int) oas.Problem {
	p := oas.Problem{
		Type: "urn:stockflow:problem:" + string(e.Code), Title: title(e.Code), Status: int32(status), //nolint:gosec // three digits
		Detail: e.Detail, Code: string(e.Code), Field: optional(e.Field), RequestID: infoOf(ctx).id,
	}
	if len(e.Shortages) > 0 {
		p.Shortages = shortages(e.Shortages)
	}
	p.Holders = holders(e.Holders)
	if len(e.Lines) > 0 {
		lines := make([]oas.LineProblem, len(e.Lines))
		for i, l := range e.Lines {
			lines[i] = oas.LineProblem{
				LineNo: int32(l.LineNo), Code: string(l.Code), Detail: l.Detail, Field: optional(l.Field), Holders: holders(l.Holders), //nolint:gosec // line numbers are bounded
			}
		}
		p.Lines = &lines
	}
	return p
}

func holders(from []inventory.Holder) *[]oas.Holder {
	if len(from) == 0 {
		return nil
	}
	to := make([]oas.Holder, len(from))
	for i, x := range from {
		to[i] = oas.Holder{OperationID: x.OperationID, Number: x.Number, Kind: oas.OperationKind(x.Kind), Quantity: x.Quantity}
	}
	return &to
}

// title words a code: insufficient_stock becomes Insufficient stock.
func title(code inventory.Code) string {
	words := strings.ReplaceAll(string(code), "_", " ")
	if words == "" {
		return words
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

func shortages(from []inventory.Shortage) *[]oas.Shortage {
	if len(from) == 0 {
		return nil
	}
	to := make([]oas.Shortage, len(from))
	for i, s := range from {
		to[i] = oas.Shortage{LineNo: int32(s.LineNo), ProductID: s.ProductID, Requested: s.Requested, Available: s.Available} //nolint:gosec // line numbers are bounded
	}
	return &to
}

// at points a refusal at another field of the request.
func at(err error, field string) error {
	var refusal *inventory.Error
	if errors.As(err, &refusal) {
		return refusal.At("%s", field)
	}
	return err
}

// refuse answers with a problem.
func (h *handlers) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p, after := h.problem(r.Context(), err)
	h.noteRefusal(r, p)
	if after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(after.Seconds()))))
	}
	if err := writeProblem(w, p); err != nil {
		h.Logger.DebugContext(r.Context(), "a problem could not be written", "error", err)
	}
}

func writeProblem(w http.ResponseWriter, p oas.Problem) error {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(int(p.Status))
	return json.NewEncoder(w).Encode(p)
}

// badRequest answers what the generated server could not read; validation
// leaves it little.
func (h *handlers) badRequest(w http.ResponseWriter, r *http.Request, err error) {
	var refusal *inventory.Error
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		err = tooLarge(maxBody)
	case !errors.As(err, &refusal):
		field := ""
		var typed *json.UnmarshalTypeError
		if errors.As(err, &typed) {
			field = typed.Field
		}
		err = &inventory.Error{Code: inventory.CodeInvalid, Detail: "the request can't be read", Field: field}
	}
	h.refuse(w, r, err)
}

func (h *handlers) noSuchPath(w http.ResponseWriter, r *http.Request) {
	h.refuse(w, r, inventory.Refusef(inventory.CodeNotFound, "there is nothing at this address"))
}

func (h *handlers) wrongMethod(w http.ResponseWriter, r *http.Request) {
	h.refuse(w, r, inventory.Refusef(codeWrongMethod, "this address doesn't take %s", r.Method))
}
