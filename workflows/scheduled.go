package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"stockflow/activities"
)

// ScheduledInput says what a firing of a schedule runs.
type ScheduledInput struct {
	Schedule string `json:"schedule"`
	Job      string `json:"job"`
	// Timeout bounds a try, BatchTimeout each of its batches.
	Timeout      time.Duration `json:"timeout"`
	BatchTimeout time.Duration `json:"batch_timeout"`
	// Tries is how often the job is tried before the run has failed.
	Tries int32 `json:"tries"`
}

// ScheduledID begins the workflow ids of a schedule's runs; Temporal adds the time.
func ScheduledID(schedule string) string { return "scheduled-" + schedule }

// scheduledTime is what Temporal's schedules note on the runs that they start:
// the time for which the run was scheduled, however late it is.
var scheduledTime = temporal.NewSearchAttributeKeyTime("TemporalScheduledStartTime")

// jobHeartbeat is how long a job may be silent before another worker takes it over.
const jobHeartbeat = 15 * time.Second

// ScheduledRun runs a scheduled job: all of it in one activity, which goes on
// after a crash where it was. A run that fails for good is recorded as failed.
func ScheduledRun(ctx workflow.Context, in ScheduledInput) (activities.JobResult, error) {
	at, ok := workflow.GetTypedSearchAttributes(ctx).GetTime(scheduledTime)
	if !ok {
		at = workflow.GetInfo(ctx).WorkflowStartTime
	}
	job := activities.Job{Schedule: in.Schedule, Job: in.Job, At: at.UTC(), BatchTimeout: in.BatchTimeout}
	options := workflow.ActivityOptions{
		TaskQueue: ReportsQueue, StartToCloseTimeout: in.Timeout, HeartbeatTimeout: jobHeartbeat,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: 5 * time.Minute, MaximumAttempts: in.Tries,
		},
	}
	var scheduled *activities.Scheduled
	var result activities.JobResult
	err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, options), scheduled.RunJob, job).Get(ctx, &result)
	if err == nil {
		return result, nil
	}
	// Also when the run was cancelled, its record has to say so.
	ending, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	options.StartToCloseTimeout, options.HeartbeatTimeout = 10*time.Second, 0
	options.RetryPolicy = &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute}
	failed := workflow.ExecuteActivity(workflow.WithActivityOptions(ending, options), scheduled.FailJob, job, causeOf(err)).Get(ending, nil)
	if failed != nil {
		workflow.GetLogger(ctx).Error("a failed run is not recorded", "schedule", in.Schedule, "error", failed)
	}
	return result, err
}

// causeOf words why a job failed, without the engine's own wrapping.
func causeOf(err error) string {
	var cause *temporal.ApplicationError
	switch {
	case temporal.IsCanceledError(err):
		return "the run was cancelled"
	case errors.As(err, &cause):
		return cause.Message()
	case temporal.IsTimeoutError(err):
		return "the job took too long, or its worker died again and again"
	}
	return err.Error()
}

// ScheduledAction is what Temporal starts when a schedule fires.
func ScheduledAction(in ScheduledInput) *client.ScheduleWorkflowAction {
	return &client.ScheduleWorkflowAction{
		ID: ScheduledID(in.Schedule), Workflow: ScheduledRun, Args: []any{in}, TaskQueue: ReportsQueue,
		TypedSearchAttributes: temporal.NewSearchAttributes(KindAttribute.ValueSet("scheduled")),
	}
}
