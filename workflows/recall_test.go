package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"stockflow/activities"
	"stockflow/internal/store"
	"stockflow/workflows"
)

// rounds is a recall that has something to do every four hours until it ends.
type rounds struct {
	now   func() time.Time
	at    []time.Time
	ended bool
}

func (r *rounds) RecallRound(_ context.Context, _ string, patience store.RecallPatience, at time.Time) (bool, time.Time, error) {
	r.at = append(r.at, r.now())
	return r.ended, at.Add(patience.Remind), nil
}

// A recall looks again when it is time to remind and whenever something has
// changed, and ends with the recall.
func TestRecallWaitsForItsSites(t *testing.T) {
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	r := &rounds{now: env.Now}
	env.RegisterWorkflow(workflows.Recall)
	env.RegisterActivity(&activities.Recalls{Book: r, Patience: store.RecallPatience{Remind: 4 * time.Hour}})
	begin := env.Now()
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(workflows.PostedSignal, workflows.Notice{Revision: 2}) }, 9*time.Hour)
	env.RegisterDelayedCallback(func() {
		r.ended = true
		env.SignalWorkflow(workflows.PostedSignal, workflows.Notice{Revision: 3})
	}, 10*time.Hour)
	env.ExecuteWorkflow(workflows.Recall, "0b7f6c1e-2f63-4d1c-9f0e-7a51a8f2f0aa")
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
	var hours []int
	for _, at := range r.at {
		hours = append(hours, int(at.Sub(begin).Round(time.Hour)/time.Hour))
	}
	assert.Equal(t, []int{0, 4, 8, 9, 10}, hours)
}
