package faults

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"

	"stockflow/internal/inventory"
	"stockflow/test/system"
	"stockflow/workflows"
)

// cancelled is a document whose run is cancelled at a stage.
type cancelled struct {
	name  string
	kind  inventory.Kind
	steps []string
	// becomes is the stage to which that leads.
	becomes string
}

func (c cancelled) run(t *testing.T, s *site) {
	product := s.stocked(t)
	path, body := "/"+string(c.kind)+"s", m{"warehouse_id": s.north.ID, "lines": system.Lines(product, 10)}
	if c.kind == inventory.Transfer {
		body = m{"from_warehouse_id": s.north.ID, "to_warehouse_id": s.south.ID, "lines": system.Lines(product, 10)}
	}
	id := s.staff.Do(t, path, body).OperationID
	for _, step := range c.steps {
		var body any
		if step == "receive" {
			body = m{"lines": l{m{"line_no": 1, "quantity": 4}}}
		}
		s.staff.Do(t, path+"/"+id+"/"+step, body)
	}
	s.AwaitRun(t, id, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING)
	require.NoError(t, s.Temporal.CancelWorkflow(t.Context(), workflows.ProcessID(c.kind, id), ""))
	system.Until(t, 30*time.Second, "the process has acted on it", func() (any, bool) {
		run, _ := s.Run(t, c.kind, id)
		if run.Status != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
			return run, true
		}
		live := s.Live(t, c.kind, id)
		return live, live.WorkflowCancelled && string(live.Status) == c.becomes
	})
	s.AwaitStatus(t, id, c.becomes)
	switch c.becomes {
	case "cancelled":
		s.endedAsCancelled(t, c.kind, id)
		s.stock(t, product, atRest(30), system.Level{})
		assert.EqualValues(t, 30, s.InBin(t, s.north, "STORAGE", product))
	case "returning":
		// The goods still have to come home.
		s.AwaitRun(t, id, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING)
		s.staff.Do(t, path+"/"+id+"/receive-return", nil)
		s.endedAsCancelled(t, c.kind, id)
		arrived := s.Level(t, s.south, product).OnHand
		s.stock(t, product, atRest(30-arrived), atRest(arrived))
	default:
		// Nothing was taken back, so the document goes on, and so does its run.
		s.AwaitRun(t, id, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING)
		end, body := "/close", m{"short": true}
		if c.kind == inventory.Transfer {
			end, body = "/settle", m{"lines": l{m{"line_no": 1, "quantity": 10, "resolution": "found"}}}
		}
		s.manager.Do(t, path+"/"+id+end, body)
		s.AwaitRun(t, id, enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED)
	}
}

// endedAsCancelled waits until a document's run has ended as cancelled. A
// notice that comes late may start one more, which finds nothing to do.
func (s *site) endedAsCancelled(t *testing.T, kind inventory.Kind, id string) {
	t.Helper()
	system.Until(t, 30*time.Second, "Temporal shows the run as cancelled", func() (any, bool) {
		n := s.Found(t, fmt.Sprintf("WorkflowId = '%s' AND ExecutionStatus = 'Canceled'", workflows.ProcessID(kind, id)))
		return n, n == 1
	})
}

// terminated ends the runs of a document and of its desk without a word.
func terminated(t *testing.T, s *site) {
	product := s.stocked(t)
	id := s.staff.Do(t, "/shipments", m{"warehouse_id": s.north.ID, "lines": system.Lines(product, 10)}).OperationID
	s.AwaitRun(t, id, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING)
	run := workflows.ProcessID(inventory.Shipment, id)
	require.NoError(t, s.Temporal.TerminateWorkflow(t.Context(), run, "", "by mistake"))
	require.NoError(t, s.Temporal.TerminateWorkflow(t.Context(), workflows.DeskID(s.north.ID), "", "by mistake"))
	s.staff.Do(t, "/shipments/"+id+"/pick", nil)
	s.AwaitRun(t, id, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING)
	require.NoError(t, s.Temporal.TerminateWorkflow(t.Context(), run, "", "by mistake"))
	s.staff.Do(t, "/shipments/"+id+"/cancel", nil)
	s.AwaitStatus(t, id, "cancelled")
	s.AwaitRun(t, id, enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED)
	require.NoError(t, s.Temporal.CancelWorkflow(t.Context(), workflows.DeskID(s.north.ID), ""))
	s.staff.Do(t, "/shipments", m{"warehouse_id": s.north.ID, "lines": system.Lines(product, 10)})
	s.stock(t, product, system.Level{OnHand: 30, Reserved: 10, Available: 20}, system.Level{})
}
