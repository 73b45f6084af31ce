//go:build record

package workflows_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"

	"stockflow/activities"
	"stockflow/workflows"
)

// batches are what is left of an import; the database is away at first.
type batches struct{ left, away int }

func (b *batches) ApplyImport(context.Context, string, int) (bool, error) {
	if b.away--; b.away >= 0 {
		return false, errors.New("the database is away")
	}
	b.left--
	return b.left == 0, nil
}

// TestRecordImport keeps the history of an import that had to be tried again:
//
//	bin/devstack -- go test -tags record -run TestRecordImport ./workflows
func TestRecordImport(t *testing.T) {
	r := newRecorder(t)
	w := worker.New(r.ns.Client, workflows.ReportsQueue, worker.Options{})
	w.RegisterWorkflow(workflows.Import)
	w.RegisterActivity(&activities.Imports{Importer: &batches{left: 3, away: 1}})
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
	const id = "0b7f6c1e-2f63-4d1c-9f0e-7a51a8f2f0aa"
	run, err := r.ns.Client.ExecuteWorkflow(r.ctx, workflows.ImportStart(id), workflows.Import, id)
	require.NoError(t, err)
	require.NoError(t, run.Get(r.ctx, nil))
	r.save(run.GetID(), "", "import-tried-again")
}
