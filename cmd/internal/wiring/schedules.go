package wiring

import (
	"slices"

	"go.temporal.io/sdk/client"

	"stockflow/internal/schedules"
	"stockflow/workflows"
)

// scheduledJobs are the jobs that schedules run, by the names that
// internal/schedules gives them.
func scheduledJobs(p Parts) schedules.Jobs {
	return schedules.Jobs{
		"audit_upkeep":        p.Store.AuditUpkeep,
		"notification_digest": p.Store.NotificationDigest,
		"daily_rollup":        p.Store.DailyRollup,
		"abc_classification":  p.Store.ClassifyProducts,
	}
}

// clock keeps Temporal's schedules as PostgreSQL wants them.
func clock(p Parts, jobs schedules.Jobs) *schedules.Clock {
	return &schedules.Clock{
		Client: p.Client, Book: p.Store, Logger: p.Logger,
		Defined: slices.DeleteFunc(schedules.Defined(), func(d schedules.Definition) bool { return jobs[d.Job] == nil }),
		Action: func(plan schedules.Plan) *client.ScheduleWorkflowAction {
			return workflows.ScheduledAction(workflows.ScheduledInput{
				Schedule: plan.ID, Job: plan.Job, Timeout: plan.Timeout, BatchTimeout: plan.BatchTimeout, Tries: int32(plan.Tries), //nolint:gosec // a few
			})
		},
	}
}
