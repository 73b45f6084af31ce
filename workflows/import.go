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

// ImportStart gives the options to start the workflow of an import with: one,
// however often it is started.
func ImportStart(id string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID: "import-" + id, TaskQueue: ReportsQueue,
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		TypedSearchAttributes: temporal.NewSearchAttributes(KindAttribute.ValueSet("import")),
	}
}

// importHeartbeat is how long an import may be silent before another worker
// takes it over: longer than any batch.
const importHeartbeat = 30 * time.Second

// Import applies a file that was uploaded. It is tried until it has ended: a
// database that is away is waited for, a worker that dies is replaced.
func Import(ctx workflow.Context, id string) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 6 * time.Hour, HeartbeatTimeout: importHeartbeat,
		RetryPolicy: &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
	})
	var acts *activities.Imports
	if err := workflow.ExecuteActivity(ctx, acts.ApplyImport, id).Get(ctx, nil); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}
