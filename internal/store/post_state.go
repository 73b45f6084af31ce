package store

import (
	"context"
	"fmt"
	"slices"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

func (w *writer) saveTransit(ctx context.Context) error {
	var arg dbsqlc.InsertTransitParams
	var rewritten []string
	for _, id := range w.changed {
		op := w.book.Operations[id]
		var before []inventory.InTransitLot
		turned := false
		if old := w.book.Loaded(id); old != nil {
			before, turned = old.Transit, old.ReturnLeg != op.ReturnLeg
		}
		if slices.Equal(before, op.Transit) && !turned {
			continue
		}
		rewritten = append(rewritten, id)
		for _, l := range op.Transit {
			arg.OperationIds = append(arg.OperationIds, id)
			arg.LineNos = append(arg.LineNos, int32(l.LineNo)) //nolint:gosec // bounded by the document
			arg.ProductIds = append(arg.ProductIds, op.Lines[l.LineNo-1].ProductID)
			arg.LotIds = append(arg.LotIds, l.LotID)
			arg.WarehouseIds = append(arg.WarehouseIds, op.Arrival())
			arg.Quantities = append(arg.Quantities, l.Quantity)
		}
	}
	if len(rewritten) == 0 {
		return nil
	}
	if err := w.q.DeleteTransit(ctx, rewritten); err != nil {
		return fmt.Errorf("clear goods on the road: %w", err)
	}
	if len(arg.LineNos) > 0 {
		if err := w.q.InsertTransit(ctx, arg); err != nil {
			return fmt.Errorf("write goods on the road: %w", err)
		}
	}
	return nil
}

// approvalRow is an approval as jsonb_populate_recordset reads it.
type approvalRow struct {
	ID          string                  `json:"id"`
	OperationID string                  `json:"operation_id"`
	Kind        string                  `json:"kind"`
	Status      string                  `json:"status"`
	LineNo      *int                    `json:"line_no"`
	Quantity    int64                   `json:"quantity"`
	Received    *inventory.ReceivedLine `json:"received"`
	RequestedBy int64                   `json:"requested_by"`
	DecidedBy   *int64                  `json:"decided_by"`
	Note        string                  `json:"note"`
}

func (w *writer) saveApprovals(ctx context.Context) error {
	var rows []approvalRow
	for _, id := range w.changed {
		op := w.book.Operations[id]
		var before []inventory.Approval
		if old := w.book.Loaded(id); old != nil {
			before = old.Approvals
		}
		for i, a := range op.Approvals {
			if i < len(before) && before[i].Status == a.Status {
				continue
			}
			rows = append(rows, approvalRow{
				ID: a.ID, OperationID: id, Kind: string(a.Kind), Status: string(a.Status), LineNo: nonZero(a.LineNo), Quantity: a.Quantity,
				Received: a.Received, RequestedBy: a.RequestedBy, DecidedBy: nonZero(a.DecidedBy), Note: a.Note,
			})
		}
	}
	if err := each(ctx, rows, w.q.SaveApprovals); err != nil {
		return fmt.Errorf("write approvals: %w", err)
	}
	return nil
}
