package httpapi

import (
	"cmp"
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
)

// CreateReturn implements oas.StrictServerInterface.
func (h *handlers) CreateReturn(ctx context.Context, r oas.CreateReturnRequestObject) (oas.CreateReturnResponseObject, error) {
	if err := needWarehouse(ctx, r.Body.WarehouseID); err != nil {
		return nil, err
	}
	lines := make([]inventory.ReturnLine, len(r.Body.Lines))
	rows := make([]stockRow, len(lines))
	for i, l := range r.Body.Lines {
		x := &lines[i]
		*x = inventory.ReturnLine{
			OriginLine: int(value(l.OriginLineNo)), Quantity: l.Quantity, LotID: value(l.LotID), LotCode: value(l.LotCode),
			ExpiresOn: value(l.ExpiresOn), Condition: cmp.Or(inventory.Condition(value(l.Condition)), inventory.Good), Reason: value(l.Reason),
		}
		rows[i] = stockRow{
			productID: l.ProductID, sku: l.Sku, product: &x.ProductID, locationID: l.LocationID, location: l.Location, bin: &x.LocationID,
			unit: l.PackagingUnit, quantity: &x.Quantity, anywhere: r.Body.Direction == oas.FromCustomer,
		}
	}
	unresolved, err := h.resolveRows(ctx, r.Body.WarehouseID, rows)
	if err != nil {
		return nil, err
	}
	c := call{
		kind: inventory.CreateReturn, warehouse: r.Body.WarehouseID, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer, meaning: r.Body,
		body: inventory.Body{
			Direction: inventory.ReturnDirection(r.Body.Direction), OriginID: value(r.Body.OriginID), Over: value(r.Body.Over),
			Partner: value(r.Body.Partner), Reference: value(r.Body.Reference), Note: value(r.Body.Note), Returns: lines, Unresolved: unresolved,
		},
	}
	return h.bySize(ctx, c, len(lines))
}
