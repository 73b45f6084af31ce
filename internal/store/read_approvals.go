package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// ListApprovals lists approvals of the scope, the longest waiting first.
func (s *Store) ListApprovals(ctx context.Context, scope Scope, status string, page Page) ([]Approval, string, error) {
	key, err := page.key(firstTime, firstUUID)
	if err != nil {
		return nil, "", err
	}
	after, err := keyTime(key[0])
	if err != nil || !isUUID(key[1]) {
		return nil, "", badCursor()
	}
	var rows []dbsqlc.ListApprovalsRow
	if status == string(inventory.ApprovalPending) {
		var pending []dbsqlc.ListPendingApprovalsRow
		pending, err = s.q.ListPendingApprovals(ctx, dbsqlc.ListPendingApprovalsParams{
			Everywhere: scope.Everywhere, WarehouseIds: scope.Warehouses, AfterAt: after, AfterID: key[1], MaxRows: page.rows(),
		})
		for _, r := range pending {
			rows = append(rows, dbsqlc.ListApprovalsRow(r))
		}
	} else {
		rows, err = s.q.ListApprovals(ctx, dbsqlc.ListApprovalsParams{
			Status: status, Everywhere: scope.Everywhere, WarehouseIds: scope.Warehouses, AfterAt: after, AfterID: key[1], MaxRows: page.rows(),
		})
	}
	if err != nil {
		return nil, "", fmt.Errorf("list approvals: %w", err)
	}
	items, err := approvalsFrom(rows)
	if err != nil {
		return nil, "", err
	}
	items, next := cut(items, page, func(a Approval) []string { return []string{keyText(a.RequestedAt), a.ID} })
	return items, next, nil
}

// maxApprovals bounds the approvals of one operation: one a received line.
const maxApprovals = 20_000

func (s *Store) approvalsOf(ctx context.Context, operationID string) ([]Approval, error) {
	rows, err := s.q.ListApprovals(ctx, dbsqlc.ListApprovalsParams{
		OperationID: operationID, Everywhere: true, AfterAt: pgtype.Timestamptz{InfinityModifier: pgtype.NegativeInfinity, Valid: true},
		AfterID: firstUUID, MaxRows: maxApprovals,
	})
	if err != nil {
		return nil, fmt.Errorf("read approvals: %w", err)
	}
	return approvalsFrom(rows)
}

func approvalsFrom(rows []dbsqlc.ListApprovalsRow) ([]Approval, error) {
	items := make([]Approval, len(rows))
	for i, r := range rows {
		x := r.Approval
		a := Approval{
			ID: x.ID, Kind: x.Kind, Status: x.Status, LineNo: deref(x.LineNo), Quantity: x.Quantity, Expected: r.Expected, Note: x.Note,
			Operation:   OperationRef{ID: x.OperationID, Number: r.Number, Kind: r.OperationKind},
			Warehouse:   WarehouseRef{ID: r.WarehouseID, Code: r.WarehouseCode, Name: r.WarehouseName},
			Destination: warehouseRef(r.DestinationID, r.DestinationCode, r.DestinationName),
			RequestedBy: UserRef{ID: x.RequestedBy, Name: r.RequestedByName}, RequestedAt: x.RequestedAt.Time, DecidedAt: timePtr(x.DecidedAt),
		}
		if r.ProductID != nil {
			a.Product = &ProductRef{ID: *r.ProductID, SKU: r.Sku, Name: r.ProductName, BaseUnit: r.BaseUnit}
		}
		if x.DecidedBy != nil {
			a.DecidedBy = &UserRef{ID: *x.DecidedBy, Name: r.DecidedByName}
		}
		if x.Received != nil {
			if err := json.Unmarshal(x.Received, &a.Received); err != nil {
				return nil, fmt.Errorf("read the goods of approval %s: %w", x.ID, err)
			}
		}
		items[i] = a
	}
	return items, nil
}
