package inventory

import "fmt"

// Code names a refusal. Codes are part of the API: they never change.
type Code string

// The refusals.
const (
	CodeInvalid           Code = "invalid_request"
	CodeNotFound          Code = "not_found"
	CodeForbidden         Code = "forbidden"
	CodeInsufficientStock Code = "insufficient_stock"
	CodeWrongStage        Code = "wrong_stage"
	CodeKeyReused         Code = "idempotency_key_reused"
	CodeKeyExpired        Code = "idempotency_key_expired"
	CodeExceedsExpected   Code = "exceeds_expected"
	CodeExceedsReserved   Code = "exceeds_reserved"
	CodeExceedsDispatched Code = "exceeds_dispatched"
	CodeLinesOutstanding  Code = "lines_outstanding"
	CodeStockGone         Code = "stock_gone"
	CodeLotRequired       Code = "lot_required"
	CodeLotNotTracked     Code = "lot_not_tracked"
	CodeExpiryRequired    Code = "expiry_required"
	CodeLotExpiryConflict Code = "lot_expiry_conflict"
	CodeWrongItem         Code = "wrong_item"
	CodeWrongLocation     Code = "wrong_location"
	CodeApprovalPending   Code = "approval_pending"
	CodeApprovalDecided   Code = "approval_decided"
	CodeRetired           Code = "retired"
	CodeStockReserved     Code = "stock_reserved"
	CodeStockMoved        Code = "stock_moved"
	CodeExceedsReceived   Code = "exceeds_received"
	CodeWrongReason       Code = "wrong_reason"
	CodeSecondPerson      Code = "second_person_required"
	CodeInUse             Code = "in_use"
	CodeLotOnHold         Code = "lot_on_hold"
	CodeInternal          Code = "internal_error"
	CodeUnavailable       Code = "unavailable"
	CodeOverCapacity      Code = "over_capacity"
	CodeConflict          Code = "conflict"
	CodeBadGTIN           Code = "gtin_check_digit"
)

// Error is a refusal: a stable code for programs, and a sentence for people.
type Error struct {
	Code   Code   `json:"code"`
	Detail string `json:"detail"`
	// Field points at the offending part of the request, as lines[2].quantity.
	Field string `json:"field,omitempty"`
	// Shortages tell what was available where stock was insufficient.
	Shortages []Shortage `json:"shortages,omitempty"`
	// Holders are the operations whose reservations stand in the way.
	Holders []Holder `json:"holders,omitempty"`
	// Lines are all the lines that are refused, where a command has several;
	// the code, the sentence and the field are those of the first.
	Lines []LineError `json:"lines,omitempty"`
	// cause is for the log, never for the caller.
	cause error
}

// Unwrap gives the cause of an internal error, for the log.
func (e *Error) Unwrap() error { return e.cause }

// WithCause attaches what the log should know and the caller should not.
func (e *Error) WithCause(err error) *Error {
	e.cause = err
	return e
}

// Error gives the code and the sentence.
func (e *Error) Error() string { return string(e.Code) + ": " + e.Detail }

// Refusef makes a refusal.
func Refusef(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// At points the refusal at a field of the request.
func (e *Error) At(format string, args ...any) *Error {
	e.Field = fmt.Sprintf(format, args...)
	return e
}
