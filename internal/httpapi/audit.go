package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
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
	if f.WarehouseID != 0 {
		if err := needWarehouse(ctx, f.WarehouseID); err != nil {
			return err
		}
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
	return auditFile{ctx: ctx, h: h, filter: f, format: spreadsheet.Format(p.Format)}, nil
}

// auditFile is audit records on their way into a file. Its head is sent with
// the first page, so that what is refused is still answered as a refusal.
type auditFile struct {
	ctx    context.Context //nolint:containedctx // it is the request's, and ends with it
	h      *handlers
	filter store.AuditFilter
	format spreadsheet.Format
}

// VisitExportAuditRecordsResponse implements oas.ExportAuditRecordsResponseObject.
func (f auditFile) VisitExportAuditRecordsResponse(w http.ResponseWriter) error {
	next := store.Page{Limit: exportPage}
	scope := principal(f.ctx).Scope()
	items, cursor, err := f.h.Store.ListAudit(f.ctx, scope, f.filter, next)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", f.format.MediaType())
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q",
		fmt.Sprintf("audit-%s.%s", time.Now().UTC().Format(time.DateOnly), f.format)))
	file, err := spreadsheet.NewWriter(w, f.format, "When", "Stream", "Number", "User id", "User", "Action", "Subject", "Subject id",
		"Before", "After", "From", "Request")
	for rows := 0; err == nil; {
		for _, a := range items {
			if err = file.Row(auditCells(a)...); err != nil {
				break
			}
		}
		rows += len(items)
		if err != nil || cursor == "" {
			break
		}
		if rows >= maxExport {
			err = file.Row(fmt.Sprintf("This file ends after %d rows; narrow the time to get all of them", rows))
			break
		}
		next.Cursor = cursor
		items, cursor, err = f.h.Store.ListAudit(f.ctx, scope, f.filter, next)
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		f.h.Logger.WarnContext(f.ctx, "a file of audit records broke off", "request_id", infoOf(f.ctx).id, "error", err)
		// A file that ends here would look whole.
		panic(http.ErrAbortHandler)
	}
	return nil
}

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
