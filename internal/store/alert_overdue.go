package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// Patience says how long operations may wait before somebody is told.
type Patience struct {
	// Transfer is how long after its ETA a transfer is overdue, Approval how long
	// an approval may wait.
	Transfer, Approval time.Duration
}

// watchedTypes are the alerts that operations are the cause of.
var watchedTypes = []inventory.AlertType{
	inventory.OverdueTransfer, inventory.ApprovalWaiting, inventory.StuckOperation, inventory.DiscrepancyOpen,
}

// OverdueScan looks at some operations that are open, and then at the alerts
// of operations: transfers past their ETA, approvals that nobody decides,
// discrepancies that nobody settles, operations that don't go on. Their own
// workflows report the same; this is for what they didn't get to.
func (s *Store) OverdueScan(patience Patience) func(context.Context, time.Time, string) (string, int, error) {
	return func(ctx context.Context, at time.Time, cursor string) (next string, done int, err error) {
		phase, rest, _ := strings.Cut(cursor, " ")
		var ids []string
		if phase == "alerts" {
			next, ids, err = s.operationsWithAlerts(ctx, rest)
		} else {
			next, ids, err = s.operationsToScan(ctx, rest)
		}
		if err != nil {
			return "", 0, wrapScan(err)
		}
		return next, len(ids), wrapScan(s.scanOperations(ctx, patience, at, ids))
	}
}

func (s *Store) operationsToScan(ctx context.Context, after string) (next string, ids []string, err error) {
	from, id, _ := strings.Cut(after, " ")
	if from == "" {
		from, id = firstTime, firstUUID
	}
	moment, err := keyTime(from)
	if err != nil || !isUUID(id) {
		return "", nil, badScan(after)
	}
	rows, err := s.q.OpenOperationsAfter(ctx, dbsqlc.OpenOperationsAfterParams{AfterAt: moment, AfterID: id, MaxRows: scannedRows})
	if err != nil {
		return "", nil, err
	}
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	next = "alerts " + string(watchedTypes[0]) + " 0"
	if len(rows) == scannedRows {
		last := rows[len(rows)-1]
		next = "operations " + keyText(last.CreatedAt.Time) + " " + last.ID
	}
	return next, ids, nil
}

// operationsWithAlerts reads the operations of the open alerts of one type
// after the other.
func (s *Store) operationsWithAlerts(ctx context.Context, after string) (next string, ids []string, err error) {
	kind, id, _ := strings.Cut(after, " ")
	from, err := scanID(id)
	if err != nil {
		return "", nil, err
	}
	for i, t := range watchedTypes {
		if string(t) != kind {
			continue
		}
		rows, err := s.q.OpenAlertsAfter(ctx, dbsqlc.OpenAlertsAfterParams{Type: kind, AfterID: from, MaxRows: scannedRows})
		if err != nil {
			return "", nil, err
		}
		for _, r := range rows {
			if r.OperationID != nil {
				ids = append(ids, *r.OperationID)
			}
		}
		switch {
		case len(rows) == scannedRows:
			next = cursorText("alerts", kind, rows[len(rows)-1].ID)
		case i+1 < len(watchedTypes):
			next = cursorText("alerts", string(watchedTypes[i+1]), 0)
		}
		return next, ids, nil
	}
	return "", nil, badScan(after)
}

// scanOperations compares operations with their alerts, without a lock, and
// again under the lock of their sites where they differ.
func (s *Store) scanOperations(ctx context.Context, patience Patience, at time.Time, ids []string) error {
	causes, gone, err := operationDifferences(ctx, s.q, patience, at, ids)
	if err != nil {
		return err
	}
	differ := map[string]bool{}
	sites := map[int64]bool{}
	for _, c := range append(causes, gone...) {
		differ[c.OperationID], sites[c.WarehouseID] = true, true
	}
	return chunks(keys(differ), func(ids []string) error {
		return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
			if err := lockSites(ctx, q, sites); err != nil {
				return err
			}
			causes, gone, err := operationDifferences(ctx, q, patience, at, ids)
			if err != nil {
				return err
			}
			if err := settle(ctx, q, gone); err != nil {
				return err
			}
			return raise(ctx, q, causes)
		})
	})
}

// operationDifferences gives the causes for alerts that aren't open, or are
// less bad, and those that are gone.
func operationDifferences(ctx context.Context, q *dbsqlc.Queries, patience Patience, at time.Time, ids []string) (causes, gone []AlertCause, err error) {
	if len(ids) == 0 {
		return nil, nil, nil
	}
	rows, err := q.OperationsWatched(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	open, err := q.OpenAlertsOfOperations(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	known := map[string]Severity{}
	for _, a := range open {
		known[AlertCause{Type: inventory.AlertType(a.Type), WarehouseID: a.Site, OperationID: a.OperationID}.key()] = Severity(a.Severity)
	}
	called := map[string]bool{}
	for _, r := range rows {
		for _, c := range patience.causes(r, at) {
			called[c.key()] = true
			if severity, ok := known[c.key()]; !ok || c.Severity.Rank() > severity.Rank() {
				causes = append(causes, c)
			}
		}
	}
	for _, a := range open {
		c := AlertCause{Type: inventory.AlertType(a.Type), WarehouseID: a.Site, OperationID: a.OperationID}
		for _, t := range watchedTypes {
			if c.Type == t && !called[c.key()] {
				gone = append(gone, c)
			}
		}
	}
	return causes, gone, nil
}

// causes are the alerts that an operation calls for at a moment.
func (p Patience) causes(r dbsqlc.OperationsWatchedRow, at time.Time) (causes []AlertCause) {
	op := &inventory.Operation{
		ID: r.ID, Number: r.Number, Kind: inventory.Kind(r.Kind), Status: inventory.Status(r.Status), WarehouseID: r.WarehouseID,
		DestinationID: deref(r.DestinationID), ReturnLeg: r.ReturnLeg, ETA: instant(r.Eta), Attention: inventory.Attention(r.Attention),
	}
	if r.WaitsSince.Valid && (at.Sub(r.WaitsSince.Time) > p.Approval || op.Attention != inventory.NoAttention) {
		op.Approvals = []inventory.Approval{{Status: inventory.ApprovalPending}}
	}
	late := at.Add(-p.Transfer)
	for _, t := range watchedTypes {
		severity, calls := op.CallsFor(t, late)
		if t == inventory.StuckOperation {
			// Its workflow undoes a cancelled shipment, and hears of every step.
			calls = calls && at.Sub(r.UpdatedAt.Time) > quiet || r.UntoldSince.Valid && at.Sub(r.UntoldSince.Time) > quiet
			severity = Warning
		}
		if calls {
			causes = append(causes, operationCause(op, t, severity))
		}
	}
	return causes
}

func cursorText(phase, kind string, id int64) string { return fmt.Sprintf("%s %s %d", phase, kind, id) }
