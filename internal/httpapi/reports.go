package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/spreadsheet"
	"stockflow/internal/store"
)

const (
	// exportPage is how many rows of a report are read at a time, maxExport how
	// many a file has at most.
	exportPage = 2_000
	maxExport  = 200_000
)

// ListReports implements oas.StrictServerInterface.
func (h *handlers) ListReports(ctx context.Context, _ oas.ListReportsRequestObject) (oas.ListReportsResponseObject, error) {
	if err := need(ctx, inventory.ViewReports); err != nil {
		return nil, err
	}
	return oas.ListReports200JSONResponse{Items: store.Reports()}, nil
}

// GetReport implements oas.StrictServerInterface.
func (h *handlers) GetReport(ctx context.Context, r oas.GetReportRequestObject) (oas.GetReportResponseObject, error) {
	p := r.Params
	q := store.ReportQuery{
		Report: string(r.Report), WarehouseID: value(p.WarehouseID), ProductID: value(p.ProductID), CategoryID: value(p.CategoryID),
		Days: int(value(p.Days)), Movers: string(value(p.Movers)), Class: string(value(p.Class)),
		From: value(p.From), To: value(p.To), On: value(p.On), GroupBy: string(value(p.GroupBy)), Order: string(value(p.Order)),
		Compare: p.Compare != nil,
	}
	if err := mayReport(ctx, q); err != nil {
		return nil, err
	}
	report, err := h.Store.Report(ctx, principal(ctx).Scope(), q, page(p.Cursor, p.Limit))
	if err != nil {
		return nil, err
	}
	return oas.GetReport200JSONResponse(report), nil
}

func mayReport(ctx context.Context, q store.ReportQuery) error {
	if err := need(ctx, inventory.ViewReports); err != nil {
		return err
	}
	if q.WarehouseID != 0 {
		return needWarehouse(ctx, q.WarehouseID)
	}
	return nil
}

// ExportReport implements oas.StrictServerInterface.
func (h *handlers) ExportReport(ctx context.Context, r oas.ExportReportRequestObject) (oas.ExportReportResponseObject, error) {
	p := r.Params
	q := store.ReportQuery{
		Report: string(r.Report), WarehouseID: value(p.WarehouseID), ProductID: value(p.ProductID), CategoryID: value(p.CategoryID),
		Days: int(value(p.Days)), Movers: string(value(p.Movers)), Class: string(value(p.Class)),
		From: value(p.From), To: value(p.To), On: value(p.On), GroupBy: string(value(p.GroupBy)), Order: string(value(p.Order)),
		Compare: p.Compare != nil,
	}
	if err := mayReport(ctx, q); err != nil {
		return nil, err
	}
	return reportFile{ctx: ctx, h: h, query: q, scope: principal(ctx).Scope(), format: spreadsheet.Format(p.Format)}, nil
}

// reportFile is a report on its way into a file. Its head is sent with the
// first page, so that what is refused is still answered as a refusal.
type reportFile struct {
	ctx    context.Context //nolint:containedctx // it is the request's, and ends with it
	h      *handlers
	query  store.ReportQuery
	scope  store.Scope
	format spreadsheet.Format
}

// VisitExportReportResponse implements oas.ExportReportResponseObject.
func (f reportFile) VisitExportReportResponse(w http.ResponseWriter) error {
	var file spreadsheet.Writer
	rows := 0
	err := f.h.Store.WholeReport(f.ctx, f.scope, f.query, exportPage, func(p store.ReportPage) error {
		if file == nil {
			titles := make([]string, len(p.Columns))
			for i, c := range p.Columns {
				titles[i] = c.Title
			}
			w.Header().Set("Content-Type", f.format.MediaType())
			w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q",
				fmt.Sprintf("%s-%s.%s", f.query.Report, time.Now().UTC().Format(time.DateOnly), f.format)))
			var err error
			if file, err = spreadsheet.NewWriter(w, f.format, titles...); err != nil {
				return fmt.Errorf("begin the file of a report: %w", err)
			}
		}
		for _, row := range p.Items {
			if rows++; rows > maxExport {
				return errTooLong
			}
			if err := file.Row(p.Cells(row)...); err != nil {
				return fmt.Errorf("write the file of a report: %w", err)
			}
		}
		return nil
	})
	if err != nil && file == nil {
		return err
	}
	if errors.Is(err, errTooLong) {
		err = file.Row(fmt.Sprintf("This file ends after %d rows; choose a warehouse or a category to get all of them", maxExport))
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		f.h.Logger.WarnContext(f.ctx, "the file of a report broke off", "request_id", infoOf(f.ctx).id, "error", err)
		// A file that ends here would look whole.
		panic(http.ErrAbortHandler)
	}
	return nil
}

// errTooLong ends a file that has all the rows it may have.
var errTooLong = errors.New("the report is longer than a file may be")

// ListReportSnapshots implements oas.StrictServerInterface.
func (h *handlers) ListReportSnapshots(ctx context.Context, r oas.ListReportSnapshotsRequestObject) (oas.ListReportSnapshotsResponseObject, error) {
	f := store.SnapshotFilter{Report: string(value(r.Params.Report)), WarehouseID: value(r.Params.WarehouseID)}
	if err := mayReport(ctx, store.ReportQuery{WarehouseID: f.WarehouseID}); err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListReportSnapshots(ctx, principal(ctx).Scope(), f, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListReportSnapshots200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// GetReportSnapshot implements oas.StrictServerInterface.
func (h *handlers) GetReportSnapshot(ctx context.Context, r oas.GetReportSnapshotRequestObject) (oas.GetReportSnapshotResponseObject, error) {
	if err := need(ctx, inventory.ViewReports); err != nil {
		return nil, err
	}
	snapshot, err := h.Store.ReportSnapshot(ctx, principal(ctx).Scope(), r.SnapshotID)
	if err != nil {
		return nil, err
	}
	return oas.GetReportSnapshot200JSONResponse(snapshot), nil
}

// GetProductHistory implements oas.StrictServerInterface.
func (h *handlers) GetProductHistory(ctx context.Context, r oas.GetProductHistoryRequestObject) (oas.GetProductHistoryResponseObject, error) {
	q := store.HistoryQuery{
		ProductID: r.ProductID, WarehouseID: value(r.Params.WarehouseID), From: value(r.Params.From), To: value(r.Params.To),
		Step: string(value(r.Params.Step)),
	}
	if q.WarehouseID != 0 {
		if err := needWarehouse(ctx, q.WarehouseID); err != nil {
			return nil, err
		}
	}
	history, err := h.Store.ProductHistory(ctx, principal(ctx).Scope(), q)
	if err != nil {
		return nil, err
	}
	return oas.GetProductHistory200JSONResponse(history), nil
}
