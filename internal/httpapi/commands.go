package httpapi

import (
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/store"
)

// GetCommand implements oas.StrictServerInterface. A refusal is found here as
// the problem that a waiting caller would have been answered with.
func (h *handlers) GetCommand(ctx context.Context, r oas.GetCommandRequestObject) (oas.GetCommandResponseObject, error) {
	state, err := h.Store.CommandState(ctx, r.CommandID, principal(ctx).ID)
	if err != nil {
		return nil, err
	}
	out := oas.GetCommand200JSONResponse{CommandID: r.CommandID, Status: oas.CommandStateStatus(state.Status)}
	switch state.Status {
	case store.CommandApplied:
		o := outcome(state.Outcome)
		out.Outcome = &o
	case store.CommandRefused:
		refusal, status, _ := explain(refused{state.Outcome.Refusal})
		p := problemOf(ctx, refusal, status)
		out.Problem = &p
	}
	return out, nil
}
