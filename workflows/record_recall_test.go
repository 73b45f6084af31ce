//go:build record

package workflows_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"

	"stockflow/activities"
	"stockflow/internal/store"
	"stockflow/workflows"
)

// sites is a recall whose sites have all confirmed by the third round.
type sites struct{ rounds atomic.Int32 }

func (s *sites) RecallRound(_ context.Context, _ string, patience store.RecallPatience, at time.Time) (bool, time.Time, error) {
	return s.rounds.Add(1) == 3, at.Add(patience.Remind), nil
}

// TestRecordRecall keeps the history of a recall that reminded and was told:
//
//	bin/devstack -- go test -tags record -run TestRecordRecall ./workflows
func TestRecordRecall(t *testing.T) {
	r := newRecorder(t)
	book := &sites{}
	w := worker.New(r.ns.Client, workflows.ReportsQueue, worker.Options{})
	w.RegisterWorkflow(workflows.Recall)
	w.RegisterActivity(&activities.Recalls{Book: book, Patience: store.RecallPatience{Remind: 2 * time.Second}})
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
	const id = "0b7f6c1e-2f63-4d1c-9f0e-7a51a8f2f0aa"
	options := workflows.RecallStart(id)
	run, err := r.ns.Client.SignalWithStartWorkflow(r.ctx, options.ID, workflows.PostedSignal, workflows.Notice{Revision: 1}, options, workflows.Recall, id)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return book.rounds.Load() == 2 }, time.Minute, 10*time.Millisecond)
	require.NoError(t, r.ns.Client.SignalWorkflow(r.ctx, options.ID, "", workflows.PostedSignal, workflows.Notice{Revision: 2}))
	require.NoError(t, run.Get(r.ctx, nil))
	r.save(run.GetID(), "", "recall-reminded")
}
