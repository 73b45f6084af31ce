package relay

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"go.temporal.io/api/serviceerror"

	"stockflow/internal/store"
	"stockflow/workflows"
)

// ChangedRecalls are the outbox of recalls.
type ChangedRecalls interface {
	DueRecalls(ctx context.Context, limit int) ([]store.RecallNotice, error)
	RecallTold(ctx context.Context, n store.RecallNotice) error
}

// RecallTeller tells the workflows of recalls that something has changed, and
// starts those that don't run.
type RecallTeller struct {
	Outbox ChangedRecalls
	Tell   Signaller
	// Interval is how often it looks while there is nothing to do; 0: half a second.
	Interval time.Duration
	Logger   *slog.Logger
}

// Run works until ctx ends.
func (s *RecallTeller) Run(ctx context.Context) {
	watch(ctx, "recalls", s.Interval, s.Logger, s.tellDue)
}

func (s *RecallTeller) tellDue(ctx context.Context) (int, error) {
	due, err := s.Outbox.DueRecalls(ctx, 4)
	if err != nil {
		return 0, err
	}
	for _, n := range due {
		if err := s.tell(ctx, n); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

func (s *RecallTeller) tell(ctx context.Context, n store.RecallNotice) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	options := workflows.RecallStart(n.ID)
	_, err := s.Tell.SignalWithStartWorkflow(ctx, options.ID, workflows.PostedSignal, workflows.Notice{Revision: n.Revision}, options, workflows.Recall, n.ID)
	// A workflow that has seen the end of its recall has nothing left to do.
	var ended *serviceerror.WorkflowExecutionAlreadyStarted
	if err != nil && !errors.As(err, &ended) {
		return fmt.Errorf("tell the workflow of recall %s: %w", n.ID, err)
	}
	return s.Outbox.RecallTold(ctx, n)
}
