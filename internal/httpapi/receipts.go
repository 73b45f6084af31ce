package httpapi

import (
	"cmp"
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
)

// CreateReceipt implements oas.StrictServerInterface.
func (h *handlers) CreateReceipt(ctx context.Context, r oas.CreateReceiptRequestObject) (oas.CreateReceiptResponseObject, error) {
	if err := needWarehouse(ctx, r.Body.WarehouseID); err != nil {
		return nil, err
	}
	lines, err := h.documentLines(ctx, r.Body.Lines)
	if err != nil {
		return nil, err
	}
	return h.atDesk(ctx, call{
		kind: inventory.CreateReceipt, warehouse: r.Body.WarehouseID, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer, meaning: r.Body,
		body: inventory.Body{
			Partner: value(r.Body.Supplier), Reference: value(r.Body.Reference), DocumentDate: value(r.Body.DocumentDate),
			RequiredOn: value(r.Body.RequiredOn), Note: value(r.Body.Note), Lines: lines,
		},
	})
}

// ReceiveReceipt implements oas.StrictServerInterface.
func (h *handlers) ReceiveReceipt(ctx context.Context, r oas.ReceiveReceiptRequestObject) (oas.ReceiveReceiptResponseObject, error) {
	op, site, err := h.open(ctx, inventory.ReceiveReceipt, inventory.Receipt, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	received := make([]inventory.ReceivedLine, len(r.Body.Lines))
	rows := make([]stepRow, len(received))
	for i, l := range r.Body.Lines {
		x := &received[i]
		*x = inventory.ReceivedLine{
			LineNo: int(l.LineNo), Quantity: l.Quantity, LotCode: value(l.LotCode), ExpiresOn: value(l.ExpiresOn),
			Condition: cmp.Or(inventory.Condition(value(l.Condition)), inventory.Good),
		}
		rows[i] = stepRow{
			line: x.LineNo, quantity: &x.Quantity, unit: l.PackagingUnit,
			locations: []binRef{{"location", l.LocationID, l.Location, &x.LocationID}},
		}
	}
	if err := h.resolve(ctx, op, site, "lines", rows); err != nil {
		return nil, err
	}
	return h.atDesk(ctx, call{
		kind: inventory.ReceiveReceipt, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: r.Body, body: inventory.Body{Receipts: received, Note: value(r.Body.Note)},
	})
}

// PutAwayReceipt implements oas.StrictServerInterface.
func (h *handlers) PutAwayReceipt(ctx context.Context, r oas.PutAwayReceiptRequestObject) (oas.PutAwayReceiptResponseObject, error) {
	op, site, err := h.open(ctx, inventory.PutAwayReceipt, inventory.Receipt, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	moves := make([]inventory.Move, len(r.Body.Moves))
	rows := make([]stepRow, len(moves))
	for i, m := range r.Body.Moves {
		x := &moves[i]
		*x = inventory.Move{LineNo: int(m.LineNo), Quantity: m.Quantity}
		rows[i] = stepRow{
			line: x.LineNo, quantity: &x.Quantity, unit: m.PackagingUnit, lotID: m.LotID, lotCode: m.LotCode, lot: &x.LotID,
			locations: []binRef{
				{"from_location", m.FromLocationID, m.FromLocation, &x.FromLocationID},
				{"to_location", m.ToLocationID, m.ToLocation, &x.ToLocationID},
			},
		}
	}
	if err := h.resolve(ctx, op, site, "moves", rows); err != nil {
		return nil, err
	}
	return h.atDesk(ctx, call{
		kind: inventory.PutAwayReceipt, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: r.Body, body: inventory.Body{Moves: moves, Note: value(r.Body.Note)},
	})
}

// CloseReceipt implements oas.StrictServerInterface.
func (h *handlers) CloseReceipt(ctx context.Context, r oas.CloseReceiptRequestObject) (oas.CloseReceiptResponseObject, error) {
	op, site, err := h.open(ctx, inventory.CloseReceipt, inventory.Receipt, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	return h.atDesk(ctx, call{
		kind: inventory.CloseReceipt, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: body, body: inventory.Body{Short: value(body.Short), Note: value(body.Note)},
	})
}

// CancelReceipt implements oas.StrictServerInterface.
func (h *handlers) CancelReceipt(ctx context.Context, r oas.CancelReceiptRequestObject) (oas.CancelReceiptResponseObject, error) {
	op, site, err := h.open(ctx, inventory.CancelReceipt, inventory.Receipt, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	return h.cancel(ctx, call{
		kind: inventory.CancelReceipt, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: body, body: inventory.Body{Reason: value(body.Reason)},
	})
}

// UndoReceipt implements oas.StrictServerInterface.
func (h *handlers) UndoReceipt(ctx context.Context, r oas.UndoReceiptRequestObject) (oas.UndoReceiptResponseObject, error) {
	op, site, err := h.open(ctx, inventory.UndoReceipt, inventory.Receipt, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	return h.decide(ctx, call{
		kind: inventory.UndoReceipt, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: body, body: inventory.Body{Reason: value(body.Reason)},
	})
}
