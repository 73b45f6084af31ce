package activities

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"go.temporal.io/sdk/temporal"

	"stockflow/internal/crashpoint"
	"stockflow/internal/inventory"
)

// Poster is the one door to stock.
type Poster interface {
	// Post decides and writes the commands in one transaction and gives their
	// outcomes in the same order. An error means that nothing can be said.
	Post(ctx context.Context, cmds []inventory.Command) ([]inventory.Outcome, error)
}

// OperationLoader reads a document with everything that hangs on it.
type OperationLoader interface {
	Operation(ctx context.Context, id string) (inventory.Operation, error)
}

// EventPublisher tells open dashboards and caches what was posted. It is best
// effort: it returns nothing, and must not block for long.
type EventPublisher interface {
	Publish(ctx context.Context, outs []inventory.Outcome)
}

// Stock are the activities on the task queue "stock".
type Stock struct {
	Poster Poster
	Loader OperationLoader
	// Events may be nil.
	Events EventPublisher
	Policy Policy
	// Posted counts the commands that went through this process; it may be nil.
	Posted *atomic.Int64
}

// PostBatch posts commands and publishes what came of them after the commit.
// A batch that runs again answers from the record.
func (s *Stock) PostBatch(ctx context.Context, cmds []inventory.Command) ([]inventory.Outcome, error) {
	reach("before:", cmds)
	outs, err := s.Poster.Post(ctx, cmds)
	if err != nil {
		return nil, fmt.Errorf("post %d commands: %w", len(cmds), err)
	}
	if len(outs) != len(cmds) {
		return nil, fmt.Errorf("post %d commands: got %d outcomes", len(cmds), len(outs))
	}
	reach("after:", cmds)
	if s.Posted != nil {
		s.Posted.Add(int64(len(cmds)))
	}
	if s.Events != nil {
		s.Events.Publish(ctx, outs)
	}
	return outs, nil
}

// LoadOperation gives the document's state and the policy that now applies to
// it. A document that doesn't exist is no error: Found is false.
func (s *Stock) LoadOperation(ctx context.Context, operationID string) (Snapshot, error) {
	op, err := s.Loader.Operation(ctx, operationID)
	var refusal *inventory.Error
	switch {
	case errors.As(err, &refusal) && refusal.Code == inventory.CodeNotFound:
		return Snapshot{Policy: s.Policy}, nil
	case errors.As(err, &refusal) && refusal.Code == inventory.CodeInvalid:
		// An id that can't be one: trying again does not help.
		return Snapshot{}, temporal.NewNonRetryableApplicationError(refusal.Detail, string(refusal.Code), err)
	case err != nil:
		return Snapshot{}, fmt.Errorf("load operation %s: %w", operationID, err)
	}
	return Snapshot{Found: true, Policy: s.Policy, State: Summarise(op)}, nil
}

func reach(when string, cmds []inventory.Command) {
	if !crashpoint.Armed() {
		return
	}
	for i := range cmds {
		crashpoint.Reach(when + string(cmds[i].Kind))
	}
}
