package store

import (
	"time"

	"stockflow/internal/inventory"
)

// AlertStatus is the state of an alert.
type AlertStatus string

// The states of an alert. All but the last are of open ones.
const (
	AlertOpen         AlertStatus = "open"
	AlertAcknowledged AlertStatus = "acknowledged"
	AlertSnoozed      AlertStatus = "snoozed"
	AlertEscalated    AlertStatus = "escalated"
	AlertResolved     AlertStatus = "resolved"
)

// Alert is an alert as it is listed.
type Alert struct {
	ID        int64               `json:"id"`
	Type      inventory.AlertType `json:"type"`
	Severity  Severity            `json:"severity"`
	Status    AlertStatus         `json:"status"`
	Message   string              `json:"message"`
	Product   *ProductRef         `json:"product,omitempty"`
	Warehouse *WarehouseRef       `json:"warehouse,omitempty"`
	Lot       *LotRef             `json:"lot,omitempty"`
	Operation *OperationRef       `json:"operation,omitempty"`
	Subject   string              `json:"subject,omitempty"`
	// Quantity and Threshold are what was measured when it was raised, and
	// against what; of an expiry the stock and the days that were left.
	Quantity     *int64     `json:"quantity,omitempty"`
	Threshold    *int64     `json:"threshold,omitempty"`
	RaisedAt     time.Time  `json:"raised_at"`
	UpdatedAt    time.Time  `json:"updated_at"`
	ResolvedAt   *time.Time `json:"resolved_at,omitempty"`
	SnoozedUntil *time.Time `json:"snoozed_until,omitempty"`
	// EscalatesAt is when the admins are told if nobody does anything.
	EscalatesAt *time.Time `json:"escalates_at,omitempty"`
	AssignedTo  *UserRef   `json:"assigned_to,omitempty"`
	Reopened    int32      `json:"reopened"`
	Actions     []string   `json:"actions"`
}

// AlertEvent is a step in an alert's history.
type AlertEvent struct {
	Kind     string      `json:"kind"`
	Status   AlertStatus `json:"status"`
	Severity Severity    `json:"severity"`
	User     UserRef     `json:"user"`
	Note     string      `json:"note,omitempty"`
	At       time.Time   `json:"at"`
}

// AlertDetail is an alert with its history, newest first, and the stock of its
// product in its warehouse as it is now.
type AlertDetail struct {
	Alert
	Stock       *StockLevel  `json:"stock,omitempty"`
	History     []AlertEvent `json:"history"`
	Suggestions []Suggestion `json:"suggestions"`
}

// AlertCount counts open alerts that aren't snoozed.
type AlertCount struct {
	Type     inventory.AlertType `json:"type"`
	Severity Severity            `json:"severity"`
	Alerts   int64               `json:"alerts"`
}

// AlertSummary is what a badge shows.
type AlertSummary struct {
	Alerts       int64        `json:"alerts"`
	Critical     int64        `json:"critical"`
	Warning      int64        `json:"warning"`
	Info         int64        `json:"info"`
	AssignedToMe int64        `json:"assigned_to_me"`
	Counts       []AlertCount `json:"counts"`
}

// Suggestion is a transfer that would bring a short warehouse up from one that
// has more than it needs.
type Suggestion struct {
	// Key names it when it is started.
	Key     string       `json:"key"`
	AlertID int64        `json:"alert_id"`
	Product ProductRef   `json:"product"`
	From    WarehouseRef `json:"from"`
	To      WarehouseRef `json:"to"`
	// Quantity is in base units; of whole packaging units where they fit.
	Quantity          int64  `json:"quantity"`
	PackagingUnit     string `json:"packaging_unit,omitempty"`
	PackagingQuantity int64  `json:"packaging_quantity,omitempty"`
	// What the source has available and keeps, and when the first of it expires.
	FromAvailable int64  `json:"from_available"`
	FromKeeps     int64  `json:"from_keeps"`
	FirstExpiry   string `json:"first_expiry,omitempty"`
	Overstocked   bool   `json:"overstocked"`
	// What the short warehouse has, expects and should have, for those who may
	// see it.
	ToAvailable *int64   `json:"to_available,omitempty"`
	ToIncoming  *int64   `json:"to_incoming,omitempty"`
	ToTarget    *int64   `json:"to_target,omitempty"`
	Severity    Severity `json:"severity"`
}
