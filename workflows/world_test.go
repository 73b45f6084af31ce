package workflows_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"stockflow/activities"
	"stockflow/internal/inventory"
	"stockflow/workflows"
)

// start is when the tests' documents are made. It lies ahead of the machine's
// clock, by which the test environment ends local activities.
var start = time.Date(2100, 3, 2, 8, 0, 0, 0, time.UTC)

const operation = "5d7c1f3a-8f0e-5b1a-9d52-0a1b2c3d4e5f"

// step is a command as the world saw it.
type step struct {
	Kind inventory.CommandKind
	At   time.Duration // since the start
	Body inventory.Body
}

// world stands for the database: one document, which commands change in the
// way that internal/inventory does, as far as processes see it.
type world struct {
	clock func() time.Time

	mu      sync.Mutex
	op      inventory.Operation
	steps   []step
	answers map[string]inventory.Outcome
	effects map[string]int
	loads   int
	// refuse makes the world refuse commands of a kind.
	refuse map[inventory.CommandKind]inventory.Code
}

func newWorld(op inventory.Operation) *world {
	op.ID, op.WarehouseID, op.Revision, op.Number = operation, 1, 1, "X-000001"
	op.CreatedAt, op.UpdatedAt, op.Attention = start, start, inventory.NoAttention
	return &world{
		op: op, clock: time.Now, answers: map[string]inventory.Outcome{}, effects: map[string]int{},
		refuse: map[inventory.CommandKind]inventory.Code{},
	}
}

func (w *world) Operation(_ context.Context, id string) (inventory.Operation, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.loads++
	if id != w.op.ID {
		return inventory.Operation{}, inventory.Refusef(inventory.CodeNotFound, "there is no such operation")
	}
	op := w.op
	op.Holds, op.Approvals = slices.Clone(op.Holds), slices.Clone(op.Approvals)
	return op, nil
}

func (w *world) Post(_ context.Context, cmds []inventory.Command) ([]inventory.Outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	outs := make([]inventory.Outcome, len(cmds))
	for i, c := range cmds {
		outs[i] = w.post(c)
	}
	return outs, nil
}

func (w *world) post(c inventory.Command) inventory.Outcome {
	if out, ok := w.answers[c.ID]; ok {
		out.Replayed = true
		return out
	}
	w.steps = append(w.steps, step{c.Kind, w.clock().Sub(start), c.Body})
	code, refused := w.refuse[c.Kind]
	if refusal := w.apply(c); refusal != "" {
		code, refused = refusal, true
	}
	if refused {
		return inventory.Outcome{CommandID: c.ID, OperationID: w.op.ID, Refusal: inventory.Refusef(code, "no")}
	}
	w.effects[c.ID]++
	w.op.Revision++
	w.op.UpdatedAt = w.clock()
	out := inventory.Outcome{
		CommandID: c.ID, OperationID: w.op.ID, Number: w.op.Number, Kind: w.op.Kind, Status: w.op.Status, Revision: w.op.Revision,
	}
	w.answers[c.ID] = out
	return out
}

func (w *world) apply(c inventory.Command) (refusal inventory.Code) {
	if _, refused := w.refuse[c.Kind]; refused {
		return ""
	}
	op := &w.op
	picked := func(h inventory.Hold) bool { return h.OriginID != 0 }
	switch c.Kind {
	case inventory.RaiseAttention:
		op.Attention = c.Body.Attention
	case inventory.ExpireReservation:
		op.Status, op.Holds = inventory.Expired, nil
	case inventory.ReserveShipment:
		return inventory.CodeInsufficientStock
	case inventory.Approve, inventory.Refuse, inventory.ExpireApproval:
		return w.decide(c)
	case inventory.CancelReceipt:
		op.Status = inventory.Cancelled
	case inventory.UndoReceipt:
		op.Status = inventory.Undone
	case inventory.CancelShipment:
		op.Status = inventory.Cancelled
		if slices.ContainsFunc(op.Holds, picked) {
			op.Status = inventory.Cancelling
		}
	case inventory.ReturnPicks:
		if !slices.ContainsFunc(op.Holds, picked) {
			return inventory.CodeWrongStage
		}
		limit := c.Body.Limit
		op.Holds = slices.DeleteFunc(op.Holds, func(h inventory.Hold) bool {
			limit--
			return limit >= 0 && picked(h)
		})
	case inventory.FinishCancel:
		op.Status, op.Holds = inventory.Cancelled, nil
	case inventory.CancelTransfer:
		switch op.Status {
		case inventory.AwaitingApproval, inventory.Reserved:
			op.Status, op.Approvals = inventory.Cancelled, nil
		case inventory.InTransit, inventory.PartiallyReceived:
			op.Status, op.ETA, op.Attention = inventory.Returning, nil, inventory.NoAttention
		default:
			return inventory.CodeWrongStage
		}
	case inventory.CancelAdjustment, inventory.CancelCount:
		op.Status, op.Approvals = inventory.Cancelled, nil
	case inventory.SettleTransfer:
		op.Status = inventory.Closed
	}
	return ""
}

func (w *world) decide(c inventory.Command) inventory.Code {
	i := slices.IndexFunc(w.op.Approvals, func(a inventory.Approval) bool { return a.ID == c.Body.ApprovalID })
	if i < 0 || w.op.Approvals[i].Status != inventory.ApprovalPending {
		return inventory.CodeApprovalDecided
	}
	w.op.Approvals[i].Status = inventory.ApprovalApproved
	if w.op.Kind == inventory.Transfer {
		w.op.Status = inventory.Reserved
		if c.Kind != inventory.Approve {
			w.op.Status = inventory.Refused
		}
	}
	if w.op.Kind == inventory.Adjustment {
		w.op.Status = inventory.Closed
		if c.Kind != inventory.Approve {
			w.op.Status = inventory.Refused
		}
	}
	if w.op.Kind == inventory.Count {
		w.op.Status = inventory.Closed
		if c.Kind != inventory.Approve {
			w.op.Status = inventory.Recounting
		}
	}
	w.op.Attention = inventory.NoAttention
	return ""
}

// becomes changes the document as somebody's step would, and gives the notice.
func (w *world) becomes(change func(*inventory.Operation)) workflows.Notice {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(&w.op)
	w.op.Revision++
	w.op.UpdatedAt = w.clock()
	return workflows.Notice{Revision: w.op.Revision}
}

// timeline gives the steps as kinds and times.
func (w *world) timeline() map[inventory.CommandKind][]time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := map[inventory.CommandKind][]time.Duration{}
	for _, s := range w.steps {
		out[s.Kind] = append(out[s.Kind], s.At.Round(time.Minute))
	}
	return out
}

// attention gives the levels that were raised, with their times.
func (w *world) attention() map[inventory.Attention]time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := map[inventory.Attention]time.Duration{}
	for _, s := range w.steps {
		if s.Kind == inventory.RaiseAttention {
			out[s.Body.Attention] = s.At.Round(time.Minute)
		}
	}
	return out
}

// env is a test environment, whose clock skips, over a world.
type env struct {
	*testsuite.TestWorkflowEnvironment
	t *testing.T
	w *world
}

func newEnv(t *testing.T, w *world) env {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	e := env{suite.NewTestWorkflowEnvironment(), t, w}
	e.SetStartTime(start)
	e.SetTestTimeout(20 * time.Second)
	w.clock = e.Now
	e.RegisterActivity(&activities.Stock{Poster: w, Loader: w, Policy: activities.DefaultPolicy()})
	return e
}

func (e env) input() workflows.ProcessInput {
	return workflows.ProcessInput{OperationID: operation, Kind: e.w.op.Kind}
}

// run runs the process to its end.
func (e env) run() {
	e.t.Helper()
	e.ExecuteWorkflow(workflows.Process(e.w.op.Kind), e.input())
	require.True(e.t, e.IsWorkflowCompleted())
}

// at runs f when the time has passed.
func (e env) at(after time.Duration, f func()) { e.RegisterDelayedCallback(f, after) }

// step lets somebody take a step, and tells the process.
func (e env) step(after time.Duration, change func(*inventory.Operation)) {
	e.at(after, func() { e.SignalWorkflow(workflows.PostedSignal, e.w.becomes(change)) })
}

// decide brings a decision, and hands its answer to then.
func (e env) decide(after time.Duration, kind inventory.CommandKind, body inventory.Body, then func(inventory.Outcome, error)) {
	e.at(after, func() {
		cmd := inventory.Command{
			ID: inventory.CommandID(kind, 7, "key"), Kind: kind, OperationID: operation, WarehouseID: 1, UserID: 7,
			RequestHash: "hash", Body: body,
		}
		e.UpdateWorkflow(workflows.DecideUpdate, cmd.ID, &testsuite.TestUpdateCallback{
			OnReject: func(err error) { then(inventory.Outcome{}, err) },
			OnComplete: func(out any, err error) {
				outcome, _ := out.(inventory.Outcome)
				then(outcome, err)
			},
		}, cmd)
	})
}

// live asks the process for its state.
func (e env) live() workflows.Live {
	e.t.Helper()
	value, err := e.QueryWorkflow(workflows.StateQuery)
	require.NoError(e.t, err)
	var live workflows.Live
	require.NoError(e.t, value.Get(&live))
	return live
}

func (w *world) revision() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.op.Revision
}
