package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// The scans find what no operation was there to tell of: a day that has begun,
// a threshold in a copied database, an hour that has passed. Each is a
// schedules.Batch; what is as it should be costs them no lock.
const (
	// scannedProducts, scannedLots and scannedRows are the size of a batch.
	scannedProducts = 500
	scannedLots     = 2000
	scannedRows     = 500
	// changedAtOnce bounds what a scan changes in one transaction, since the
	// posting of the warehouses' stock waits for it.
	changedAtOnce = 100
)

// StockLevelScan compares the stock of some products with their thresholds.
func (s *Store) StockLevelScan(ctx context.Context, _ time.Time, cursor string) (next string, done int, err error) {
	after, err := scanID(cursor)
	if err != nil {
		return "", 0, err
	}
	ids, err := s.q.ProductIDsAfter(ctx, dbsqlc.ProductIDsAfterParams{AfterID: after, MaxRows: scannedProducts})
	if err != nil || len(ids) == 0 {
		return "", 0, wrapScan(err)
	}
	shelves, err := s.q.WatchedShelves(ctx, ids)
	if err != nil {
		return "", 0, wrapScan(err)
	}
	var arg dbsqlc.StockDifferencesParams
	for _, r := range shelves {
		arg.ProductIds, arg.WarehouseIds = append(arg.ProductIds, r.ProductID), append(arg.WarehouseIds, r.WarehouseID)
	}
	err = s.recheckInParts(ctx, arg.ProductIds, arg.WarehouseIds)
	if len(ids) == scannedProducts {
		next = strconv.FormatInt(ids[len(ids)-1], 10)
	}
	return next, len(ids), wrapScan(err)
}

// recheckInParts brings the stock alerts of many products in warehouses in
// line: it looks without a lock, and changes a part at a time.
func (s *Store) recheckInParts(ctx context.Context, products, warehouses []int64) error {
	rows, err := s.q.StockDifferences(ctx, dbsqlc.StockDifferencesParams{ProductIds: products, WarehouseIds: warehouses})
	if err != nil {
		return fmt.Errorf("compare stock with its thresholds: %w", err)
	}
	return chunks(rows, func(rows []dbsqlc.StockDifferencesRow) error {
		var products, warehouses []int64
		for _, r := range rows {
			products, warehouses = append(products, r.ProductID), append(warehouses, r.WarehouseID)
		}
		return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error { return recheckStock(ctx, q, products, warehouses) })
	})
}

// ExpiryScan compares lots with their dates: first those that expire by the
// longest warning of any product, then those that have an alert. A run that is
// late looks at today.
func (s *Store) ExpiryScan(ctx context.Context, at time.Time, cursor string) (next string, done int, err error) {
	phase, rest, _ := strings.Cut(cursor, " ")
	if phase == "alerts" {
		after, err := scanID(rest)
		if err != nil {
			return "", 0, err
		}
		open, err := s.q.OpenAlertsAfter(ctx, dbsqlc.OpenAlertsAfterParams{Type: string(inventory.Expiry), AfterID: after, MaxRows: scannedRows})
		if err != nil {
			return "", 0, wrapScan(err)
		}
		var lots []dbsqlc.ShelvesOfLotsRow
		for _, a := range open {
			lots = append(lots, dbsqlc.ShelvesOfLotsRow{LotID: deref(a.LotID), WarehouseID: a.Site})
		}
		if len(open) == scannedRows {
			next = fmt.Sprintf("alerts %d", open[len(open)-1].ID)
		}
		return next, len(open), wrapScan(s.scanLots(ctx, at, lots))
	}
	next, lots, err := s.lotsToScan(ctx, at, rest)
	if err != nil || len(lots) == 0 {
		return next, 0, wrapScan(err)
	}
	shelves, err := s.q.ShelvesOfLots(ctx, lots)
	if err == nil {
		err = s.scanLots(ctx, at, shelves)
	}
	return next, len(lots), wrapScan(err)
}

// lotsToScan reads the next lots by date, and where to go on.
func (s *Store) lotsToScan(ctx context.Context, at time.Time, after string) (next string, lots []int64, err error) {
	days, err := s.q.LongestWarning(ctx, inventory.DefaultWarningDays)
	if err != nil {
		return "", nil, err
	}
	if now := time.Now(); now.After(at) {
		at = now
	}
	// A day more: somewhere it is tomorrow already.
	arg := dbsqlc.LotsExpiringAfterParams{Until: pgtype.Date{Time: at.UTC().AddDate(0, 0, int(days)+1), Valid: true}, MaxRows: scannedLots}
	arg.AfterDate = pgtype.Date{InfinityModifier: pgtype.NegativeInfinity, Valid: true}
	if date, id, ok := strings.Cut(after, " "); ok {
		d, err := time.Parse(time.DateOnly, date)
		if err != nil {
			return "", nil, badScan(after)
		}
		if arg.AfterID, err = scanID(id); err != nil {
			return "", nil, err
		}
		arg.AfterDate = pgtype.Date{Time: d, Valid: true}
	}
	rows, err := s.q.LotsExpiringAfter(ctx, arg)
	if err != nil {
		return "", nil, err
	}
	for _, r := range rows {
		lots = append(lots, r.ID)
	}
	next = "alerts 0"
	if len(rows) == scannedLots {
		last := rows[len(rows)-1]
		next = fmt.Sprintf("lots %s %d", dateText(last.ExpiresOn), last.ID)
	}
	return next, lots, nil
}

func (s *Store) scanLots(ctx context.Context, at time.Time, shelves []dbsqlc.ShelvesOfLotsRow) error {
	if len(shelves) == 0 {
		return nil
	}
	arg := dbsqlc.ExpiryDifferencesParams{At: stamp(at), DefaultDays: inventory.DefaultWarningDays}
	for _, r := range shelves {
		arg.LotIds, arg.WarehouseIds = append(arg.LotIds, r.LotID), append(arg.WarehouseIds, r.WarehouseID)
	}
	rows, err := s.q.ExpiryDifferences(ctx, arg)
	if err != nil {
		return err
	}
	return chunks(rows, func(rows []dbsqlc.ExpiryDifferencesRow) error {
		var lots, warehouses []int64
		for _, r := range rows {
			lots, warehouses = append(lots, r.LotID), append(warehouses, r.WarehouseID)
		}
		return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error { return recheckLots(ctx, q, at, lots, warehouses) })
	})
}

// AlertEscalation escalates alerts that nobody has acknowledged in time, and
// opens those again that were put off until now.
func (s *Store) AlertEscalation(ctx context.Context, at time.Time, _ string) (next string, done int, err error) {
	due, err := s.q.DueAlerts(ctx, dbsqlc.DueAlertsParams{At: stamp(at), MaxRows: changedAtOnce})
	if err != nil || len(due) == 0 {
		return "", 0, wrapScan(err)
	}
	sites := map[int64]bool{}
	ids := make([]int64, len(due))
	for i, d := range due {
		sites[d.Site], ids[i] = true, d.ID
	}
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if err := lockSites(ctx, q, sites); err != nil {
			return err
		}
		rows, err := q.LockAlerts(ctx, ids)
		if err != nil {
			return fmt.Errorf("lock alerts: %w", err)
		}
		var changes []alertChange
		for _, r := range rows {
			before := alertRowOf(r)
			if before.DueAt == nil || before.DueAt.After(at) {
				continue // somebody was quicker
			}
			after := before
			c := alertChange{before: &before, event: alertEscalated, note: "nobody has acknowledged it in time"}
			if before.Status == AlertSnoozed {
				c.event, c.note = alertWoken, ""
				after.open(at)
			} else {
				after.Severity, after.Status, after.DueAt = before.Severity.Worse(), AlertEscalated, nil
			}
			c.after = after
			changes = append(changes, c)
		}
		return changeAlerts(ctx, q, auditTime(), Actor{UserID: systemUser}, changes)
	})
	if len(due) == changedAtOnce {
		next = "more"
	}
	return next, len(due), wrapScan(err)
}

// chunks calls f with as many rows as a scan changes at once.
func chunks[T any](rows []T, f func([]T) error) error {
	for len(rows) > 0 {
		n := min(len(rows), changedAtOnce)
		if err := f(rows[:n]); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func scanID(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil {
		return 0, badScan(cursor)
	}
	return id, nil
}

func badScan(cursor string) error { return fmt.Errorf("no scan goes on at %q", cursor) }

func wrapScan(err error) error {
	if err != nil {
		return fmt.Errorf("scan for alerts: %w", err)
	}
	return nil
}
