package workflows

import (
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"stockflow/activities"
)

// DeliverInput names a delivery, and which of the workflows that have it this is.
type DeliverInput struct {
	ID    int64 `json:"id"`
	Round int   `json:"round"`
}

// DeliverStart gives the options to start a delivery's workflow with: one for
// each round, however often it is started.
func DeliverStart(in DeliverInput) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID: fmt.Sprintf("deliver-%d-%d", in.ID, in.Round), TaskQueue: NotificationsQueue,
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		TypedSearchAttributes: temporal.NewSearchAttributes(KindAttribute.ValueSet("delivery")),
	}
}

// Deliver is the life of a delivery: attempts, with pauses that the activity
// gives, until it has arrived or was parked. What a message says is never in
// its history.
func Deliver(ctx workflow.Context, in DeliverInput) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 25 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
	})
	var acts *activities.Notify
	for {
		var attempt activities.Attempt
		if err := workflow.ExecuteActivity(ctx, acts.Deliver, in.ID, in.Round).Get(ctx, &attempt); err != nil {
			return fmt.Errorf("deliver: %w", err)
		}
		if attempt.Over {
			return nil
		}
		if err := workflow.Sleep(ctx, max(attempt.Again, time.Second)); err != nil {
			return fmt.Errorf("wait for the next attempt: %w", err)
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return workflow.NewContinueAsNewError(ctx, Deliver, in)
		}
	}
}
