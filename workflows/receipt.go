package workflows

import (
	"go.temporal.io/sdk/workflow"

	"stockflow/internal/inventory"
)

// Receipt is the process of a receipt: expected → receiving → closed. What
// comes in beyond the tolerance waits for a manager, who is reminded; nobody's
// answer in time counts as a refusal.
func Receipt(ctx workflow.Context, in ProcessInput) error {
	return run(ctx, in, rules{
		workflow:  Receipt,
		deadlines: view.approvalDeadlines,
		describe:  describeReceipt,
		giveUp:    giveUpReceipt,
	})
}

// giveUpReceipt cancels a receipt of which nothing has come; goods that are
// here stay, and so does their document.
func giveUpReceipt(v view) (inventory.CommandKind, bool) {
	return inventory.CancelReceipt, v.Status == inventory.Expected
}

func describeReceipt(v view) (step, waitsFor string) {
	switch v.Status {
	case inventory.Expected:
		return "expected", "the goods to arrive"
	case inventory.Receiving:
		if v.Lacking > 0 {
			return "partly received", "the rest, or closing the receipt short"
		}
		return "received", "putting away and closing"
	case inventory.Undone:
		return "undone", "nothing"
	case inventory.Cancelled:
		return "cancelled", "nothing"
	}
	return "closed", "nothing"
}
