package httpapi

import (
	"cmp"
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// CreateTransfer implements oas.StrictServerInterface.
func (h *handlers) CreateTransfer(ctx context.Context, r oas.CreateTransferRequestObject) (oas.CreateTransferResponseObject, error) {
	if err := needWarehouse(ctx, r.Body.FromWarehouseID); err != nil {
		return nil, err
	}
	lines, err := h.documentLines(ctx, r.Body.Lines)
	if err != nil {
		return nil, err
	}
	return h.atDesk(ctx, call{
		kind: inventory.CreateTransfer, warehouse: r.Body.FromWarehouseID, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer, meaning: r.Body,
		body: inventory.Body{
			DestinationID: r.Body.ToWarehouseID, Reference: value(r.Body.Reference), DocumentDate: value(r.Body.DocumentDate),
			RequiredOn: value(r.Body.RequiredOn), Note: value(r.Body.Note), ETA: r.Body.Eta, Lines: lines,
		},
	})
}

// DispatchTransfer implements oas.StrictServerInterface.
func (h *handlers) DispatchTransfer(ctx context.Context, r oas.DispatchTransferRequestObject) (oas.DispatchTransferResponseObject, error) {
	op, site, err := h.open(ctx, inventory.DispatchTransf, inventory.Transfer, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	return h.atDesk(ctx, call{
		kind: inventory.DispatchTransf, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer, meaning: body,
		body: inventory.Body{ETA: body.Eta, Carrier: value(body.Carrier), Tracking: value(body.Tracking), Note: value(body.Note)},
	})
}

// ReceiveTransfer implements oas.StrictServerInterface.
func (h *handlers) ReceiveTransfer(ctx context.Context, r oas.ReceiveTransferRequestObject) (oas.ReceiveTransferResponseObject, error) {
	op, site, err := h.open(ctx, inventory.ReceiveTransfer, inventory.Transfer, r.OperationID, destination)
	if err != nil {
		return nil, err
	}
	return h.arrive(ctx, inventory.ReceiveTransfer, op, site, r.Params.IdempotencyKey, r.Params.Prefer, value(r.Body))
}

// ReceiveReturn implements oas.StrictServerInterface.
func (h *handlers) ReceiveReturn(ctx context.Context, r oas.ReceiveReturnRequestObject) (oas.ReceiveReturnResponseObject, error) {
	op, site, err := h.open(ctx, inventory.ReceiveReturn, inventory.Transfer, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	return h.arrive(ctx, inventory.ReceiveReturn, op, site, r.Params.IdempotencyKey, r.Params.Prefer, value(r.Body))
}

func (h *handlers) arrive(
	ctx context.Context, kind inventory.CommandKind, op store.OperationHead, site int64, key string, prefer *oas.Prefer, body oas.ReceiveTransfer,
) (answer, error) {
	lines := value(body.Lines)
	received := make([]inventory.ReceivedLine, len(lines))
	rows := make([]stepRow, len(lines))
	for i, l := range lines {
		x := &received[i]
		*x = inventory.ReceivedLine{
			LineNo: int(l.LineNo), Quantity: l.Quantity, Condition: cmp.Or(inventory.Condition(value(l.Condition)), inventory.Good),
		}
		rows[i] = stepRow{
			line: x.LineNo, quantity: &x.Quantity, unit: l.PackagingUnit, lotID: l.LotID, lotCode: l.LotCode, lot: &x.LotID,
			locations: []binRef{{"location", l.LocationID, l.Location, &x.LocationID}},
		}
	}
	if err := h.resolve(ctx, op, site, "lines", rows); err != nil {
		return answer{}, err
	}
	return h.atDesk(ctx, call{
		kind: kind, operation: op.ID, warehouse: site, key: key, prefer: prefer, meaning: body,
		body: inventory.Body{Receipts: received, Note: value(body.Note)},
	})
}

// CloseTransfer implements oas.StrictServerInterface.
func (h *handlers) CloseTransfer(ctx context.Context, r oas.CloseTransferRequestObject) (oas.CloseTransferResponseObject, error) {
	op, site, err := h.open(ctx, inventory.CloseTransfer, inventory.Transfer, r.OperationID, arrival)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	return h.atDesk(ctx, call{
		kind: inventory.CloseTransfer, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: body, body: inventory.Body{Note: value(body.Note)},
	})
}

// SettleTransfer implements oas.StrictServerInterface.
func (h *handlers) SettleTransfer(ctx context.Context, r oas.SettleTransferRequestObject) (oas.SettleTransferResponseObject, error) {
	op, site, err := h.open(ctx, inventory.SettleTransfer, inventory.Transfer, r.OperationID, arrival)
	if err != nil {
		return nil, err
	}
	settlements := make([]inventory.Settlement, len(r.Body.Lines))
	rows := make([]stepRow, len(settlements))
	for i, l := range r.Body.Lines {
		x := &settlements[i]
		*x = inventory.Settlement{LineNo: int(l.LineNo), Quantity: l.Quantity, Resolution: inventory.Resolution(l.Resolution)}
		rows[i] = stepRow{
			line: x.LineNo, quantity: &x.Quantity, unit: l.PackagingUnit, lotID: l.LotID, lotCode: l.LotCode, lot: &x.LotID,
			locations: []binRef{{"location", l.LocationID, l.Location, &x.LocationID}},
		}
	}
	if err := h.resolve(ctx, op, site, "lines", rows); err != nil {
		return nil, err
	}
	return h.decide(ctx, call{
		kind: inventory.SettleTransfer, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: r.Body, body: inventory.Body{Settlements: settlements, Note: value(r.Body.Note)},
	})
}

// CancelTransfer implements oas.StrictServerInterface.
func (h *handlers) CancelTransfer(ctx context.Context, r oas.CancelTransferRequestObject) (oas.CancelTransferResponseObject, error) {
	op, site, err := h.open(ctx, inventory.CancelTransfer, inventory.Transfer, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	return h.cancel(ctx, call{
		kind: inventory.CancelTransfer, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: body, body: inventory.Body{Reason: value(body.Reason)},
	})
}
