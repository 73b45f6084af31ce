//go:build record

package workflows_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/encoding/protojson"

	"stockflow/activities"
	"stockflow/internal/inventory"
	"stockflow/internal/temporaltest"
	"stockflow/workflows"
)

// TestRecordHistories plays the processes on a real Temporal, with a policy of
// seconds instead of hours, and keeps their histories:
//
//	bin/devstack -- go test -tags record -run TestRecordHistories ./workflows
func TestRecordHistories(t *testing.T) {
	for name, play := range map[string]func(*recorder){
		"receipt-over-received": func(r *recorder) {
			r.start(inventory.Operation{Kind: inventory.Receipt, Status: inventory.Expected})
			r.step(func(op *inventory.Operation) {
				op.Status, op.Approvals = inventory.Receiving, pending(inventory.OverReceipt)
				op.Approvals[0].RequestedAt = time.Now()
			})
			r.waitFor(inventory.ExpireApproval)
			r.step(func(op *inventory.Operation) { op.Status = inventory.Closed })
		},
		"receipt-workflow-cancelled": func(r *recorder) {
			r.start(inventory.Operation{Kind: inventory.Receipt, Status: inventory.Expected})
			r.waitForLoad()
			require.NoError(r.t, r.ns.Client.CancelWorkflow(r.ctx, r.id(), ""))
		},
		"shipment-expired": func(r *recorder) {
			r.start(inventory.Operation{Kind: inventory.Shipment, Status: inventory.Backordered})
		},
		"shipment-dispatched": func(r *recorder) {
			r.start(inventory.Operation{Kind: inventory.Shipment, Status: inventory.Reserved})
			for _, s := range []inventory.Status{inventory.Picked, inventory.Packed, inventory.Dispatched} {
				r.waitForLoad()
				r.step(func(op *inventory.Operation) { op.Status = s })
			}
		},
		"shipment-cancelled": func(r *recorder) {
			r.start(pickedShipment(inventory.Picked).op)
			r.waitForLoad()
			r.decide(inventory.CancelShipment, inventory.Body{Reason: "no longer wanted"})
		},
		"transfer-turned-round": func(r *recorder) {
			r.start(inventory.Operation{
				Kind: inventory.Transfer, Status: inventory.AwaitingApproval, DestinationID: 2,
				Approvals: []inventory.Approval{{
					ID: "approval-1", Kind: inventory.TransferApproval, Status: inventory.ApprovalPending, RequestedAt: time.Now(),
				}},
			})
			r.waitFor(inventory.RaiseAttention)
			r.decide(inventory.Approve, inventory.Body{ApprovalID: "approval-1"})
			eta := time.Now().Add(100 * time.Millisecond)
			r.step(func(op *inventory.Operation) { op.Status, op.ETA = inventory.InTransit, &eta })
			r.waitFor(inventory.RaiseAttention)
			r.step(func(op *inventory.Operation) { op.Status = inventory.PartiallyReceived })
			r.decide(inventory.CancelTransfer, inventory.Body{Reason: "wrong goods"})
			r.step(func(op *inventory.Operation) { op.Status = inventory.Returned })
		},
		"adjustment-refused-in-time": func(r *recorder) {
			r.start(inventory.Operation{
				Kind: inventory.Adjustment, Status: inventory.AwaitingApproval,
				Approvals: []inventory.Approval{{
					ID: "approval-1", Kind: inventory.AdjustmentApproval, Status: inventory.ApprovalPending, RequestedAt: time.Now(),
				}},
			})
			r.waitFor(inventory.ExpireApproval)
		},
		"count-recounted": func(r *recorder) {
			r.start(inventory.Operation{Kind: inventory.Count, Status: inventory.Counting})
			r.waitFor(inventory.RaiseAttention)
			r.step(func(op *inventory.Operation) {
				op.Status, op.Approvals, op.Attention = inventory.AwaitingApproval, pending(inventory.CountApproval), inventory.NoAttention
				op.Approvals[0].RequestedAt = time.Now()
			})
			r.waitForLoad()
			r.decide(inventory.Refuse, inventory.Body{ApprovalID: pending(inventory.CountApproval)[0].ID})
			r.decide(inventory.CancelCount, inventory.Body{Reason: "no longer wanted"})
		},
		"return-booked": func(r *recorder) {
			r.start(inventory.Operation{Kind: inventory.Return, Status: inventory.Closed})
		},
		"transfer-settled": func(r *recorder) {
			r.start(inventory.Operation{Kind: inventory.Transfer, Status: inventory.Discrepancy, DestinationID: 2})
			r.waitFor(inventory.RaiseAttention)
			r.decide(inventory.SettleTransfer, inventory.Body{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRecorder(t)
			play(r)
			_ = r.ns.Client.GetWorkflow(r.ctx, r.id(), "").Get(r.ctx, nil) // cancelled or done: it has ended
			r.save(r.id(), "", name)
			if name+"-reordered.json" == reordered {
				r.saveReordered(r.id())
			}
		})
	}
	t.Run("desk", func(t *testing.T) {
		t.Parallel()
		recordDesk(t)
	})
}

func recordDesk(t *testing.T) {
	r := newRecorder(t)
	r.w = newWorld(inventory.Operation{Kind: inventory.Shipment, Status: inventory.Reserved})
	r.work()
	run, err := r.ns.Client.ExecuteWorkflow(r.ctx, workflows.DeskStart(1), workflows.Desk, workflows.DeskInput{WarehouseID: 1, MaxUpdates: 3})
	require.NoError(t, err)
	first := run.GetRunID()
	for n := range 5 {
		cmds := make([]inventory.Command, 1+100*n) // the larger ones are compressed
		for i := range cmds {
			key := strings.Repeat("k", n+1) + string(rune('a'+i%26)) + string(rune('a'+i/26))
			cmds[i] = inventory.Command{
				ID: inventory.CommandID(inventory.ReserveShipment, 7, key), Kind: inventory.RaiseAttention,
				OperationID: operation, WarehouseID: 1, UserID: 7, RequestHash: "hash",
			}
		}
		require.Eventually(t, func() bool {
			handle, err := r.ns.Client.UpdateWorkflow(r.ctx, client.UpdateWorkflowOptions{
				WorkflowID: workflows.DeskID(1), UpdateName: workflows.PostUpdate, Args: []any{cmds},
				WaitForStage: client.WorkflowUpdateStageCompleted,
			})
			var outs []inventory.Outcome
			return err == nil && handle.Get(r.ctx, &outs) == nil && len(outs) == len(cmds)
		}, 10*time.Second, 50*time.Millisecond)
	}
	r.save(workflows.DeskID(1), first, "desk-continued")
	r.save(workflows.DeskID(1), "", "desk-running")
}

// recorder plays one document's process on a real Temporal.
type recorder struct {
	t   *testing.T
	ns  temporaltest.Namespace
	ctx context.Context //nolint:containedctx // of the one test
	w   *world
	// seen counts the steps that waitFor has waited for.
	seen int
}

func newRecorder(t *testing.T) *recorder {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return &recorder{t: t, ns: temporaltest.New(t), ctx: ctx}
}

func (r *recorder) work() {
	const s = time.Second
	r.ns.Work(r.t, &activities.Stock{Poster: r.w, Loader: r.w, Policy: activities.Policy{
		ReservationTimeout: 3 * s, BackorderRetry: s, ApprovalRemind: s, ApprovalEscalate: 2 * s, ApprovalTimeout: 3 * s,
		TransferGrace: s, TransferEscalate: s, CountRemind: s, CountEscalate: 2 * s,
	}})
}

func (r *recorder) id() string { return workflows.ProcessID(r.w.op.Kind, operation) }

func (r *recorder) input() workflows.ProcessInput {
	return workflows.ProcessInput{
		OperationID: operation, Kind: r.w.op.Kind, Number: r.w.op.Number, Status: r.w.op.Status,
		WarehouseID: 1, DestinationID: r.w.op.DestinationID,
	}
}

func (r *recorder) start(op inventory.Operation) {
	r.w = newWorld(op)
	r.w.op.CreatedAt, r.w.op.UpdatedAt = time.Now(), time.Now()
	r.work()
	r.signal(workflows.Notice{Revision: 1})
}

func (r *recorder) signal(n workflows.Notice) {
	in := r.input()
	_, err := r.ns.Client.SignalWithStartWorkflow(r.ctx, r.id(), workflows.PostedSignal, n, workflows.ProcessStart(in), workflows.Process(in.Kind), in)
	require.NoError(r.t, err)
}

func (r *recorder) step(change func(*inventory.Operation)) { r.signal(r.w.becomes(change)) }

func (r *recorder) waitForLoad() {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		value, err := r.ns.Client.QueryWorkflow(r.ctx, r.id(), "", workflows.StateQuery)
		var live workflows.Live
		return err == nil && value.Get(&live) == nil && live.Revision == r.w.revision()
	}, 20*time.Second, 20*time.Millisecond)
}

// waitFor waits until the process has posted one more command of a kind.
func (r *recorder) waitFor(kind inventory.CommandKind) {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		r.w.mu.Lock()
		defer r.w.mu.Unlock()
		i := slices.IndexFunc(r.w.steps[r.seen:], func(s step) bool { return s.Kind == kind })
		if i >= 0 {
			r.seen += i + 1
		}
		return i >= 0
	}, 20*time.Second, 20*time.Millisecond)
}

func (r *recorder) decide(kind inventory.CommandKind, body inventory.Body) {
	r.t.Helper()
	cmd := inventory.Command{
		ID: inventory.CommandID(kind, 7, "key"), Kind: kind, OperationID: operation, WarehouseID: 1, UserID: 7,
		RequestHash: "hash", Body: body,
	}
	options := workflows.ProcessStart(r.input())
	options.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
	handle, err := r.ns.Client.UpdateWithStartWorkflow(r.ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: r.ns.Client.NewWithStartWorkflowOperation(options, workflows.Process(r.w.op.Kind), r.input()),
		UpdateOptions: client.UpdateWorkflowOptions{
			UpdateID: cmd.ID, UpdateName: workflows.DecideUpdate, Args: []any{cmd}, WaitForStage: client.WorkflowUpdateStageCompleted,
		},
	})
	require.NoError(r.t, err)
	var out inventory.Outcome
	require.NoError(r.t, handle.Get(r.ctx, &out))
	require.Nil(r.t, out.Refusal)
}

func (r *recorder) history(id, runID string) *historypb.History {
	r.t.Helper()
	events := r.ns.Client.GetWorkflowHistory(r.ctx, id, runID, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	history := &historypb.History{}
	for events.HasNext() {
		event, err := events.Next()
		require.NoError(r.t, err)
		history.Events = append(history.Events, event)
	}
	return history
}

func (r *recorder) save(id, runID, name string) {
	r.t.Helper()
	r.write(r.history(id, runID), name+".json")
}

func (r *recorder) write(h *historypb.History, name string) {
	r.t.Helper()
	text, err := protojson.MarshalOptions{Indent: "  "}.Marshal(h)
	require.NoError(r.t, err)
	require.NoError(r.t, os.MkdirAll("testdata", 0o755))
	host, err := os.Hostname()
	require.NoError(r.t, err)
	// protojson varies its spaces on purpose, and a worker's own task queue is
	// named after its machine; the files should not depend on either.
	tidy := strings.NewReplacer(":  ", ": ", `"`+host+":", `"worker:`).Replace(string(text))
	require.NoError(r.t, os.WriteFile(filepath.Join("testdata", name), []byte(tidy+"\n"), 0o644))
}

// saveReordered keeps the history as it would be had the code taken the
// decision before it looked at its document.
func (r *recorder) saveReordered(id string) {
	r.t.Helper()
	h := r.history(id, "")
	of := func(kind enumspb.EventType) int {
		return slices.IndexFunc(h.Events, func(e *historypb.HistoryEvent) bool { return e.GetEventType() == kind })
	}
	first, second := of(enumspb.EVENT_TYPE_MARKER_RECORDED), of(enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED)
	require.Positive(r.t, first)
	require.Positive(r.t, second)
	a, b := h.Events[first], h.Events[second]
	a.EventId, b.EventId = b.EventId, a.EventId
	h.Events[first], h.Events[second] = b, a
	r.write(h, reordered)
}

func TestEveryWorkflowHasARecordedHistory(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	require.NoError(t, err)
	all := strings.Join(files, " ")
	for _, name := range []string{"desk", string(inventory.Receipt), string(inventory.Shipment), string(inventory.Transfer)} {
		assert.Contains(t, all, "testdata/"+name+"-")
	}
}
