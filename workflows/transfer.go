package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"stockflow/internal/inventory"
)

// Transfer is the process of a transfer between warehouses: reserved, once
// approved where that is asked for → on the road → received. It tells when
// goods are late on either way, and when nobody settles a discrepancy.
func Transfer(ctx workflow.Context, in ProcessInput) error {
	return run(ctx, in, rules{
		workflow:  Transfer,
		deadlines: transferDeadlines,
		describe:  describeTransfer,
		giveUp:    giveUpTransfer,
	})
}

func transferDeadlines(v view) []Deadline {
	out := v.approvalDeadlines()
	switch v.Status {
	case inventory.Reserved:
		// Stock that is promised to a transfer is promised to nobody else.
		out = append(out, v.attention("dispatch", inventory.Reminded,
			v.since.Add(v.policy.ReservationTimeout), "remind of the dispatch")...)
	case inventory.InTransit, inventory.PartiallyReceived:
		out = append(out, v.roadDeadlines(arrival(v))...)
	case inventory.Returning:
		out = append(out, v.roadDeadlines(arrival(v))...)
	case inventory.Discrepancy:
		out = append(out, v.settlementDeadlines()...)
	}
	return out
}

// arrival is when goods on the road are expected. Without an ETA, and on the
// way back, they have a day: nothing may be on the road without an end.
func arrival(v view) time.Time {
	if v.ETA != nil {
		return *v.ETA
	}
	return v.since.Add(24 * time.Hour)
}

func giveUpTransfer(v view) (inventory.CommandKind, bool) {
	switch v.Status {
	case inventory.AwaitingApproval, inventory.Reserved, inventory.InTransit, inventory.PartiallyReceived:
		return inventory.CancelTransfer, true
	}
	return "", false
}

func describeTransfer(v view) (step, waitsFor string) {
	switch v.Status {
	case inventory.AwaitingApproval:
		return "reserved, waiting for approval", "a manager's decision"
	case inventory.Reserved:
		return "reserved", "dispatch"
	case inventory.InTransit:
		return "on the road", "arrival at the destination"
	case inventory.PartiallyReceived:
		return "partly arrived", "the rest, or closing with a discrepancy"
	case inventory.Discrepancy:
		return "closed with a discrepancy", "a manager to settle it"
	case inventory.Returning:
		return "on the way back", "arrival at the source"
	case inventory.Returned:
		return "returned to the source", "nothing"
	case inventory.Refused:
		return "refused", "nothing"
	case inventory.Cancelled:
		return "cancelled", "nothing"
	}
	return "received", "nothing"
}
