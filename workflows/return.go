package workflows

import (
	"go.temporal.io/sdk/workflow"

	"stockflow/internal/inventory"
)

// Return is the process of goods that come back from a customer or go back to
// a supplier. They are booked in one step, so it only answers and ends.
func Return(ctx workflow.Context, in ProcessInput) error {
	return run(ctx, in, rules{
		workflow:  Return,
		deadlines: func(view) []Deadline { return nil },
		describe:  func(view) (step, waitsFor string) { return "booked", "nothing" },
		giveUp:    func(view) (inventory.CommandKind, bool) { return "", false },
	})
}
