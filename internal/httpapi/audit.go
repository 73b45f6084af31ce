package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/spreadsheet"
	"stockflow/internal/store"
)

// ListAuditRecords implements oas.StrictServerInterface.
func (h *handlers) ListAuditRecords(ctx context.Context, r oas.ListAuditRecordsRequestObject) (oas.ListAuditRecordsResponseObject, error) {
	p := r.Params
	f := store.AuditFilter{
		WarehouseID: value(p.WarehouseID), UserID: value(p.UserID), Stream: value(p.Stream), Action: value(p.Action),
		SubjectKind: value(p.SubjectKind), SubjectID: value(p.SubjectID), RemoteAddress: value(p.RemoteAddress),
		From: value(p.From), To: value(p.To), Refused: p.Refused,
	}
	if err := mayAudit(ctx, f); err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListAudit(ctx, principal(ctx).Scope(), f, page(p.Cursor, p.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListAuditRecords200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// mayAudit refuses filters that name what isn't the reader's.
func mayAudit(ctx context.Context, f store.AuditFilter) error {
	if err := need(ctx, inventory.ViewAudit); err != nil {
		return err
	}
	if f.SubjectID != "" && f.SubjectKind == "" {
		return invalid("subject_kind", "a subject's id goes with its kind")
	}
	if err := mayFilter(ctx, f.WarehouseID); err != nil {
		return err
	}
	if !principal(ctx).Scope().SeesStream(f.Stream) {
		return inventory.Refusef(inventory.CodeNotFound, "there is no such stream among yours")
	}
	return nil
}

// ExportAuditRecords implements oas.StrictServerInterface.
func (h *handlers) ExportAuditRecords(ctx context.Context, r oas.ExportAuditRecordsRequestObject) (oas.ExportAuditRecordsResponseObject, error) {
	p := r.Params
	f := store.AuditFilter{
		WarehouseID: value(p.WarehouseID), UserID: value(p.UserID), Stream: value(p.Stream), Action: value(p.Action),
		SubjectKind: value(p.SubjectKind), SubjectID: value(p.SubjectID), RemoteAddress: value(p.RemoteAddress),
		From: value(p.From), To: value(p.To), Refused: p.Refused,
	}
	if err := mayAudit(ctx, f); err != nil {
		return nil, err
	}
	return auditFile{file{
		ctx: ctx, h: h, name: "audit", format: spreadsheet.Format(p.Format), advice: "narrow the time",
		rows: listed(
			[]string{
				"When", "Stream", "Number", "User id", "User", "Action", "Subject", "Subject id", "Before", "After", "From", "Request",
			},
			func(ctx context.Context, p store.Page) ([]store.AuditRecord, string, error) {
				return h.Store.ListAudit(ctx, principal(ctx).Scope(), f, p)
			},
			auditCells,
		),
	}}, nil
}

type auditFile struct{ file }

// VisitExportAuditRecordsResponse implements oas.ExportAuditRecordsResponseObject.
func (f auditFile) VisitExportAuditRecordsResponse(w http.ResponseWriter) error { return f.send(w) }

func auditCells(a store.AuditRecord) []any {
	return []any{
		a.At.UTC().Format(time.RFC3339Nano), a.Stream, a.Seq, a.User.ID, a.User.Name, a.Action, a.SubjectKind, a.SubjectID,
		auditJSON(a.Before), auditJSON(a.After), a.RemoteAddress, a.RequestID,
	}
}

func auditJSON(v map[string]any) string {
	if v == nil {
		return ""
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // it was read from JSON
	}
	return string(b)
}
