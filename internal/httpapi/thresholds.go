package httpapi

import (
	"context"
	"net/http"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/spreadsheet"
	"stockflow/internal/store"
)

// ListThresholds implements oas.StrictServerInterface.
func (h *handlers) ListThresholds(ctx context.Context, r oas.ListThresholdsRequestObject) (oas.ListThresholdsResponseObject, error) {
	f := store.ThresholdFilter{WarehouseID: value(r.Params.WarehouseID), ProductID: value(r.Params.ProductID), Search: value(r.Params.Search)}
	if err := mayFilter(ctx, f.WarehouseID); err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListThresholds(ctx, principal(ctx).Scope(), f, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListThresholds200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// SetThresholds implements oas.StrictServerInterface.
func (h *handlers) SetThresholds(ctx context.Context, r oas.SetThresholdsRequestObject) (oas.SetThresholdsResponseObject, error) {
	if err := need(ctx, inventory.ManageThresholds); err != nil {
		return nil, err
	}
	changes := make([]store.ThresholdChange, len(r.Body.Items))
	for i, t := range r.Body.Items {
		changes[i] = store.ThresholdChange{
			ProductID: value(t.ProductID), SKU: value(t.Sku), WarehouseID: value(t.WarehouseID), WarehouseCode: value(t.Warehouse),
			Threshold: inventory.Threshold{Minimum: t.Minimum, Maximum: t.Maximum, Target: t.Target, ReorderQuantity: t.ReorderQuantity},
		}
	}
	n, err := h.Store.SetThresholds(ctx, actor(ctx), principal(ctx).Scope(), changes)
	if err != nil {
		return nil, err
	}
	return oas.SetThresholds200JSONResponse{Changed: int32(n)}, nil //nolint:gosec // the contract bounds it
}

// SetThreshold implements oas.StrictServerInterface.
func (h *handlers) SetThreshold(ctx context.Context, r oas.SetThresholdRequestObject) (oas.SetThresholdResponseObject, error) {
	if err := need(ctx, inventory.ManageThresholds); err != nil {
		return nil, err
	}
	if err := needWarehouse(ctx, r.WarehouseID); err != nil {
		return nil, err
	}
	change := store.ThresholdChange{
		ProductID: r.ProductID, WarehouseID: r.WarehouseID,
		Threshold: inventory.Threshold{
			Minimum: r.Body.Minimum, Maximum: r.Body.Maximum, Target: r.Body.Target, ReorderQuantity: r.Body.ReorderQuantity,
		},
	}
	if err := change.Check(); err != nil {
		return nil, err
	}
	scope := principal(ctx).Scope()
	if _, err := h.Store.SetThresholds(ctx, actor(ctx), scope, []store.ThresholdChange{change}); err != nil {
		return nil, err
	}
	items, _, err := h.Store.ListThresholds(ctx, scope, store.ThresholdFilter{WarehouseID: r.WarehouseID, ProductID: r.ProductID}, store.Page{Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, inventory.Refusef(inventory.CodeConflict, "somebody has removed the threshold")
	}
	return oas.SetThreshold200JSONResponse(items[0]), nil
}

// RemoveThreshold implements oas.StrictServerInterface.
func (h *handlers) RemoveThreshold(ctx context.Context, r oas.RemoveThresholdRequestObject) (oas.RemoveThresholdResponseObject, error) {
	if err := need(ctx, inventory.ManageThresholds); err != nil {
		return nil, err
	}
	if err := needWarehouse(ctx, r.WarehouseID); err != nil {
		return nil, err
	}
	if err := h.Store.RemoveThreshold(ctx, actor(ctx), r.ProductID, r.WarehouseID); err != nil {
		return nil, err
	}
	return oas.RemoveThreshold204Response{}, nil
}

// ExportThresholds implements oas.StrictServerInterface.
func (h *handlers) ExportThresholds(ctx context.Context, r oas.ExportThresholdsRequestObject) (oas.ExportThresholdsResponseObject, error) {
	f := store.ThresholdFilter{WarehouseID: value(r.Params.WarehouseID), ProductID: value(r.Params.ProductID), Search: value(r.Params.Search)}
	if err := mayFilter(ctx, f.WarehouseID); err != nil {
		return nil, err
	}
	return thresholdFile{file{
		ctx: ctx, h: h, name: "thresholds", format: spreadsheet.Format(r.Params.Format),
		rows: listed(
			// The columns are those that can be set again.
			[]string{"sku", "product", "warehouse", "minimum", "maximum", "target", "reorder_quantity", "updated_by", "updated_at"},
			func(ctx context.Context, p store.Page) ([]store.Threshold, string, error) {
				return h.Store.ListThresholds(ctx, principal(ctx).Scope(), f, p)
			},
			func(t store.Threshold) []any {
				return []any{
					t.Product.SKU, t.Product.Name, t.Warehouse.Code, t.Minimum, orEmpty(t.Maximum), orEmpty(t.Target),
					orEmpty(t.ReorderQuantity), t.UpdatedBy.Name, t.UpdatedAt,
				}
			},
		),
	}}, nil
}

type thresholdFile struct{ file }

// VisitExportThresholdsResponse implements oas.ExportThresholdsResponseObject.
func (f thresholdFile) VisitExportThresholdsResponse(w http.ResponseWriter) error { return f.send(w) }
