//go:build record

package workflows_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"stockflow/activities"
	"stockflow/internal/schedules"
	"stockflow/internal/store"
	"stockflow/workflows"
)

// TestRecordScheduled records a scheduled run that succeeds, started by a
// schedule, and one that fails.
func TestRecordScheduled(t *testing.T) {
	for name, result := range map[string]error{"scheduled-succeeded": nil, "scheduled-failed": errors.New("the shelf is on fire")} {
		t.Run(name, func(t *testing.T) {
			r := newRecorder(t)
			w := worker.New(r.ns.Client, workflows.ReportsQueue, worker.Options{})
			w.RegisterWorkflow(workflows.ScheduledRun)
			w.RegisterActivity(&activities.Scheduled{Book: forgetful{}, Jobs: schedules.Jobs{
				"job": func(context.Context, time.Time, string) (string, int, error) { return "", 1, result },
			}})
			require.NoError(t, w.Start())
			t.Cleanup(w.Stop)
			_, err := r.ns.Client.ScheduleClient().Create(r.ctx, client.ScheduleOptions{
				ID: "report", TriggerImmediately: true, Paused: true,
				Action: workflows.ScheduledAction(workflows.ScheduledInput{
					Schedule: "report", Job: "job", Timeout: time.Minute, BatchTimeout: time.Minute, Tries: 2,
				}),
			})
			require.NoError(t, err)
			var id string
			require.Eventually(t, func() bool {
				found, err := r.ns.Client.ScheduleClient().GetHandle(r.ctx, "report").Describe(r.ctx)
				if err == nil && len(found.Info.RecentActions) > 0 {
					id = found.Info.RecentActions[0].StartWorkflowResult.WorkflowID
				}
				return id != ""
			}, 20*time.Second, 50*time.Millisecond)
			require.Equal(t, result != nil, r.ns.Client.GetWorkflow(r.ctx, id, "").Get(r.ctx, nil) != nil)
			r.save(id, "", name)
		})
	}
}

// forgetful records nothing.
type forgetful struct{}

func (forgetful) BeginRun(_ context.Context, schedule string, at time.Time, workflowID, runID string) (store.ScheduleRun, error) {
	return store.ScheduleRun{ScheduleID: schedule, ScheduledTime: at, Status: store.RunRunning, WorkflowID: workflowID, RunID: runID}, nil
}

func (forgetful) RunProgress(context.Context, store.ScheduleRun) error { return nil }

func (forgetful) EndRun(_ context.Context, run store.ScheduleRun) (store.ScheduleRun, error) {
	return run, nil
}
