package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// The events of an alert.
const (
	alertRaised       = "raised"
	alertWorsened     = "worsened"
	alertReopened     = "reopened"
	alertEnded        = "resolved"
	alertAcknowledged = "acknowledged"
	alertSnoozed      = "snoozed"
	alertWoken        = "woken"
	alertAssigned     = "assigned"
	alertEscalated    = "escalated"
)

// alertChange is what became of an alert.
type alertChange struct {
	before *alertRow // nil for a new one
	after  alertRow
	event  string
	note   string
}

// alertState is an alert as its audit record has it.
type alertState struct {
	Type        inventory.AlertType `json:"type"`
	Severity    Severity            `json:"severity"`
	Status      AlertStatus         `json:"status"`
	ProductID   *int64              `json:"product_id,omitempty"`
	WarehouseID *int64              `json:"warehouse_id,omitempty"`
	LotID       *int64              `json:"lot_id,omitempty"`
	OperationID *string             `json:"operation_id,omitempty"`
	Subject     string              `json:"subject,omitempty"`
	Quantity    *int64              `json:"quantity,omitempty"`
	Threshold   *int64              `json:"threshold,omitempty"`
	AssignedTo  *int64              `json:"assigned_to,omitempty"`
	Until       *time.Time          `json:"snoozed_until,omitempty"`
	Note        string              `json:"note,omitempty"`
}

func (a alertRow) state(note string) alertState {
	return alertState{
		Type: a.Type, Severity: a.Severity, Status: a.Status, ProductID: a.ProductID, WarehouseID: a.WarehouseID, LotID: a.LotID,
		OperationID: a.OperationID, Subject: a.Subject, Quantity: a.Quantity, Threshold: a.Threshold, AssignedTo: a.AssignedTo,
		Until: a.SnoozedUntil, Note: note,
	}
}

// eventRow is an event as jsonb_populate_recordset reads it.
type eventRow struct {
	AlertID  int64       `json:"alert_id"`
	Kind     string      `json:"kind"`
	Status   AlertStatus `json:"status"`
	Severity Severity    `json:"severity"`
	UserID   int64       `json:"user_id"`
	Note     string      `json:"note"`
	At       time.Time   `json:"at"`
}

// changeAlerts writes changes of alerts with their history and audit records,
// and leaves word for those whom they concern.
func changeAlerts(ctx context.Context, q *dbsqlc.Queries, at time.Time, by Actor, changes []alertChange) error {
	if len(changes) == 0 {
		return nil
	}
	if err := insertAlerts(ctx, q, changes); err != nil {
		return err
	}
	var changed []alertRow
	events := make([]eventRow, len(changes))
	entries := make([]AuditEntry, len(changes))
	for i := range changes {
		c := &changes[i]
		c.after.UpdatedAt = at
		entries[i] = AuditEntry{
			Actor: by, Stream: alertStream(c.after.site()), Action: "alert_" + c.event, SubjectKind: "alert",
			SubjectID: strconv.FormatInt(c.after.ID, 10), After: c.after.state(c.note),
		}
		if c.before != nil {
			entries[i].Before = c.before.state("")
			changed = append(changed, c.after)
		}
		events[i] = eventRow{c.after.ID, c.event, c.after.Status, c.after.Severity, by.UserID, c.note, at}
	}
	if err := each(ctx, changed, q.SaveAlerts); err != nil {
		return fmt.Errorf("write alerts: %w", err)
	}
	if err := each(ctx, events, q.InsertAlertEvents); err != nil {
		return fmt.Errorf("write the history of alerts: %w", err)
	}
	if err := tellOfAlerts(ctx, q, by, at, changes); err != nil {
		return err
	}
	announceAlerts(ctx, changes)
	return appendAudit(ctx, q, at, entries)
}

// insertAlerts stores the new alerts and gives them their ids.
func insertAlerts(ctx context.Context, q *dbsqlc.Queries, changes []alertChange) error {
	var rows []alertRow
	places := map[string]int{}
	for i, c := range changes {
		if c.before == nil {
			rows = append(rows, c.after)
			places[c.after.cause().key()] = i
		}
	}
	return each(ctx, rows, func(ctx context.Context, b []byte) error {
		stored, err := q.InsertAlerts(ctx, b)
		if err != nil {
			return fmt.Errorf("write new alerts: %w", err)
		}
		for _, s := range stored {
			changes[places[s.Cause]].after.ID = s.ID
		}
		return nil
	})
}

func (a alertRow) cause() AlertCause {
	return AlertCause{
		Type: a.Type, ProductID: deref(a.ProductID), WarehouseID: deref(a.WarehouseID), LotID: deref(a.LotID),
		OperationID: deref(a.OperationID), Subject: a.Subject,
	}
}

// AlertNews is what open dashboards hear of alerts. Without Alerts there were
// too many to name: read the list.
type AlertNews struct {
	WarehouseID int64        `json:"warehouse_id,omitempty"`
	Alerts      []AlertBrief `json:"alerts"`
}

// AlertBrief is an alert in a word.
type AlertBrief struct {
	ID        int64               `json:"id"`
	Type      inventory.AlertType `json:"type"`
	Severity  Severity            `json:"severity"`
	Status    AlertStatus         `json:"status"`
	Event     string              `json:"event"`
	Message   string              `json:"message"`
	ProductID int64               `json:"product_id,omitempty"`
}

// namedAlerts is up to how many alerts one piece of news names.
const namedAlerts = 20

func announceAlerts(ctx context.Context, changes []alertChange) {
	bySite := map[int64][]AlertBrief{}
	for _, c := range changes {
		a := c.after
		bySite[a.site()] = append(bySite[a.site()], AlertBrief{a.ID, a.Type, a.Severity, a.Status, c.event, a.Message, deref(a.ProductID)})
	}
	for _, site := range keys(keySet(bySite)) {
		news := AlertNews{WarehouseID: site, Alerts: bySite[site]}
		if len(news.Alerts) > namedAlerts {
			news.Alerts = []AlertBrief{}
		}
		if site == 0 {
			announce(ctx, News{Type: "alert", Data: news, Role: inventory.Admin})
		} else {
			announce(ctx, News{Type: "alert", Data: news, WarehouseIDs: []int64{site}})
		}
	}
}

func keySet[K comparable, V any](m map[K]V) map[K]bool {
	set := make(map[K]bool, len(m))
	for k := range m {
		set[k] = true
	}
	return set
}
