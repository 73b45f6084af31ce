package store

import (
	"context"
	"fmt"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// quiet is how long nothing happens to an operation before it counts as stuck.
const quiet = time.Hour

// alerts raises and settles the alerts that the batch is a cause for. It comes
// after the audit, which has locked the streams of the warehouses: who changes
// the same stock comes wholly before, and is seen, or wholly after, and sees.
func (w *writer) alerts(ctx context.Context, decisions []inventory.Decision) error {
	products, warehouses := w.book.Touched()
	if err := w.lockOtherSites(ctx, decisions, warehouses); err != nil {
		return err
	}
	if len(products) > 0 {
		if err := stockAlerts(ctx, w.q, products, warehouses); err != nil {
			return err
		}
	}
	if lots, sites := w.book.TouchedLots(); len(lots) > 0 {
		if err := expiryAlerts(ctx, w.q, w.book.Now, lots, sites); err != nil {
			return err
		}
	}
	return w.operationAlerts(ctx)
}

// lockOtherSites locks the streams of warehouses whose stock was changed from
// another one, as a discrepancy may be settled by the sender.
func (w *writer) lockOtherSites(ctx context.Context, decisions []inventory.Decision, touched []int64) error {
	audited := map[int64]bool{}
	for _, d := range decisions {
		if d.Outcome.Refusal == nil {
			audited[d.Command.WarehouseID] = true
		}
	}
	others := map[int64]bool{}
	for _, id := range touched {
		if !audited[id] {
			others[id] = true
		}
	}
	if len(others) == 0 {
		return nil
	}
	return lockSites(ctx, w.q, others)
}

// recheckStock brings the low-stock and overstock alerts of products in
// warehouses, pair by pair, in line with their stock. It belongs after each
// change of what they are measured by, and comes after everything that locks.
func recheckStock(ctx context.Context, q *dbsqlc.Queries, products, warehouses []int64) error {
	if len(products) == 0 {
		return nil
	}
	if err := lockSites(ctx, q, setOf(warehouses)); err != nil {
		return err
	}
	return stockAlerts(ctx, q, products, warehouses)
}

// recheckLots does the same for the expiry alerts of lots in warehouses.
func recheckLots(ctx context.Context, q *dbsqlc.Queries, at time.Time, lots, warehouses []int64) error {
	if len(lots) == 0 {
		return nil
	}
	if err := lockSites(ctx, q, setOf(warehouses)); err != nil {
		return err
	}
	return expiryAlerts(ctx, q, at, lots, warehouses)
}

// recheckProducts does both for products wherever they lie, after a change of
// the product or of its lots.
func recheckProducts(ctx context.Context, q *dbsqlc.Queries, products []int64) error {
	shelves, err := q.WatchedShelves(ctx, products)
	if err != nil {
		return fmt.Errorf("find where products are watched: %w", err)
	}
	var ids, sites []int64
	for _, r := range shelves {
		ids, sites = append(ids, r.ProductID), append(sites, r.WarehouseID)
	}
	if err := recheckStock(ctx, q, ids, sites); err != nil {
		return err
	}
	rows, err := q.DatedShelves(ctx, products)
	if err != nil {
		return fmt.Errorf("find where lots are watched: %w", err)
	}
	var lots, places []int64
	for _, r := range rows {
		lots, places = append(lots, r.LotID), append(places, r.WarehouseID)
	}
	return recheckLots(ctx, q, time.Time{}, lots, places)
}

func setOf(ids []int64) map[int64]bool {
	set := make(map[int64]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// stockAlerts compares the open alerts of products in warehouses with their
// stock. The audit streams of the warehouses are locked.
func stockAlerts(ctx context.Context, q *dbsqlc.Queries, products, warehouses []int64) error {
	rows, err := q.StockDifferences(ctx, dbsqlc.StockDifferencesParams{ProductIds: products, WarehouseIds: warehouses})
	if err != nil {
		return fmt.Errorf("compare stock with its thresholds: %w", err)
	}
	var causes, gone []AlertCause
	for _, r := range rows {
		t, severity := inventory.StockAlert(r.Available, r.Minimum, r.Maximum)
		cause := AlertCause{ProductID: r.ProductID, WarehouseID: r.WarehouseID, Severity: severity, Quantity: &r.Available}
		for known, id := range map[inventory.AlertType]int64{inventory.LowStock: r.LowID, inventory.Overstock: r.OverID} {
			cause.Type = known
			switch {
			case t != known && id != 0:
				gone = append(gone, cause)
			case t != known:
			case t == inventory.LowStock:
				cause.Threshold = &r.Minimum
				cause.Message = fmt.Sprintf("%s is low in %s: %d available, minimum %d", r.Sku, r.Code, r.Available, r.Minimum)
				causes = append(causes, cause)
			default:
				cause.Threshold = &r.Maximum
				cause.Message = fmt.Sprintf("%s is overstocked in %s: %d available, maximum %d", r.Sku, r.Code, r.Available, r.Maximum)
				causes = append(causes, cause)
			}
		}
	}
	if err := settle(ctx, q, gone); err != nil {
		return err
	}
	return raise(ctx, q, causes)
}

// expiryAlerts compares the open alerts of lots in warehouses with their dates.
// The audit streams of the warehouses are locked.
func expiryAlerts(ctx context.Context, q *dbsqlc.Queries, at time.Time, lots, warehouses []int64) error {
	rows, err := q.ExpiryDifferences(ctx, dbsqlc.ExpiryDifferencesParams{
		LotIds: lots, WarehouseIds: warehouses, At: stamp(at), DefaultDays: inventory.DefaultWarningDays,
	})
	if err != nil {
		return fmt.Errorf("compare lots with their dates: %w", err)
	}
	var causes, gone []AlertCause
	for _, r := range rows {
		cause := AlertCause{Type: inventory.Expiry, ProductID: r.ProductID, WarehouseID: r.WarehouseID, LotID: r.LotID}
		cause.Severity = inventory.ExpiryAlert(int(r.DaysLeft), int(r.WarningDays))
		if cause.Severity == "" || r.OnHand == 0 {
			gone = append(gone, cause)
			continue
		}
		verb := "expires"
		if r.DaysLeft < 0 {
			verb = "has expired"
		}
		days := int64(r.DaysLeft)
		cause.Quantity, cause.Threshold = &r.OnHand, &days
		cause.Message = fmt.Sprintf("%s lot %s %s on %s: %d on hand in %s", r.Sku, r.LotCode, verb, dateText(r.ExpiresOn), r.OnHand, r.Code)
		causes = append(causes, cause)
	}
	if err := settle(ctx, q, gone); err != nil {
		return err
	}
	return raise(ctx, q, causes)
}

// operationAlerts raises what the steps of the batch are a cause for, and
// settles what they have put right.
func (w *writer) operationAlerts(ctx context.Context) error {
	var causes []AlertCause
	var doubtful []string
	for _, id := range w.changed {
		before, after := w.book.Loaded(id), w.book.Operations[id]
		if before == nil {
			before = &inventory.Operation{Attention: inventory.NoAttention}
		} else if before.MayHaveAlerts(w.book.Now, quiet) {
			doubtful = append(doubtful, id)
		}
		for t, severity := range inventory.NewCauses(before, after, w.book.Now) {
			causes = append(causes, operationCause(after, t, severity))
		}
	}
	if err := settleOperations(ctx, w.q, doubtful, w.book.Operations, w.book.Now); err != nil {
		return err
	}
	return raise(ctx, w.q, causes)
}

// settleOperations ends the alerts of operations that they are no cause for
// any more, as they are now.
func settleOperations(ctx context.Context, q *dbsqlc.Queries, ids []string, ops map[string]*inventory.Operation, now time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := q.OpenAlertsOfOperations(ctx, ids)
	if err != nil {
		return fmt.Errorf("look for the alerts of operations: %w", err)
	}
	var gone []AlertCause
	for _, r := range rows {
		if op := ops[r.OperationID]; op != nil {
			if _, calls := op.CallsFor(inventory.AlertType(r.Type), now); !calls || r.Site != op.ActingSite() {
				gone = append(gone, AlertCause{Type: inventory.AlertType(r.Type), WarehouseID: r.Site, OperationID: r.OperationID})
			}
		}
	}
	return settle(ctx, q, gone)
}

func operationCause(op *inventory.Operation, t inventory.AlertType, severity Severity) AlertCause {
	message := map[inventory.AlertType]string{
		inventory.OverdueTransfer: "is overdue", inventory.DiscrepancyOpen: "arrived with a discrepancy that somebody has to settle",
		inventory.ApprovalWaiting: "waits for an approval", inventory.StuckOperation: "is stuck",
	}[t]
	if t == inventory.OverdueTransfer && op.ETA != nil {
		message += fmt.Sprintf(": it was expected %s", op.ETA.UTC().Format("2006-01-02 15:04 MST"))
	}
	return AlertCause{
		Type: t, WarehouseID: op.ActingSite(), OperationID: op.ID, Severity: severity, Message: op.Number + " " + message,
	}
}
