package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"stockflow/internal/inventory"
)

// chunk is how many picks one step of a compensation returns.
const chunk = 200

// BadDecisionError is the type of the error with which a process turns away
// what is not a decision about its document.
const BadDecisionError = "bad_decision"

// check turns away what doesn't belong here before it leaves a trace.
func (p *process) check(_ workflow.Context, cmd inventory.Command) error {
	document, ok := Decision(cmd.Kind)
	if !ok || (document != "" && document != p.in.Kind) {
		return badDecision("%s is no decision about a %s", cmd.Kind, p.in.Kind)
	}
	if cmd.ID == "" || cmd.OperationID != p.in.OperationID {
		return badDecision("the decision is about another document than %s", p.in.OperationID)
	}
	return nil
}

func badDecision(format string, args ...any) error {
	return temporal.NewNonRetryableApplicationError(fmt.Sprintf(format, args...), BadDecisionError, nil)
}

// decide posts a person's decision. After a cancellation that has to be
// carried out in steps it answers once they are done; the answer is that of
// the decision itself, the same that its repetition gets.
func (p *process) decide(ctx workflow.Context, cmd inventory.Command) (inventory.Outcome, error) {
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	out, err := postOne(ctx, cmd)
	if err != nil {
		return out, err
	}
	p.changes++
	if out.Refusal == nil && out.Status == inventory.Cancelling {
		err = workflow.Await(ctx, func() bool {
			return !p.stale() && p.snapshot.State.Status != inventory.Cancelling
		})
	}
	return out, err
}

// compensate carries a cancellation one step further: it returns picked goods
// to their bins in chunks, and then ends the document. It is the same whether
// the cancelling was asked for just now or found after a crash.
func (p *process) compensate(ctx workflow.Context) error {
	s := p.snapshot.State
	kind, body := inventory.FinishCancel, inventory.Body{}
	if s.PickedHolds > 0 {
		kind, body = inventory.ReturnPicks, inventory.Body{Limit: chunk}
	}
	out, err := p.act(ctx, kind, body, fmt.Sprintf("cancelling/%d/%d", s.Revision, p.tries))
	if err != nil {
		return err
	}
	if out.Refusal != nil {
		// Somebody else may have taken the step; if not, it is tried again
		// under another id, and not in a tight loop.
		p.tries++
		p.retryAt = workflow.Now(ctx).Add(time.Minute)
	}
	return nil
}

// Live is a process's answer to the query "state".
type Live struct {
	OperationID string              `json:"operation_id"`
	Number      string              `json:"number,omitempty"`
	Kind        inventory.Kind      `json:"kind"`
	Status      inventory.Status    `json:"status,omitempty"`
	Revision    int                 `json:"revision"`
	Attention   inventory.Attention `json:"attention,omitempty"`
	// Step says in plain words where the document is, WaitsFor what comes next.
	Step     string `json:"step"`
	WaitsFor string `json:"waits_for"`
	// Deadlines are what happens by itself if nobody acts, the nearest first.
	Deadlines []LiveDeadline `json:"deadlines,omitempty"`
	// WorkflowCancelled says that the workflow was cancelled in Temporal.
	WorkflowCancelled bool `json:"workflow_cancelled,omitempty"`
}

// LiveDeadline is a deadline as the query tells it.
type LiveDeadline struct {
	What string    `json:"what"`
	At   time.Time `json:"at"`
}

// live answers the query.
func (p *process) live() (Live, error) {
	s := p.snapshot.State
	out := Live{
		OperationID: p.in.OperationID, Number: s.Number, Kind: p.in.Kind, Status: s.Status, Revision: s.Revision,
		Attention: s.Attention, WorkflowCancelled: p.memory.Cancelled,
		Step: "being looked up", WaitsFor: "the database",
	}
	if !p.snapshot.Found {
		return out, nil
	}
	out.Step, out.WaitsFor = p.describe(p.view())
	if n := len(s.Approvals); n > 0 {
		out.WaitsFor = fmt.Sprintf("a manager's decision (%d)", n)
	}
	for _, d := range p.upcoming() {
		out.Deadlines = append(out.Deadlines, LiveDeadline{What: d.What, At: d.At})
	}
	return out, nil
}
