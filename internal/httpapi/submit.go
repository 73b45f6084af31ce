package httpapi

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/intake"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// How long a caller waits for the answer to a command.
const (
	defaultWait = 10 * time.Second
	maxWait     = 30 * time.Second
)

// parkTime is how long a command that was taken may need to be written down
// after its caller's time has run out.
const parkTime = 5 * time.Second

// call is a command before it has its identity.
type call struct {
	kind inventory.CommandKind
	// operation is empty for a command that makes one.
	operation string
	warehouse int64
	key       string
	prefer    *oas.Prefer
	body      inventory.Body
	// meaning is the request as it was understood, for the hash that tells
	// whether a key is used again for something else.
	meaning any
}

// waitFor reads the preference wait=N; what can't be read is no preference.
func waitFor(prefer *oas.Prefer) time.Duration {
	for part := range strings.SplitSeq(value(prefer), ",") {
		name, seconds, _ := strings.Cut(strings.TrimSpace(part), "=")
		if !strings.EqualFold(strings.TrimSpace(name), "wait") {
			continue
		}
		n, err := strconv.ParseUint(strings.Trim(strings.TrimSpace(seconds), `"`), 10, 31)
		if err == nil {
			return min(time.Duration(n)*time.Second, maxWait)
		}
	}
	return defaultWait
}

// identify gives a call its identity.
func identify(ctx context.Context, c call) (inventory.Command, error) {
	p, info := principal(ctx), infoOf(ctx)
	info.warehouse = c.warehouse
	hash, err := inventory.RequestHash([]any{c.operation, c.meaning})
	if err != nil {
		return inventory.Command{}, err
	}
	id := inventory.CommandID(c.kind, p.ID, c.key)
	cmd := inventory.Command{
		ID: id, Kind: c.kind, OperationID: c.operation, WarehouseID: c.warehouse, UserID: p.ID, RequestHash: hash,
		RequestID: info.id, RemoteAddress: info.address, Body: c.body,
	}
	if cmd.OperationID == "" {
		cmd.OperationID = id
	}
	return cmd, nil
}

// submit sends a command on its way: send is Submit or Decide. When the
// caller's time runs out, or Temporal can't be reached, the command is written
// down before it is acknowledged, so that it is carried out all the same.
func (h *handlers) submit(
	ctx context.Context, c call, send func(context.Context, inventory.Command) (inventory.Outcome, error),
) (answer, error) {
	cmd, err := identify(ctx, c)
	if err != nil {
		return answer{}, err
	}
	wait := waitFor(c.prefer)
	if wait == 0 {
		return h.park(ctx, cmd)
	}
	waiting, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	out, err := send(waiting, cmd)
	switch {
	case err == nil:
		return answerOf(out, c.operation == "")
	case ctx.Err() != nil:
		return answer{}, fmt.Errorf("wait for command %s: %w", cmd.ID, context.Cause(ctx))
	case errors.Is(err, intake.ErrUnavailable), waiting.Err() != nil:
		return h.park(ctx, cmd)
	default:
		return answer{}, err
	}
}

func (h *handlers) park(ctx context.Context, cmd inventory.Command) (answer, error) {
	// The caller's leaving must not lose what is about to be acknowledged.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), parkTime)
	defer cancel()
	// Looked up before, not after: the answer to a command that was carried out
	// as soon as it was parked is no replay.
	earlier, err := h.Store.CommandState(ctx, cmd.ID, cmd.UserID)
	answered := err == nil && earlier.Status == store.CommandApplied
	if err := h.Store.Park(ctx, cmd); err != nil {
		return answer{}, err
	}
	if answered {
		out := earlier.Outcome
		out.Replayed = true
		return answerOf(out, cmd.ID == cmd.OperationID)
	}
	return answer{pending: cmd.ID}, nil
}

func answerOf(out inventory.Outcome, creates bool) (answer, error) {
	if out.Refusal != nil {
		return answer{}, refused{out.Refusal}
	}
	return answer{outcome: outcome(out), creates: creates}, nil
}

func outcome(out inventory.Outcome) oas.CommandOutcome {
	o := oas.CommandOutcome{
		CommandID: out.CommandID, OperationID: out.OperationID, Number: out.Number, Kind: oas.OperationKind(out.Kind),
		Status: oas.OperationStatus(out.Status), Revision: int32(out.Revision), Replayed: out.Replayed, //nolint:gosec // counts steps
		Shortages: shortages(out.Shortages),
	}
	if len(out.ApprovalIDs) > 0 {
		o.ApprovalIds = &out.ApprovalIDs
	}
	if len(out.Recounts) > 0 {
		lines := make([]int32, len(out.Recounts))
		for i, n := range out.Recounts {
			lines[i] = int32(n) //nolint:gosec // line numbers are bounded
		}
		o.Recounts = &lines
	}
	return o
}

// atDesk gives a command to its warehouse's desk: a new document, or a routine
// step of one.
func (h *handlers) atDesk(ctx context.Context, c call) (answer, error) {
	return h.submit(ctx, c, h.Commands.Submit)
}

// decide gives a command that the document's own workflow has to act on.
func (h *handlers) decide(ctx context.Context, c call) (answer, error) {
	return h.submit(ctx, c, h.Commands.Decide)
}

// cancel gives a cancellation. Most take one transaction, and the desk is the
// fast way to it. One that has to be carried out step by step is handed to the
// document's workflow as well: posting it again answers from the record, and
// the workflow answers once the compensation is done.
func (h *handlers) cancel(ctx context.Context, c call) (answer, error) {
	return h.submit(ctx, c, func(ctx context.Context, cmd inventory.Command) (inventory.Outcome, error) {
		out, err := h.Commands.Submit(ctx, cmd)
		if err != nil || out.Status != inventory.Cancelling {
			return out, err
		}
		return h.Commands.Decide(ctx, cmd)
	})
}

// side says in which of a document's warehouses a step is taken.
type side func(op store.OperationHead, sees func(int64) bool) int64

// source is where a receipt arrives and the others leave.
func source(op store.OperationHead, _ func(int64) bool) int64 { return op.WarehouseID }

// destination is where a transfer arrives.
func destination(op store.OperationHead, _ func(int64) bool) int64 { return op.DestinationID }

// arrival is where a transfer's goods are going now.
func arrival(op store.OperationHead, _ func(int64) bool) int64 {
	if op.ReturnLeg {
		return op.WarehouseID
	}
	return op.DestinationID
}

// open finds the document of a step and checks that the user may take it. The
// rules of stock check the same again when the step is posted.
func (h *handlers) open(
	ctx context.Context, kind inventory.CommandKind, document inventory.Kind, id string, where side,
) (op store.OperationHead, site int64, err error) {
	op, err = h.Store.OperationHead(ctx, id)
	if err != nil {
		return op, 0, err
	}
	infoOf(ctx).warehouse = op.WarehouseID
	if op.Kind != document || !visible(ctx, op) {
		return op, 0, inventory.Refusef(inventory.CodeNotFound, "there is no such %s", document)
	}
	site, err = mayAct(ctx, kind, op, where)
	return op, site, err
}

func visible(ctx context.Context, op store.OperationHead) bool {
	if principal(ctx).Scope().SeesEither(op.WarehouseID, op.DestinationID) {
		return true
	}
	info := infoOf(ctx)
	info.warehouse, info.foreign = op.WarehouseID, true
	return false
}

func mayAct(ctx context.Context, kind inventory.CommandKind, op store.OperationHead, where side) (int64, error) {
	if err := mayGive(ctx, kind); err != nil {
		return 0, err
	}
	sees := principal(ctx).Scope().Sees
	site := where(op, sees)
	infoOf(ctx).warehouse = site
	if !sees(site) {
		return 0, inventory.Refusef(inventory.CodeForbidden, "this step belongs to the other warehouse of the document")
	}
	return site, nil
}

// mayGive refuses a command that asks for more trust than the user has.
func mayGive(ctx context.Context, kind inventory.CommandKind) error {
	return need(ctx, inventory.Permission(kind))
}
