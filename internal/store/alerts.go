package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// AlertsStream is the audit stream of alerts that belong to no warehouse.
const AlertsStream = "alerts"

// systemUser is the user whose name stands on what nobody did by hand.
const systemUser int64 = 1

// reopenWithin is how long after its end an alert is opened again when its
// cause is back, instead of a new one: whoever was told is not told twice.
const reopenWithin = time.Hour

// AlertCause is what there is an alert about. Type, WarehouseID, ProductID,
// LotID, OperationID and Subject make it one: zero values are no part of it.
// Without a warehouse it concerns the admins.
type AlertCause struct {
	Type                          inventory.AlertType
	WarehouseID, ProductID, LotID int64
	OperationID                   string
	// Subject says what it is about that is none of these, at most 200 bytes.
	Subject string

	// What settling a cause doesn't need.
	Severity Severity
	Message  string
	// Quantity and Threshold are what was measured, and against what.
	Quantity, Threshold *int64
}

// key is the cause as the database writes it in alerts.cause.
func (c AlertCause) key() string {
	return fmt.Sprintf("%s/%d/%d/%d/%s/%s", c.Type, c.ProductID, c.WarehouseID, c.LotID, c.OperationID, c.Subject)
}

// alertRow is an alert as jsonb_populate_recordset reads it.
type alertRow struct {
	ID           int64               `json:"id"`
	Type         inventory.AlertType `json:"type"`
	Severity     Severity            `json:"severity"`
	Status       AlertStatus         `json:"status"`
	ProductID    *int64              `json:"product_id"`
	WarehouseID  *int64              `json:"warehouse_id"`
	LotID        *int64              `json:"lot_id"`
	OperationID  *string             `json:"operation_id"`
	Subject      string              `json:"subject"`
	Message      string              `json:"message"`
	Quantity     *int64              `json:"quantity"`
	Threshold    *int64              `json:"threshold"`
	RaisedAt     time.Time           `json:"raised_at"`
	UpdatedAt    time.Time           `json:"updated_at"`
	ResolvedAt   *time.Time          `json:"resolved_at"`
	SnoozedUntil *time.Time          `json:"snoozed_until"`
	DueAt        *time.Time          `json:"due_at"`
	AssignedTo   *int64              `json:"assigned_to"`
	Reopened     int32               `json:"reopened"`
}

func alertRowOf(a dbsqlc.Alert) alertRow {
	return alertRow{
		ID: a.ID, Type: inventory.AlertType(a.Type), Severity: Severity(a.Severity), Status: AlertStatus(a.Status), ProductID: a.ProductID,
		WarehouseID: a.WarehouseID, LotID: a.LotID, OperationID: a.OperationID, Subject: a.Subject, Message: a.Message, Quantity: a.Quantity,
		Threshold: a.Threshold, RaisedAt: a.RaisedAt.Time, UpdatedAt: a.UpdatedAt.Time, ResolvedAt: instant(a.ResolvedAt),
		SnoozedUntil: instant(a.SnoozedUntil), DueAt: instant(a.DueAt), AssignedTo: a.AssignedTo, Reopened: a.Reopened,
	}
}

func (a alertRow) site() int64 { return deref(a.WarehouseID) }

// open makes an alert one that waits for somebody from a moment on.
func (a *alertRow) open(at time.Time) {
	a.Status, a.ResolvedAt, a.SnoozedUntil, a.DueAt = AlertOpen, nil, nil, nil
	if after := a.Severity.EscalateAfter(); after > 0 {
		due := at.Add(after)
		a.DueAt = &due
	}
}

func (a *alertRow) resolve(at time.Time) {
	a.Status, a.ResolvedAt, a.SnoozedUntil, a.DueAt = AlertResolved, &at, nil, nil
}

// measure takes over what a cause says of itself.
func (a *alertRow) measure(c AlertCause) {
	a.Severity, a.Message, a.Quantity, a.Threshold = c.Severity, cutText(c.Message, 500), c.Quantity, c.Threshold
}

// cutText shortens a text to so many characters.
func cutText(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return s
}

// raise opens an alert for each cause, in the transaction of what caused them.
// A cause that has its open alert only makes it worse, never better; one that
// ended a while ago is opened again. It locks the audit streams of the
// warehouses, so it comes after everything else that locks.
func raise(ctx context.Context, q *dbsqlc.Queries, causes []AlertCause) error {
	if len(causes) == 0 {
		return nil
	}
	found, err := lockCauses(ctx, q, causes)
	if err != nil {
		return err
	}
	at := auditTime()
	var changes []alertChange
	for _, c := range worst(causes) {
		before, known := found[c.key()]
		after := before
		switch {
		case !known || before.Status == AlertResolved && at.Sub(*before.ResolvedAt) > reopenWithin:
			after = alertRow{
				Type: c.Type, ProductID: nonZero(c.ProductID), WarehouseID: nonZero(c.WarehouseID), LotID: nonZero(c.LotID),
				OperationID: nonZero(c.OperationID), Subject: c.Subject, RaisedAt: at,
			}
			after.measure(c)
			after.open(at)
			changes = append(changes, alertChange{after: after, event: alertRaised})
		case before.Status == AlertResolved:
			after.measure(c)
			after.open(at)
			after.Reopened++
			changes = append(changes, alertChange{before: &before, after: after, event: alertReopened, note: "the cause is back"})
		case c.Severity.Rank() > before.Severity.Rank():
			after.measure(c)
			if after.Status == AlertOpen {
				after.open(at)
			}
			changes = append(changes, alertChange{before: &before, after: after, event: alertWorsened})
		}
	}
	return changeAlerts(ctx, q, at, Actor{UserID: systemUser}, changes)
}

// worst keeps of causes that are named twice the one that is worse.
func worst(causes []AlertCause) []AlertCause {
	var kept []AlertCause
	at := map[string]int{}
	for _, c := range causes {
		i, again := at[c.key()]
		switch {
		case !again:
			at[c.key()] = len(kept)
			kept = append(kept, c)
		case c.Severity.Rank() > kept[i].Severity.Rank():
			kept[i] = c
		}
	}
	return kept
}

// settle ends the open alerts of causes that are gone. Causes without one are
// passed over. It locks as raise does.
func settle(ctx context.Context, q *dbsqlc.Queries, causes []AlertCause) error {
	if len(causes) == 0 {
		return nil
	}
	found, err := lockCauses(ctx, q, causes)
	if err != nil {
		return err
	}
	at := auditTime()
	var changes []alertChange
	for _, before := range found {
		if before.Status == AlertResolved {
			continue
		}
		after := before
		after.resolve(at)
		changes = append(changes, alertChange{before: &before, after: after, event: alertEnded, note: "the cause is gone"})
	}
	return changeAlerts(ctx, q, at, Actor{UserID: systemUser}, changes)
}

// lockCauses keeps everybody else from changing alerts of the causes'
// warehouses, and reads the last alert of each cause.
func lockCauses(ctx context.Context, q *dbsqlc.Queries, causes []AlertCause) (map[string]alertRow, error) {
	sites := map[int64]bool{}
	keys := make([]string, len(causes))
	for i, c := range causes {
		sites[c.WarehouseID] = true
		keys[i] = c.key()
	}
	if err := lockSites(ctx, q, sites); err != nil {
		return nil, err
	}
	rows, err := q.AlertsOfCauses(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("look for the alerts of causes: %w", err)
	}
	found := make(map[string]alertRow, len(rows))
	for _, r := range rows {
		found[r.Cause] = alertRowOf(r)
	}
	return found, nil
}

// lockSites makes the changes of alerts of a warehouse come one after the
// other, and after those of its stock, which lock the same.
func lockSites(ctx context.Context, q *dbsqlc.Queries, sites map[int64]bool) error {
	streams := map[string]bool{}
	for id := range sites {
		streams[alertStream(id)] = true
	}
	_, err := lockHeads(ctx, q, keys(streams))
	return err
}

func alertStream(site int64) string {
	if site == 0 {
		return AlertsStream
	}
	return WarehouseStream(site)
}

// words writes a name for people: low_stock becomes Low stock.
func words(name string) string {
	name = strings.ReplaceAll(name, "_", " ")
	return strings.ToUpper(name[:1]) + name[1:]
}
