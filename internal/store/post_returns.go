package store

import (
	"context"
	"fmt"

	"stockflow/internal/inventory"
)

// loadDelivered finds what is left to return of shipments and receipts.
func (l *loader) loadDelivered(ctx context.Context) error {
	if len(l.origins) == 0 {
		return nil
	}
	rows, err := l.q.Delivered(ctx, keys(l.origins))
	if err != nil {
		return fmt.Errorf("load what was delivered: %w", err)
	}
	for _, r := range rows {
		l.book.Delivered[inventory.Delivery{OperationID: r.OperationID, LineNo: int(r.LineNo), LotID: r.LotID}] = r.Quantity
	}
	return nil
}

// returnRow is a line of a return as jsonb_populate_recordset reads it.
type returnRow struct {
	OperationID  string `json:"operation_id"`
	LineNo       int    `json:"line_no"`
	LocationID   int64  `json:"location_id"`
	LotID        *int64 `json:"lot_id"`
	Condition    string `json:"condition"`
	Reason       string `json:"reason"`
	OriginLineNo *int   `json:"origin_line_no"`
}

// insertReturns writes where the goods of new returns went. They never change.
func (w *writer) insertReturns(ctx context.Context) error {
	var rows []returnRow
	for _, id := range w.changed {
		if w.book.Loaded(id) != nil {
			continue
		}
		for i, r := range w.book.Operations[id].Returns {
			if r.LotID < 0 {
				r.LotID = w.book.Lot(r.LotID).ID
			}
			rows = append(rows, returnRow{
				OperationID: id, LineNo: i + 1, LocationID: r.LocationID, LotID: nonZero(r.LotID), Condition: string(r.Condition),
				Reason: r.Reason, OriginLineNo: nonZero(r.OriginLine),
			})
		}
	}
	if err := each(ctx, rows, w.q.InsertReturnLines); err != nil {
		return fmt.Errorf("write what was returned: %w", err)
	}
	return nil
}
