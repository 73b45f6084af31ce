package inventory

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestStockAlert(t *testing.T) {
	for _, c := range []struct {
		name                        string
		available, minimum, maximum int64
		want                        AlertType
		severity                    Severity
	}{
		{"no thresholds", 0, 0, 0, "", ""},
		{"just enough", 10, 10, 0, "", ""},
		{"one below", 9, 10, 0, LowStock, Warning},
		{"nothing left", 0, 10, 0, LowStock, Critical},
		{"nothing left of what needs none", 0, 0, 5, "", ""},
		{"at the maximum", 20, 10, 20, "", ""},
		{"one above", 21, 10, 20, Overstock, Warning},
		{"a maximum alone", 6, 0, 5, Overstock, Warning},
	} {
		got, severity := StockAlert(c.available, c.minimum, c.maximum)
		assert.Equal(t, c.want, got, c.name)
		assert.Equal(t, c.severity, severity, c.name)
	}
}

func TestExpiryAlert(t *testing.T) {
	for _, c := range []struct {
		days, warning int
		want          Severity
	}{
		{31, 30, ""}, {30, 30, Info}, {8, 30, Info}, {7, 30, Warning}, {0, 30, Warning}, {-1, 30, Critical},
		{3, 3, Warning}, {4, 3, ""}, {0, 0, Warning}, {1, 0, ""}, {-1, 0, Critical},
	} {
		assert.Equal(t, c.want, ExpiryAlert(c.days, c.warning), "%d days left of %d", c.days, c.warning)
	}
}

func TestWhatOperationsCallFor(t *testing.T) {
	now := time.Date(2026, 5, 31, 12, 0, 0, 0, time.UTC)
	past, future := now.Add(-time.Hour), now.Add(time.Hour)
	road := Operation{Kind: Transfer, Status: InTransit, Attention: NoAttention, WarehouseID: 1, DestinationID: 2}
	with := func(op Operation, change func(*Operation)) *Operation {
		change(&op)
		return &op
	}
	for _, c := range []struct {
		name     string
		op       *Operation
		t        AlertType
		severity Severity
		calls    bool
	}{
		{"on its way", &road, OverdueTransfer, Warning, false},
		{"expected later", with(road, func(op *Operation) { op.ETA = &future }), OverdueTransfer, Warning, false},
		{"expected before", with(road, func(op *Operation) { op.ETA = &past }), OverdueTransfer, Warning, true},
		{"reported overdue", with(road, func(op *Operation) { op.Attention = Overdue }), OverdueTransfer, Warning, true},
		{"escalated", with(road, func(op *Operation) { op.Attention = Escalated }), OverdueTransfer, Critical, true},
		{"arrived", with(road, func(op *Operation) { op.Status, op.ETA = Closed, &past }), OverdueTransfer, Warning, false},
		{"waits for its settlement", with(road, func(op *Operation) { op.Status = Discrepancy }), DiscrepancyOpen, Warning, true},
		{"is settled", with(road, func(op *Operation) { op.Status = Closed }), DiscrepancyOpen, Warning, false},
		{"waits for approval", with(road, func(op *Operation) {
			op.Status, op.Approvals = AwaitingApproval, []Approval{{Status: ApprovalPending}}
		}), ApprovalWaiting, Warning, true},
		{"is approved", with(road, func(op *Operation) { op.Approvals = []Approval{{Status: ApprovalApproved}} }), ApprovalWaiting, Warning, false},
		{"is cancelling", &Operation{Kind: Shipment, Status: Cancelling}, StuckOperation, Warning, true},
	} {
		severity, calls := c.op.CallsFor(c.t, now)
		assert.Equal(t, c.calls, calls, c.name)
		if calls {
			assert.Equal(t, c.severity, severity, c.name)
		}
	}
	assert.Equal(t, int64(2), road.ActingSite())
	assert.Equal(t, int64(1), with(road, func(op *Operation) { op.ReturnLeg = true }).ActingSite())
	assert.Equal(t, int64(1), with(road, func(op *Operation) { op.Status = AwaitingApproval }).ActingSite())
}
