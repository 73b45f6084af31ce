package workflows_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"

	"stockflow/internal/temporalclient"
	"stockflow/workflows"
)

// reordered is a history in which two events changed places.
const reordered = "shipment-cancelled-reordered.json"

func replayer(t *testing.T) worker.WorkflowReplayer {
	t.Helper()
	r, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{DataConverter: temporalclient.DataConverter()})
	require.NoError(t, err)
	for _, w := range []any{
		workflows.Desk, workflows.Receipt, workflows.Shipment, workflows.Transfer, workflows.Adjustment, workflows.Count, workflows.Return,
		workflows.Deliver, workflows.ScheduledRun, workflows.Import, workflows.Recall,
	} {
		r.RegisterWorkflow(w)
	}
	return r
}

// The code of today continues every run that was recorded.
func TestRecordedHistoriesReplay(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 9, "testdata holds histories of every workflow")
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			err := replayer(t).ReplayWorkflowHistoryFromJSONFile(nil, file)
			if filepath.Base(file) == reordered {
				require.ErrorContains(t, err, "nondeterministic", "a replay finds events that changed places")
				return
			}
			require.NoError(t, err)
		})
	}
}
