package inventory

import (
	"slices"
	"time"
)

// Severity says how much a piece of news matters.
type Severity string

// The severities, in rising order.
const (
	Info     Severity = "info"
	Warning  Severity = "warning"
	Critical Severity = "critical"
)

// Rank orders the severities.
func (s Severity) Rank() int { return slices.Index([]Severity{Info, Warning, Critical}, s) }

// Worse is the next severity; nothing is worse than critical.
func (s Severity) Worse() Severity {
	if s == Info {
		return Warning
	}
	return Critical
}

// EscalateAfter is how long an alert of the severity may stay without anybody
// acknowledging or resolving it; 0: for ever.
func (s Severity) EscalateAfter() time.Duration {
	switch s {
	case Critical:
		return 4 * time.Hour
	case Warning:
		return 24 * time.Hour
	}
	return 0
}

// AlertType says what an alert is about.
type AlertType string

// The types of alerts.
const (
	LowStock        AlertType = "low_stock"
	Overstock       AlertType = "overstock"
	Expiry          AlertType = "expiry"
	OverdueTransfer AlertType = "overdue_transfer"
	ApprovalWaiting AlertType = "approval_waiting"
	StuckOperation  AlertType = "stuck_operation"
	DiscrepancyOpen AlertType = "discrepancy"
	Reconciliation  AlertType = "reconciliation_difference"
	LotRecalled     AlertType = "lot_recalled"
)

// ResolvedByHand tells whether people may resolve alerts of the type. The
// others end when their cause does, and would come back before it.
func (t AlertType) ResolvedByHand() bool {
	return t == Reconciliation || t == LotRecalled || t == StuckOperation
}

// DefaultWarningDays is how many days before its expiry a lot calls for
// somebody, of products that don't say.
const DefaultWarningDays = 30

// StockAlert says which alert a product's available stock in a warehouse calls
// for, and how badly; empty: none. A minimum of 0 and a maximum of 0 are none.
func StockAlert(available, minimum, maximum int64) (AlertType, Severity) {
	switch {
	case minimum > 0 && available <= 0:
		return LowStock, Critical
	case available < minimum:
		return LowStock, Warning
	case maximum > 0 && available > maximum:
		return Overstock, Warning
	}
	return "", ""
}

// ExpiryAlert says how badly a lot's expiry calls for somebody, whose last
// good day is so many days ahead (negative: it is past), if a product's
// warning begins so many days before; empty: it doesn't yet.
func ExpiryAlert(daysLeft, warningDays int) Severity {
	switch {
	case daysLeft < 0:
		return Critical
	case daysLeft > warningDays:
		return ""
	case daysLeft <= min(7, warningDays):
		return Warning
	}
	return Info
}

// CallsFor tells whether the state of an operation is a cause for an alert of
// the type, and how bad it is.
func (op *Operation) CallsFor(t AlertType, now time.Time) (Severity, bool) {
	severity := Warning
	if op.Attention == Escalated {
		severity = Critical
	}
	switch t {
	case OverdueTransfer:
		late := op.Attention == Overdue || op.Attention == Escalated || op.ETA != nil && op.ETA.Before(now)
		return severity, op.onTheWay() && late
	case DiscrepancyOpen:
		return severity, op.Status == Discrepancy
	case ApprovalWaiting:
		waits := slices.ContainsFunc(op.Approvals, func(a Approval) bool { return a.Status == ApprovalPending })
		return severity, waits && !op.Status.Ended()
	case StuckOperation:
		return Warning, op.Status == Cancelling
	}
	return "", false
}

// onTheWay tells whether goods of a transfer are expected at a dock.
func (op *Operation) onTheWay() bool {
	return op.Status == InTransit || op.Status == PartiallyReceived || op.Status == Returning
}

// ActingSite is the warehouse whose people an operation waits for.
func (op *Operation) ActingSite() int64 {
	if op.DestinationID != 0 && !op.ReturnLeg && (op.onTheWay() || op.Status == Discrepancy) {
		return op.DestinationID
	}
	return op.WarehouseID
}

// NewCauses are the alerts that a step of an operation is a cause for and that
// its state before was not: a timer that asked for somebody, a discrepancy.
func NewCauses(before, after *Operation, now time.Time) map[AlertType]Severity {
	causes := map[AlertType]Severity{}
	asked := after.Attention != before.Attention && after.Attention != NoAttention
	for _, t := range []AlertType{OverdueTransfer, DiscrepancyOpen, ApprovalWaiting} {
		severity, calls := after.CallsFor(t, now)
		_, called := before.CallsFor(t, now)
		if calls && (asked || t == DiscrepancyOpen && !called) {
			causes[t] = severity
		}
	}
	return causes
}

// MayHaveAlerts tells whether an operation may have been a cause for alerts;
// quiet is how long nothing happens to one that makes its progress.
func (op *Operation) MayHaveAlerts(now time.Time, quiet time.Duration) bool {
	return op.Attention != NoAttention || op.Status == Discrepancy || op.Status == Cancelling || len(op.Approvals) > 0 ||
		op.ETA != nil && op.ETA.Before(now) || now.Sub(op.UpdatedAt) > quiet
}
