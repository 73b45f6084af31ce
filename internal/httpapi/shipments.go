package httpapi

import (
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
)

// CreateShipment implements oas.StrictServerInterface.
func (h *handlers) CreateShipment(ctx context.Context, r oas.CreateShipmentRequestObject) (oas.CreateShipmentResponseObject, error) {
	if err := needWarehouse(ctx, r.Body.WarehouseID); err != nil {
		return nil, err
	}
	lines, err := h.documentLines(ctx, r.Body.Lines)
	if err != nil {
		return nil, err
	}
	return h.atDesk(ctx, call{
		kind: inventory.CreateShipment, warehouse: r.Body.WarehouseID, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer, meaning: r.Body,
		body: inventory.Body{
			Partner: value(r.Body.Customer), Reference: value(r.Body.Reference), DocumentDate: value(r.Body.DocumentDate),
			RequiredOn: value(r.Body.RequiredOn), Note: value(r.Body.Note), Lines: lines,
			Policy: inventory.ReservePolicy(value(r.Body.Policy)), ReserveUntil: r.Body.ReserveUntil,
		},
	})
}

// ReserveShipment implements oas.StrictServerInterface.
func (h *handlers) ReserveShipment(ctx context.Context, r oas.ReserveShipmentRequestObject) (oas.ReserveShipmentResponseObject, error) {
	op, site, err := h.open(ctx, inventory.ReserveShipment, inventory.Shipment, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	return h.atDesk(ctx, call{
		kind: inventory.ReserveShipment, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: body, body: inventory.Body{Note: value(body.Note)},
	})
}

// PickShipment implements oas.StrictServerInterface.
func (h *handlers) PickShipment(ctx context.Context, r oas.PickShipmentRequestObject) (oas.PickShipmentResponseObject, error) {
	op, site, err := h.open(ctx, inventory.PickShipment, inventory.Shipment, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	lines := value(body.Lines)
	picks := make([]inventory.PickedLine, len(lines))
	rows := make([]stepRow, len(lines))
	for i, l := range lines {
		x := &picks[i]
		*x = inventory.PickedLine{LineNo: int(l.LineNo), Quantity: l.Quantity}
		rows[i] = stepRow{
			line: x.LineNo, quantity: &x.Quantity, unit: l.PackagingUnit, lotID: l.LotID, lotCode: l.LotCode, lot: &x.LotID,
			locations: []binRef{{"location", l.LocationID, l.Location, &x.LocationID}},
		}
	}
	if err := h.resolve(ctx, op, site, "lines", rows); err != nil {
		return nil, err
	}
	return h.atDesk(ctx, call{
		kind: inventory.PickShipment, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: body, body: inventory.Body{Picks: picks, Note: value(body.Note)},
	})
}

// PackShipment implements oas.StrictServerInterface.
func (h *handlers) PackShipment(ctx context.Context, r oas.PackShipmentRequestObject) (oas.PackShipmentResponseObject, error) {
	op, site, err := h.open(ctx, inventory.PackShipment, inventory.Shipment, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	return h.atDesk(ctx, call{
		kind: inventory.PackShipment, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: body, body: inventory.Body{Note: value(body.Note)},
	})
}

// DispatchShipment implements oas.StrictServerInterface.
func (h *handlers) DispatchShipment(ctx context.Context, r oas.DispatchShipmentRequestObject) (oas.DispatchShipmentResponseObject, error) {
	op, site, err := h.open(ctx, inventory.DispatchShip, inventory.Shipment, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	return h.atDesk(ctx, call{
		kind: inventory.DispatchShip, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: body, body: inventory.Body{Carrier: value(body.Carrier), Tracking: value(body.Tracking), Note: value(body.Note)},
	})
}

// CancelShipment implements oas.StrictServerInterface.
func (h *handlers) CancelShipment(ctx context.Context, r oas.CancelShipmentRequestObject) (oas.CancelShipmentResponseObject, error) {
	op, site, err := h.open(ctx, inventory.CancelShipment, inventory.Shipment, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	return h.cancel(ctx, call{
		kind: inventory.CancelShipment, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: body, body: inventory.Body{Reason: value(body.Reason)},
	})
}
