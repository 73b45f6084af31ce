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

// RecallStart gives the options to start the workflow of a recall with: one,
// however often it is told of.
func RecallStart(id string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID: "recall-" + id, TaskQueue: ReportsQueue,
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		TypedSearchAttributes: temporal.NewSearchAttributes(KindAttribute.ValueSet("recall")),
	}
}

// Recall is the life of a recall after its lots were frozen: the open
// operations that hold them are informed, the sites are reminded until each
// has confirmed, and then it is closed. What there is to do is read from the
// database in each round; a signal says that something has changed.
func Recall(ctx workflow.Context, id string) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 30 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
	})
	changes := workflow.GetSignalChannel(ctx, PostedSignal)
	var acts *activities.Recalls
	for {
		// The round that follows knows of all that was signalled before it.
		for changes.ReceiveAsync(nil) {
		}
		var state activities.RecallState
		if err := workflow.ExecuteActivity(ctx, acts.RecallRound, id).Get(ctx, &state); err != nil {
			return fmt.Errorf("recall: %w", err)
		}
		if state.Ended {
			return nil
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return workflow.NewContinueAsNewError(ctx, Recall, id)
		}
		if _, err := workflow.AwaitWithTimeout(ctx, state.Again, func() bool { return changes.Len() > 0 }); err != nil {
			return fmt.Errorf("wait for the sites of a recall: %w", err)
		}
	}
}
