package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// Operation reads an operation with its lines, reservations, goods on the road
// and approvals.
func (s *Store) Operation(ctx context.Context, id string) (inventory.Operation, error) {
	ops, err := operations(ctx, s.q, []string{id}, false)
	if err != nil {
		return inventory.Operation{}, err
	}
	if len(ops) == 0 {
		return inventory.Operation{}, inventory.Refusef(inventory.CodeNotFound, "there is no such operation")
	}
	return *ops[0], nil
}

// operations reads operations by id, ordered by id; with lock, they stay
// locked until the transaction ends.
func operations(ctx context.Context, q *dbsqlc.Queries, ids []string, lock bool) ([]*inventory.Operation, error) {
	read := q.OperationsByID
	if lock {
		read = q.LockOperations
	}
	rows, err := read(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read operations: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	byID := make(map[string]*inventory.Operation, len(rows))
	found := make([]*inventory.Operation, len(rows))
	present := make([]string, len(rows))
	for i, r := range rows {
		op := operationOf(r)
		found[i], byID[op.ID], present[i] = op, op, op.ID
	}
	lines, err := q.LinesOf(ctx, present)
	if err != nil {
		return nil, fmt.Errorf("read operation lines: %w", err)
	}
	for _, l := range lines {
		op := byID[l.OperationID]
		op.Lines = append(op.Lines, lineOf(l))
	}
	holds, err := q.ReservationsOf(ctx, present)
	if err != nil {
		return nil, fmt.Errorf("read reservations: %w", err)
	}
	for _, h := range holds {
		op := byID[h.OperationID]
		op.Holds = append(op.Holds, inventory.Hold{
			LineNo: int(h.LineNo), BalanceID: h.BalanceID, OriginID: deref(h.OriginBalanceID), Quantity: h.Quantity,
		})
	}
	if err := readTransit(ctx, q, present, byID); err != nil {
		return nil, err
	}
	if err := readCorrections(ctx, q, byID); err != nil {
		return nil, err
	}
	if err := readCounts(ctx, q, byID); err != nil {
		return nil, err
	}
	return found, readApprovals(ctx, q, present, byID)
}

func readTransit(ctx context.Context, q *dbsqlc.Queries, ids []string, byID map[string]*inventory.Operation) error {
	rows, err := q.TransitOf(ctx, ids)
	if err != nil {
		return fmt.Errorf("read goods on the road: %w", err)
	}
	for _, r := range rows {
		op := byID[r.OperationID]
		op.Transit = append(op.Transit, inventory.InTransitLot{LineNo: int(r.LineNo), LotID: deref(r.LotID), Quantity: r.Quantity})
	}
	return nil
}

func readApprovals(ctx context.Context, q *dbsqlc.Queries, ids []string, byID map[string]*inventory.Operation) error {
	rows, err := q.ApprovalsOf(ctx, ids)
	if err != nil {
		return fmt.Errorf("read approvals: %w", err)
	}
	for _, r := range rows {
		a := inventory.Approval{
			ID: r.ID, Kind: inventory.ApprovalKind(r.Kind), Status: inventory.ApprovalStatus(r.Status), LineNo: int(deref(r.LineNo)),
			Quantity: r.Quantity, RequestedBy: r.RequestedBy, RequestedAt: r.RequestedAt.Time, DecidedBy: deref(r.DecidedBy), Note: r.Note,
		}
		if r.Received != nil {
			if err := json.Unmarshal(r.Received, &a.Received); err != nil {
				return fmt.Errorf("read approval %s: %w", r.ID, err)
			}
		}
		op := byID[r.OperationID]
		op.Approvals = append(op.Approvals, a)
	}
	return nil
}

func operationOf(r dbsqlc.Operation) *inventory.Operation {
	return &inventory.Operation{
		ID: r.ID, Number: r.Number, Kind: inventory.Kind(r.Kind), Status: inventory.Status(r.Status), WarehouseID: r.WarehouseID,
		DestinationID: deref(r.DestinationID), Reference: r.Reference, Partner: r.Partner, DocumentDate: dateText(r.DocumentDate),
		RequiredOn: dateText(r.RequiredOn), Note: r.Note, Reason: r.Reason, Carrier: r.Carrier, Tracking: r.Tracking,
		Policy: inventory.ReservePolicy(r.ReservePolicy), ReserveUntil: instant(r.ReserveUntil), ETA: instant(r.Eta),
		ReturnLeg: r.ReturnLeg, Attention: inventory.Attention(r.Attention), CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.Time,
		UpdatedAt: r.UpdatedAt.Time, Revision: int(r.Revision), Direction: inventory.ReturnDirection(r.Direction), OriginID: deref(r.OriginID),
	}
}

func lineOf(l dbsqlc.OperationLine) inventory.Line {
	return inventory.Line{
		LineNo: int(l.LineNo), ProductID: l.ProductID, Quantity: l.Quantity, Reserved: l.Reserved, Picked: l.Picked,
		Dispatched: l.Dispatched, Received: l.Received, Damaged: l.Damaged, Returned: l.Returned, Lost: l.Lost,
		Scrapped: l.Scrapped, Pending: l.Pending,
	}
}

// stamp is a time as the database takes it.
func stamp(t time.Time) pgtype.Timestamptz { return pgtype.Timestamptz{Time: t, Valid: true} }

// dateText writes a date as YYYY-MM-DD, and null as the empty string.
func dateText(d pgtype.Date) string {
	if !d.Valid {
		return ""
	}
	return d.Time.Format(time.DateOnly)
}

func instant(t pgtype.Timestamptz) *time.Time {
	if !t.Valid {
		return nil
	}
	return &t.Time
}

// deref reads null as zero, which no key is.
func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// keys lists a set in ascending order.
func keys[K interface{ ~int64 | ~string }](set map[K]bool) []K {
	return slices.Sorted(maps.Keys(set))
}
