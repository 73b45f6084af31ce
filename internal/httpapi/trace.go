package httpapi

import (
	"context"
	"fmt"
	"net/http"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/spreadsheet"
	"stockflow/internal/store"
)

// TraceLot implements oas.StrictServerInterface.
func (h *handlers) TraceLot(ctx context.Context, r oas.TraceLotRequestObject) (oas.TraceLotResponseObject, error) {
	trace, err := h.Store.TraceLot(ctx, principal(ctx).Scope(), r.LotID, string(value(r.Params.Direction)), page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.TraceLot200JSONResponse(trace), nil
}

// ExportLotTrace implements oas.StrictServerInterface.
func (h *handlers) ExportLotTrace(ctx context.Context, r oas.ExportLotTraceRequestObject) (oas.ExportLotTraceResponseObject, error) {
	f := traceFile{
		ctx: ctx, h: h, scope: principal(ctx).Scope(), id: r.LotID, direction: string(value(r.Params.Direction)), format: spreadsheet.Format(r.Params.Format),
	}
	lot, err := h.Store.Lot(ctx, f.scope, r.LotID)
	if err != nil {
		return nil, err
	}
	f.lot = lot.LotSummary
	return f, nil
}

// tracePage is how many movements of a trace are read at a time.
const tracePage = 200

// traceFile is the trace of a lot on its way into a file.
type traceFile struct {
	ctx       context.Context //nolint:containedctx // it is the request's, and ends with it
	h         *handlers
	scope     store.Scope
	id        int64
	lot       store.LotSummary
	direction string
	format    spreadsheet.Format
}

// VisitExportLotTraceResponse implements oas.ExportLotTraceResponseObject.
func (f traceFile) VisitExportLotTraceResponse(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", f.format.MediaType())
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", fmt.Sprintf("lot-%d-trace.%s", f.id, f.format)))
	if err := f.write(w); err != nil {
		f.h.Logger.WarnContext(f.ctx, "the file of a trace broke off", "request_id", infoOf(f.ctx).id, "error", err)
		// A file that ends here would look whole.
		panic(http.ErrAbortHandler)
	}
	return nil
}

func (f traceFile) write(w http.ResponseWriter) error {
	file, err := spreadsheet.NewWriter(w, f.format, "SKU", "Lot", "When", "Event", "Quantity", "Warehouse", "Other warehouse", "Document",
		"Kind", "Partner", "Reference", "Document date", "Reason", "User")
	if err != nil {
		return fmt.Errorf("begin the file of a trace: %w", err)
	}
	next := store.Page{Limit: tracePage}
	for {
		items, cursor, err := f.h.Store.TraceEntries(f.ctx, f.scope, f.id, f.direction, next)
		if err != nil {
			return err
		}
		for _, e := range items {
			other := ""
			if e.Other != nil {
				other = e.Other.Code
			}
			err := file.Row(f.lot.Product.SKU, f.lot.Code, e.At, e.Event, e.Quantity, e.Warehouse.Code, other, e.Operation.Number, e.Operation.Kind,
				e.Partner, e.Reference, e.DocumentDate, e.Reason, e.User.Name)
			if err != nil {
				return fmt.Errorf("write the file of a trace: %w", err)
			}
		}
		if cursor == "" {
			break
		}
		next.Cursor = cursor
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("end the file of a trace: %w", err)
	}
	return nil
}
