package store

import (
	"context"
	"fmt"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// correctionRow is a line of an adjustment as jsonb_populate_recordset reads it.
type correctionRow struct {
	OperationID string `json:"operation_id"`
	LineNo      int    `json:"line_no"`
	LocationID  int64  `json:"location_id"`
	LotID       *int64 `json:"lot_id"`
	LotCode     string `json:"lot_code"`
	ExpiresOn   string `json:"expires_on"`
	Change      int64  `json:"change"`
	Reason      string `json:"reason"`
	Scraps      bool   `json:"scraps"`
}

// insertCorrections writes what new adjustments correct. They never change.
func (w *writer) insertCorrections(ctx context.Context) error {
	var rows []correctionRow
	for _, id := range w.changed {
		if w.book.Loaded(id) != nil {
			continue
		}
		for i, c := range w.book.Operations[id].Corrections {
			rows = append(rows, correctionRow{
				OperationID: id, LineNo: i + 1, LocationID: c.LocationID, LotID: nonZero(c.LotID), LotCode: c.LotCode,
				ExpiresOn: c.ExpiresOn, Change: c.Change, Reason: c.Reason, Scraps: c.Scraps,
			})
		}
	}
	if err := each(ctx, rows, w.q.InsertAdjustmentLines); err != nil {
		return fmt.Errorf("write what is corrected: %w", err)
	}
	return nil
}

// readCorrections reads what adjustments are to correct that are not posted yet.
func readCorrections(ctx context.Context, q *dbsqlc.Queries, byID map[string]*inventory.Operation) error {
	var ids []string
	for id, op := range byID {
		if op.Kind == inventory.Adjustment && op.Status == inventory.AwaitingApproval {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := q.CorrectionsOf(ctx, ids)
	if err != nil {
		return fmt.Errorf("read what is to be corrected: %w", err)
	}
	for _, r := range rows {
		op := byID[r.OperationID]
		op.Corrections = append(op.Corrections, inventory.Correction{
			ProductID: op.Lines[r.LineNo-1].ProductID, LocationID: r.LocationID, LotID: deref(r.LotID), LotCode: r.LotCode,
			ExpiresOn: r.ExpiresOn, Change: r.Change, Reason: r.Reason, Scraps: r.Scraps,
		})
	}
	return nil
}

func (l *loader) loadReasons(ctx context.Context) error {
	if len(l.reasons) == 0 {
		return nil
	}
	rows, err := l.q.ReasonsByCode(ctx, keys(l.reasons))
	if err != nil {
		return fmt.Errorf("load the reasons of adjustments: %w", err)
	}
	for _, r := range rows {
		l.book.Reasons[r.Code] = inventory.Reason{
			Code: r.Code, Direction: inventory.Direction(r.Direction), Scraps: r.Scraps, Active: r.Active,
		}
	}
	return nil
}

// loadHolders finds who holds the locked balances of the shelves that ask for it.
func (l *loader) loadHolders(ctx context.Context) error {
	if len(l.held) == 0 {
		return nil
	}
	reserved := l.book.Reserved(func(product, warehouse int64) bool { return l.held[[2]int64{product, warehouse}] })
	if len(reserved) == 0 {
		return nil
	}
	rows, err := l.q.HoldersOf(ctx, reserved)
	if err != nil {
		return fmt.Errorf("load who holds stock: %w", err)
	}
	for _, r := range rows {
		l.book.Holders[r.BalanceID] = append(l.book.Holders[r.BalanceID], inventory.Holder{
			OperationID: r.ID, Number: r.Number, Kind: inventory.Kind(r.Kind), Quantity: r.Quantity,
		})
	}
	return nil
}
