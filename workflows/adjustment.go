package workflows

import (
	"go.temporal.io/sdk/workflow"

	"stockflow/internal/inventory"
)

// Adjustment is the process of a correction of stock: closed at once, or after
// a second person has agreed, who is reminded; nobody's answer in time counts
// as a refusal.
func Adjustment(ctx workflow.Context, in ProcessInput) error {
	return run(ctx, in, rules{
		workflow:  Adjustment,
		deadlines: view.approvalDeadlines,
		describe:  describeAdjustment,
		giveUp:    giveUpAdjustment,
	})
}

func giveUpAdjustment(v view) (inventory.CommandKind, bool) {
	return inventory.CancelAdjustment, v.Status == inventory.AwaitingApproval
}

func describeAdjustment(v view) (step, waitsFor string) {
	switch v.Status {
	case inventory.AwaitingApproval:
		return "asked for, nothing corrected yet", "a second person's decision"
	case inventory.Refused:
		return "refused", "nothing"
	case inventory.Cancelled:
		return "cancelled", "nothing"
	}
	return "corrected", "nothing"
}
