package httpapi

import (
	"context"
	"fmt"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// CreateMove implements oas.StrictServerInterface.
func (h *handlers) CreateMove(ctx context.Context, r oas.CreateMoveRequestObject) (oas.CreateMoveResponseObject, error) {
	if err := needWarehouse(ctx, r.Body.WarehouseID); err != nil {
		return nil, err
	}
	if err := mayGive(ctx, inventory.CreateMove); err != nil {
		return nil, err
	}
	moves, err := h.moveLines(ctx, r.Body.WarehouseID, r.Body.Lines)
	if err != nil {
		return nil, err
	}
	return h.atDesk(ctx, call{
		kind: inventory.CreateMove, warehouse: r.Body.WarehouseID, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer, meaning: r.Body,
		body: inventory.Body{Reference: value(r.Body.Reference), Note: value(r.Body.Note), Moves: moves},
	})
}

// moveLines resolves what the lines of a document of moves name by SKU or code.
func (h *handlers) moveLines(ctx context.Context, site int64, lines []oas.MoveLine) ([]inventory.Move, error) {
	named := make([]oas.NewLine, len(lines))
	for i, l := range lines {
		named[i] = oas.NewLine{ProductID: l.ProductID, Sku: l.Sku, Quantity: l.Quantity, PackagingUnit: l.PackagingUnit}
	}
	products, err := h.documentLines(ctx, named)
	if err != nil {
		return nil, err
	}
	moves := make([]inventory.Move, len(lines))
	rows := make([]stepRow, len(lines))
	of := make(map[int]int64, len(lines))
	for i, l := range lines {
		x := &moves[i]
		*x = inventory.Move{LineNo: i + 1, ProductID: products[i].ProductID, Quantity: products[i].Quantity}
		if l.FromLocation == nil && l.FromLocationID == nil {
			return nil, invalid(fmt.Sprintf("lines[%d].from_location", i), "name the bin that is moved from")
		}
		if l.ToLocation == nil && l.ToLocationID == nil {
			return nil, invalid(fmt.Sprintf("lines[%d].to_location", i), "name the bin that is moved to")
		}
		rows[i] = stepRow{
			line: i + 1, quantity: &x.Quantity, lotID: l.LotID, lotCode: l.LotCode, lot: &x.LotID,
			locations: []binRef{
				{"from_location", l.FromLocationID, l.FromLocation, &x.FromLocationID},
				{"to_location", l.ToLocationID, l.ToLocation, &x.ToLocationID},
			},
		}
		of[i+1] = x.ProductID
	}
	if err := h.resolveBins(ctx, site, "lines", rows); err != nil {
		return nil, err
	}
	return moves, h.resolveLots(ctx, "lines", rows, of)
}

// SwapShipment implements oas.StrictServerInterface.
func (h *handlers) SwapShipment(ctx context.Context, r oas.SwapShipmentRequestObject) (oas.SwapShipmentResponseObject, error) {
	op, site, err := h.open(ctx, inventory.SwapShipment, inventory.Shipment, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	return h.swap(ctx, inventory.SwapShipment, op, site, r.Params.IdempotencyKey, r.Params.Prefer, value(r.Body))
}

// SwapTransfer implements oas.StrictServerInterface.
func (h *handlers) SwapTransfer(ctx context.Context, r oas.SwapTransferRequestObject) (oas.SwapTransferResponseObject, error) {
	op, site, err := h.open(ctx, inventory.SwapTransfer, inventory.Transfer, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	return h.swap(ctx, inventory.SwapTransfer, op, site, r.Params.IdempotencyKey, r.Params.Prefer, value(r.Body))
}

func (h *handlers) swap(
	ctx context.Context, kind inventory.CommandKind, op store.OperationHead, site int64, key string, prefer *oas.Prefer, note oas.Note,
) (answer, error) {
	body := inventory.Body{Note: value(note.Note)}
	return h.atDesk(ctx, call{kind: kind, operation: op.ID, warehouse: site, key: key, prefer: prefer, meaning: body, body: body})
}
