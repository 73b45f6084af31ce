package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"stockflow/activities"
	"stockflow/internal/inventory"
)

// ProcessInput is what a document's process starts with. All but the
// operation's id and kind may be missing: the process looks for itself.
type ProcessInput struct {
	OperationID   string           `json:"operation_id"`
	Kind          inventory.Kind   `json:"kind"`
	Number        string           `json:"number,omitempty"`
	Status        inventory.Status `json:"status,omitempty"`
	WarehouseID   int64            `json:"warehouse_id,omitempty"`
	DestinationID int64            `json:"destination_id,omitempty"`
	// Memory is handed on when the process continues as new.
	Memory Memory `json:"memory,omitzero"`
}

// rules are what one kind of document adds to the harness. All are pure.
type rules struct {
	workflow any
	// deadlines gives what the process does by itself if nobody acts.
	deadlines func(view) []Deadline
	// describe says in plain words where the document is and what it waits for.
	describe func(view) (step, waitsFor string)
	// giveUp is the command that undoes the document when its workflow is
	// cancelled, or false where the document goes on.
	giveUp func(view) (inventory.CommandKind, bool)
}

// process is one run of a document's process.
type process struct {
	rules
	in      ProcessInput
	memory  Memory
	signals workflow.ReceiveChannel

	snapshot activities.Snapshot
	// wanted is the highest revision that the process has heard of. changes
	// counts what may have changed the state in another way, and seen how much
	// of that the snapshot knows.
	wanted        int
	changes, seen int
	// retryAt delays a compensation that got stuck, tries counts its tries.
	retryAt time.Time
	tries   int
}

// run drives a document to its end: it looks at the document's state, acts if
// something is due, and otherwise waits for a signal, a decision or the next
// deadline.
func run(ctx workflow.Context, in ProcessInput, r rules) error {
	p := &process{rules: r, in: in, memory: in.Memory, changes: 1, signals: workflow.GetSignalChannel(ctx, PostedSignal)}
	// Handlers come before any work: an Update may have come with the start.
	err := workflow.SetUpdateHandlerWithOptions(ctx, DecideUpdate, p.decide, workflow.UpdateHandlerOptions{
		Validator: p.check, Description: "Post a decision and act on it",
	})
	if err != nil {
		return err
	}
	if err := workflow.SetQueryHandler(ctx, StateQuery, p.live); err != nil {
		return err
	}

	// A cancelled workflow still has to compensate: its work runs apart from
	// the cancellation, which is acted on once.
	work, _ := workflow.NewDisconnectedContext(ctx)
	for {
		p.drain()
		if p.stale() {
			if err := p.load(work); err != nil {
				return err
			}
			continue
		}
		acted, err := p.step(ctx, work)
		if err != nil {
			return err
		}
		if acted {
			continue
		}
		if p.over(work) {
			return p.result()
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() && workflow.AllHandlersFinished(ctx) {
			next := p.in
			next.Memory = p.memory
			return workflow.NewContinueAsNewError(ctx, p.workflow, next)
		}
		if err := p.wait(ctx, work); err != nil {
			return err
		}
	}
}

// stale tells whether the document may have changed since the process looked.
func (p *process) stale() bool {
	return p.changes > p.seen || p.wanted > p.snapshot.State.Revision
}

// drain takes the signals that have come.
func (p *process) drain() {
	var n Notice
	for p.signals.ReceiveAsync(&n) {
		p.wanted = max(p.wanted, n.Revision)
	}
}

// load reads the document's state and shows it in the search attributes.
func (p *process) load(ctx workflow.Context) error {
	changes := p.changes
	var stock *activities.Stock
	var snapshot activities.Snapshot
	for {
		err := workflow.ExecuteLocalActivity(databaseContext(ctx), stock.LoadOperation, p.in.OperationID).Get(ctx, &snapshot)
		if err == nil {
			break
		}
		if !retryable(err) {
			return err
		}
	}
	p.snapshot, p.seen = snapshot, changes
	// A revision that was announced and is not there was rolled back with a
	// restored database: what is there counts.
	p.wanted = snapshot.State.Revision
	if !snapshot.Found {
		return nil
	}
	p.memory.observe(snapshot.State)
	return p.index(ctx)
}

// index brings the search attributes up to date, those that differ.
func (p *process) index(ctx workflow.Context) error {
	s := p.snapshot.State
	wanted := append(placeAttributes(s.WarehouseID, s.DestinationID),
		KindAttribute.ValueSet(string(s.Kind)), NumberAttribute.ValueSet(s.Number), StatusAttribute.ValueSet(string(s.Status)))
	have := workflow.GetTypedSearchAttributes(ctx)
	asked := temporal.NewSearchAttributes(wanted...)
	same := true
	for key, value := range asked.GetUntypedValues() {
		if keyword, ok := key.(temporal.SearchAttributeKeyKeyword); ok {
			old, found := have.GetKeyword(keyword)
			same = same && found && old == value
		}
	}
	if same {
		return nil
	}
	return workflow.UpsertTypedSearchAttributes(ctx, wanted...)
}

// step does the next thing that is due, if there is one.
func (p *process) step(ctx, work workflow.Context) (acted bool, err error) {
	s := p.snapshot.State
	if !p.snapshot.Found {
		return false, nil
	}
	if ctx.Err() != nil && !p.memory.Cancelled {
		p.memory.Cancelled = true
		if kind, ok := p.giveUp(p.view()); ok {
			_, err := p.act(work, kind, inventory.Body{Reason: "the workflow was cancelled"}, "cancelled")
			return true, err
		}
		return true, nil
	}
	if s.Status == inventory.Cancelling && !workflow.Now(work).Before(p.retryAt) {
		return true, p.compensate(work)
	}
	due := p.upcoming()
	if len(due) == 0 || workflow.Now(work).Before(due[0].At) {
		return false, nil
	}
	p.memory.acted(due[0].Key, workflow.Now(work))
	// A refusal only says that somebody was faster; the new state tells.
	_, err = p.act(work, due[0].Kind, due[0].Body, due[0].occasion())
	return true, err
}

// wait sleeps until something happens or the next deadline has come.
func (p *process) wait(ctx, work workflow.Context) error {
	happened := func() bool {
		return p.signals.Len() > 0 || p.stale() ||
			(ctx.Err() != nil && !p.memory.Cancelled) || p.over(work) ||
			(workflow.GetInfo(ctx).GetContinueAsNewSuggested() && workflow.AllHandlersFinished(ctx))
	}
	next, ok := p.wake()
	if !ok {
		return workflow.Await(work, happened)
	}
	_, err := workflow.AwaitWithTimeout(work, max(next.Sub(workflow.Now(work)), time.Millisecond), happened)
	return err
}

// wake gives the next moment at which something is due.
func (p *process) wake() (time.Time, bool) {
	if p.snapshot.State.Status == inventory.Cancelling {
		return p.retryAt, true
	}
	if due := p.upcoming(); len(due) > 0 {
		return due[0].At, true
	}
	return time.Time{}, false
}

// over tells whether nothing is left to do.
func (p *process) over(ctx workflow.Context) bool {
	if p.signals.Len() > 0 || p.stale() || !workflow.AllHandlersFinished(ctx) {
		return false
	}
	s := p.snapshot.State
	return !p.snapshot.Found || (s.Status.Ended() && len(s.Approvals) == 0)
}

// result is how the workflow ends: as cancelled only if that undid something.
func (p *process) result() error {
	s := p.snapshot.State.Status
	if p.memory.Cancelled && (s == inventory.Cancelled || s == inventory.Returned) {
		return temporal.NewCanceledError()
	}
	return nil
}

// act posts a command of the process's own and looks again afterwards.
func (p *process) act(ctx workflow.Context, kind inventory.CommandKind, body inventory.Body, occasion string) (inventory.Outcome, error) {
	cmd, err := systemCommand(p.snapshot.State, kind, body, occasion)
	if err != nil {
		return inventory.Outcome{}, err
	}
	defer func() { p.changes++ }()
	return postOne(ctx, cmd)
}

func (p *process) view() view {
	return view{State: p.snapshot.State, policy: p.snapshot.Policy, since: p.memory.Since}
}

func (p *process) upcoming() []Deadline {
	if !p.snapshot.Found {
		return nil
	}
	return p.memory.upcoming(p.deadlines(p.view()))
}

// postOne posts a batch of one, waiting for the database as long as it takes.
func postOne(ctx workflow.Context, cmd inventory.Command) (inventory.Outcome, error) {
	for {
		outs, err := postBatch(ctx, []inventory.Command{cmd})
		switch {
		case err == nil && len(outs) == 1:
			return outs[0], nil
		case err == nil:
			return inventory.Outcome{}, fmt.Errorf("post %s: %d outcomes", cmd.Kind, len(outs))
		case !retryable(err):
			return inventory.Outcome{}, err
		}
	}
}
