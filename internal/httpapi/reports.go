package httpapi

import (
	"context"
	"net/http"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/spreadsheet"
	"stockflow/internal/store"
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
	return mayFilter(ctx, q.WarehouseID)
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
	return reportFile{file{
		ctx: ctx, h: h, name: q.Report, format: spreadsheet.Format(p.Format), advice: "choose a warehouse or a category",
		rows: func(ctx context.Context, out *table) error {
			return h.Store.WholeReport(ctx, principal(ctx).Scope(), q, exportPage, func(p store.ReportPage) error {
				titles := make([]string, len(p.Columns))
				for i, c := range p.Columns {
					titles[i] = c.Title
				}
				if err := out.begin(titles...); err != nil {
					return err
				}
				for _, row := range p.Items {
					if err := out.row(p.Cells(row)...); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}}, nil
}

type reportFile struct{ file }

// VisitExportReportResponse implements oas.ExportReportResponseObject.
func (f reportFile) VisitExportReportResponse(w http.ResponseWriter) error { return f.send(w) }

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
	if err := mayFilter(ctx, q.WarehouseID); err != nil {
		return nil, err
	}
	history, err := h.Store.ProductHistory(ctx, principal(ctx).Scope(), q)
	if err != nil {
		return nil, err
	}
	return oas.GetProductHistory200JSONResponse(history), nil
}
