package temporaltest

import (
	"context"
	"log/slog"
	"sync"
	"testing"

	"go.temporal.io/sdk/client"

	"stockflow/internal/schedules"
	"stockflow/workflows"
)

// KeepTime keeps schedules by a clock until the test ends.
func KeepTime(t testing.TB, c client.Client, book schedules.Book, defined ...schedules.Definition) {
	t.Helper()
	clock := &schedules.Clock{
		Client: c, Book: book, Defined: defined, Logger: slog.New(slog.DiscardHandler),
		Action: func(p schedules.Plan) *client.ScheduleWorkflowAction {
			return workflows.ScheduledAction(workflows.ScheduledInput{
				Schedule: p.ID, Job: p.Job, Timeout: p.Timeout, BatchTimeout: p.BatchTimeout, Tries: int32(p.Tries), //nolint:gosec // a few
			})
		},
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { clock.Run(ctx) })
	t.Cleanup(func() { cancel(); running.Wait() })
}
